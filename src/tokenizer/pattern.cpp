// PCRE2 behind Pattern (pcre2api(3)).
#include "tokenizer/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <fmt/format.h>

namespace jangin::tokenizer {
namespace {

constexpr uint32_t kStepLimit = 4'000'000;
constexpr std::string_view kSpaces = R"(\t-\r\x20\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000})";

struct FreeMatch {
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};
struct FreeContext {
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
};

/// One thread's room for the offsets of a match; only the whole match is read.
pcre2_match_data* thread_match_data() {
  thread_local std::unique_ptr<pcre2_match_data, FreeMatch> data(pcre2_match_data_create(1, nullptr));
  return data.get();
}

}  // namespace

struct Pattern::State {
  pcre2_code* code = nullptr;
  bool jit = false;
  std::unique_ptr<pcre2_match_context, FreeContext> context;
  ~State() { pcre2_code_free(code); }
};

Pattern::Pattern(std::unique_ptr<State> state) : state_(std::move(state)) {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;

std::string spell_out_spaces(std::string_view pattern) {
  std::string out;
  bool in_class = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const char c = pattern[i];
    if (c == '\\' && i + 1 < pattern.size()) {
      const char next = pattern[++i];
      if (next == 's') {
        out += in_class ? std::string(kSpaces) : "[" + std::string(kSpaces) + "]";
      } else if (next == 'S' && !in_class) {
        out += "[^" + std::string(kSpaces) + "]";
      } else {
        out += {c, next};
      }
      continue;
    }
    if (c == '[' && !in_class) {
      in_class = true;
      out += c;
      // A bracket right after the opening is itself a member.
      if (i + 1 < pattern.size() && pattern[i + 1] == '^') out += pattern[++i];
      if (i + 1 < pattern.size() && pattern[i + 1] == ']') out += pattern[++i];
      continue;
    }
    if (c == ']') in_class = false;
    out += c;
  }
  return out;
}

Result<Pattern> Pattern::compile(std::string_view pattern, const std::string& place) {
  const std::string spelled = spell_out_spaces(pattern);
  auto state = std::make_unique<State>();
  int error = 0;
  PCRE2_SIZE offset = 0;
  state->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(spelled.data()), spelled.size(), PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &error,
                              &offset, nullptr);
  if (!state->code) {
    PCRE2_UCHAR message[256];
    pcre2_get_error_message(error, message, sizeof(message));
    return fail(ErrorCode::unsupported,
                fmt::format("pre-tokenizer pattern `{}`: {} near `{}`", pattern.substr(0, 200), reinterpret_cast<const char*>(message),
                            spelled.substr(offset, 20)),
                place);
  }
  state->jit = pcre2_jit_compile(state->code, PCRE2_JIT_COMPLETE) == 0;  // where it cannot, matching interprets
  state->context.reset(pcre2_match_context_create(nullptr));
  pcre2_set_match_limit(state->context.get(), kStepLimit);
  pcre2_set_heap_limit(state->context.get(), 64 * 1024);  // KiB
  return Pattern(std::move(state));
}

std::optional<Match> Pattern::find(std::string_view subject, size_t from) const {
  pcre2_match_data* data = thread_match_data();
  const auto* text = reinterpret_cast<PCRE2_SPTR>(subject.data());
  const int found = state_->jit ? pcre2_jit_match(state_->code, text, subject.size(), from, 0, data, state_->context.get())
                                : pcre2_match(state_->code, text, subject.size(), from, PCRE2_NO_UTF_CHECK, data, state_->context.get());
  if (found < 0) return std::nullopt;
  const PCRE2_SIZE* offsets = pcre2_get_ovector_pointer(data);
  if (offsets[0] > offsets[1]) return std::nullopt;  // \K in a lookahead
  return Match{offsets[0], offsets[1]};
}

}  // namespace jangin::tokenizer
