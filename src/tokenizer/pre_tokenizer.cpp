// The steps of huggingface/tokenizers' pre_tokenizers (split.rs, digits.rs, byte_level.rs).
#include "tokenizer/pre_tokenizer.h"

#include <unicode/uchar.h>

#include <optional>

#include "text/unicode.h"

namespace jangin::tokenizer {
namespace {

/// openai/gpt-2 encoder.py.
constexpr std::string_view kGpt2Pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

bool is_numeric(std::string_view text, size_t& at) {
  const auto byte = static_cast<uint8_t>(text[at]);
  if (byte < 0x80) {
    ++at;
    return byte >= '0' && byte <= '9';
  }
  const auto code = static_cast<UChar32>(text::next_code_point(text, at));
  return (U_GET_GC_MASK(code) & U_GC_N_MASK) != 0;
}

size_t character_end(std::string_view text, size_t at) {
  do {
    ++at;
  } while (at < text.size() && (static_cast<uint8_t>(text[at]) & 0xc0) == 0x80);
  return at;
}

std::optional<Match> find_next(const std::vector<Pattern>& pattern, std::string_view literal, std::string_view text, size_t from) {
  if (!pattern.empty()) return pattern.front().find(text, from);
  if (literal.empty()) return std::nullopt;
  const size_t at = text.find(literal, from);
  if (at == std::string_view::npos) return std::nullopt;
  return Match{at, at + literal.size()};
}

/// Calls visit(begin, end, matched) for matches and the gaps between them, in order, empty ones left out.
template <typename Visit>
void visit_matches(const std::vector<Pattern>& pattern, std::string_view literal, std::string_view text, Visit&& visit) {
  size_t done = 0;
  size_t from = 0;
  while (from <= text.size()) {
    const auto match = find_next(pattern, literal, text, from);
    if (!match) break;
    if (match->begin > done) visit(done, match->begin, false);
    if (match->end > match->begin) visit(match->begin, match->end, true);
    done = match->end;
    from = match->end > match->begin ? match->end : match->end < text.size() ? character_end(text, match->end) : text.size() + 1;
  }
  if (done < text.size()) visit(done, text.size(), false);
}

struct Run {
  size_t begin, end;
  bool matched;
};

/// Joins runs as `behavior` says; isolated and removed never come here.
std::vector<Run> join_runs(const std::vector<Run>& runs, SplitBehavior behavior) {
  std::vector<Run> out;
  for (size_t i = 0; i < runs.size(); ++i) {
    const Run& run = runs[i];
    bool joins = false;
    if (!out.empty()) {
      const bool before = runs[i - 1].matched;
      if (behavior == SplitBehavior::contiguous) joins = run.matched == before;
      if (behavior == SplitBehavior::merged_with_previous) joins = run.matched && !before;
      if (behavior == SplitBehavior::merged_with_next) joins = before && !run.matched;
    }
    if (joins) {
      out.back().end = run.end;
    } else {
      out.push_back(run);
    }
  }
  return out;
}

}  // namespace

Result<PreTokenizer> PreTokenizer::build(const std::vector<PreTokenStep>& steps, const std::string& place) {
  PreTokenizer out;
  for (const PreTokenStep& spec : steps) {
    Step step{spec, {}};
    const bool gpt2 = spec.kind == PreTokenStep::Kind::byte_level && spec.use_regex;
    const bool own = spec.kind == PreTokenStep::Kind::split && !spec.literal;
    if (gpt2 || own) {
      JANGIN_ASSIGN(Pattern pattern, Pattern::compile(own ? std::string_view(spec.pattern) : kGpt2Pattern, place));
      step.pattern.push_back(std::move(pattern));
    }
    out.steps_.push_back(std::move(step));
  }
  return out;
}

void PreTokenizer::split(std::string_view text, const Receiver& receive) const {
  if (!text.empty()) run(0, {text, 0, 0}, receive);
}

void PreTokenizer::run(size_t step, const Piece& piece, const Receiver& receive) const {
  if (step == steps_.size()) return receive(piece);
  switch (steps_[step].spec.kind) {
    case PreTokenStep::Kind::split: return run_split(step, piece, receive);
    case PreTokenStep::Kind::digits: return run_digits(step, piece, receive);
    case PreTokenStep::Kind::byte_level: return run_byte_level(step, piece, receive);
  }
}

/// Bytes [begin, end) of `piece` to the next step.
void PreTokenizer::pass_on(size_t step, const Piece& piece, size_t begin, size_t end, const Receiver& receive) const {
  const size_t inserted = begin < piece.inserted ? std::min(piece.inserted, end) - begin : 0;
  const size_t from = begin < piece.inserted ? piece.begin : piece.begin + begin - piece.inserted;
  run(step + 1, {piece.bytes.substr(begin, end - begin), from, inserted}, receive);
}

void PreTokenizer::run_split(size_t step, const Piece& piece, const Receiver& receive) const {
  const Step& s = steps_[step];
  const std::string_view literal = s.spec.literal ? std::string_view(s.spec.pattern) : std::string_view();
  const SplitBehavior behavior = s.spec.behavior;
  if (behavior == SplitBehavior::isolated || behavior == SplitBehavior::removed) {
    visit_matches(s.pattern, literal, piece.bytes, [&](size_t begin, size_t end, bool matched) {
      const bool removed = behavior == SplitBehavior::removed && matched != s.spec.invert;
      if (!removed) pass_on(step, piece, begin, end, receive);
    });
    return;
  }
  std::vector<Run> runs;
  visit_matches(s.pattern, literal, piece.bytes, [&](size_t begin, size_t end, bool matched) { runs.push_back({begin, end, matched != s.spec.invert}); });
  for (const Run& run : join_runs(runs, behavior)) pass_on(step, piece, run.begin, run.end, receive);
}

void PreTokenizer::run_digits(size_t step, const Piece& piece, const Receiver& receive) const {
  const bool individual = steps_[step].spec.individual_digits;
  size_t begin = 0;
  bool numeric_run = false;
  for (size_t at = 0; at < piece.bytes.size();) {
    const size_t from = at;
    const bool numeric = is_numeric(piece.bytes, at);
    const bool breaks = numeric != numeric_run || (numeric && individual);
    if (breaks && from > begin) {
      pass_on(step, piece, begin, from, receive);
      begin = from;
    }
    numeric_run = numeric;
  }
  pass_on(step, piece, begin, piece.bytes.size(), receive);
}

void PreTokenizer::run_byte_level(size_t step, const Piece& piece, const Receiver& receive) const {
  const Step& s = steps_[step];
  std::string prefixed;
  Piece whole = piece;
  if (s.spec.add_prefix_space && piece.bytes.front() != ' ') {
    prefixed = " " + std::string(piece.bytes);
    whole = {prefixed, piece.begin, piece.inserted + 1};
  }
  if (!s.spec.use_regex) return pass_on(step, whole, 0, whole.bytes.size(), receive);
  visit_matches(s.pattern, {}, whole.bytes, [&](size_t begin, size_t end, bool) { pass_on(step, whole, begin, end, receive); });
}

}  // namespace jangin::tokenizer
