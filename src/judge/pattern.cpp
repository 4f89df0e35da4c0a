// PCRE2 behind Pattern: Unicode mode, just-in-time compiled, match data of each thread reused.
#include "judge/pattern.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <cassert>

namespace jangin::judge {

struct Pattern::Code {
  pcre2_code* code = nullptr;
  ~Code() { pcre2_code_free(code); }
};

namespace {

struct MatchData {
  pcre2_match_data* data = pcre2_match_data_create(1, nullptr);
  ~MatchData() { pcre2_match_data_free(data); }
};

}  // namespace

Pattern::Pattern(std::string_view expression, Case sensitivity) : code_(std::make_unique<Code>()) {
  int error = 0;
  PCRE2_SIZE offset = 0;
  uint32_t options = PCRE2_UTF | PCRE2_UCP | (sensitivity == Case::ignored ? PCRE2_CASELESS : 0U);
  pcre2_compile_context* context = pcre2_compile_context_create(nullptr);
  pcre2_set_newline(context, PCRE2_NEWLINE_LF);
  code_->code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(expression.data()), expression.size(), options, &error, &offset, context);
  pcre2_compile_context_free(context);
  assert(code_->code != nullptr && "a pattern of the program does not compile");
  pcre2_jit_compile(code_->code, PCRE2_JIT_COMPLETE);  // where the processor has no support, matching is interpreted
}

Pattern::~Pattern() = default;

std::optional<record::Span> Pattern::run(std::string_view text, size_t from, uint32_t options) const {
  thread_local MatchData match;
  int count = pcre2_match(code_->code, reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, options, match.data, nullptr);
  if (count < 0) return std::nullopt;
  const PCRE2_SIZE* ends = pcre2_get_ovector_pointer(match.data);
  return record::Span{ends[0], ends[1]};
}

std::optional<record::Span> Pattern::find(std::string_view text, size_t from) const { return run(text, from, 0); }

bool Pattern::matches_whole(std::string_view text) const { return run(text, 0, PCRE2_ANCHORED | PCRE2_ENDANCHORED).has_value(); }

std::vector<std::string_view> Pattern::find_all(std::string_view text) const {
  std::vector<std::string_view> found;
  size_t at = 0;
  while (at <= text.size()) {
    auto span = run(text, at, PCRE2_NOTEMPTY);
    if (!span) break;
    found.push_back(text.substr(span->begin, span->size()));
    at = span->end;
  }
  return found;
}

std::string Pattern::replace(std::string_view text, std::string_view with) const {
  std::string out;
  size_t at = 0;
  while (auto span = run(text, at, PCRE2_NOTEMPTY)) {
    out.append(text.substr(at, span->begin - at)).append(with);
    at = span->end;
  }
  return out.append(text.substr(at));
}

}  // namespace jangin::judge
