// The steps of huggingface/tokenizers' pre_tokenizers (split.rs, digits.rs, byte_level.rs, metaspace.rs, bert.rs, whitespace.rs, punctuation.rs).
#include "tokenizer/pre_tokenizer.h"

#include <unicode/uchar.h>

#include <algorithm>
#include <optional>

#include "text/unicode.h"
#include "tokenizer/bert_text.h"

namespace jangin::tokenizer {
namespace {

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

bool is_white(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)); }

/// \w of Unicode regular expressions (UTS #18, annex C).
bool is_word(char32_t c) {
  const auto code = static_cast<UChar32>(c);
  constexpr uint32_t kWord = U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK;
  return u_hasBinaryProperty(code, UCHAR_ALPHABETIC) || (U_GET_GC_MASK(code) & kWord) != 0 || u_hasBinaryProperty(code, UCHAR_JOIN_CONTROL);
}

}  // namespace

struct PreTokenizer::Run {
  size_t begin, end;
  bool matched;
};

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
    const bool after_words = out.steps_.size() == 1 && out.steps_[0].spec.kind == PreTokenStep::Kind::whitespace_split;
    if (spec.kind == PreTokenStep::Kind::metaspace && !out.steps_.empty() && !after_words) {
      return fail(ErrorCode::unsupported, "pre-tokenizer `Metaspace` is supported as the first step and after WhitespaceSplit only", place);
    }
    out.steps_.push_back(std::move(step));
  }
  out.scanner_ = find_scanner(steps);
  return out;
}

void PreTokenizer::split(std::string_view text, bool at_begin, const Receiver& receive) const {
  if (!text.empty()) run(0, {text, 0, 0, at_begin}, receive);
}

void PreTokenizer::run(size_t step, const Piece& piece, const Receiver& receive) const {
  if (step == steps_.size()) return receive(piece);
  switch (steps_[step].spec.kind) {
    case PreTokenStep::Kind::split: return run_split(step, piece, receive);
    case PreTokenStep::Kind::digits: return run_digits(step, piece, receive);
    case PreTokenStep::Kind::byte_level: return run_byte_level(step, piece, receive);
    case PreTokenStep::Kind::metaspace: return run_metaspace(step, piece, receive);
    case PreTokenStep::Kind::bert:
      return run_classes(step, piece, receive, [](char32_t c) { return is_white(c) ? 0 : is_bert_punctuation(c) ? 1 : 2; });
    case PreTokenStep::Kind::whitespace: return run_classes(step, piece, receive, [](char32_t c) { return is_word(c) ? 2 : is_white(c) ? 0 : 3; });
    case PreTokenStep::Kind::whitespace_split: return run_classes(step, piece, receive, [](char32_t c) { return is_white(c) ? 0 : 2; });
    case PreTokenStep::Kind::punctuation: return run_punctuation(step, piece, receive);
  }
}

/// Bytes [begin, end) of `piece` to the next step.
void PreTokenizer::pass_on(size_t step, const Piece& piece, size_t begin, size_t end, const Receiver& receive) const {
  const size_t inserted = begin < piece.inserted ? std::min(piece.inserted, end) - begin : 0;
  const size_t from = begin < piece.inserted ? piece.begin : piece.begin + begin - piece.inserted;
  run(step + 1, {piece.bytes.substr(begin, end - begin), from, inserted, piece.at_begin && begin == 0}, receive);
}

/// The runs joined as `behavior` says, to the next step.
void PreTokenizer::pass_joined(size_t step, const Piece& piece, const std::vector<Run>& runs, SplitBehavior behavior, const Receiver& receive) const {
  size_t begin = 0;
  bool joined = false;  // to the run before
  for (size_t i = 0; i < runs.size(); ++i) {
    const bool matched = runs[i].matched;
    if (behavior == SplitBehavior::removed && matched) continue;
    if (!joined) begin = runs[i].begin;
    joined = false;
    if (i + 1 < runs.size()) {
      const bool next = runs[i + 1].matched;
      if (behavior == SplitBehavior::contiguous) joined = matched == next;
      if (behavior == SplitBehavior::merged_with_previous) joined = next && !matched;
      if (behavior == SplitBehavior::merged_with_next) joined = matched && !next;
    }
    if (!joined) pass_on(step, piece, begin, runs[i].end, receive);
  }
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
  visit_matches(s.pattern, literal, piece.bytes,
                [&](size_t begin, size_t end, bool matched) { runs.push_back({begin, end, matched != s.spec.invert}); });
  pass_joined(step, piece, runs, behavior, receive);
}

void PreTokenizer::run_metaspace(size_t step, const Piece& piece, const Receiver& receive) const {
  const PreTokenStep& spec = steps_[step].spec;
  const bool wanted = spec.prepend == PreTokenStep::Prepend::always || (spec.prepend == PreTokenStep::Prepend::first && piece.at_begin);
  std::string prefixed;
  Piece whole = piece;
  if (wanted && !piece.bytes.starts_with(spec.replacement)) {
    prefixed = spec.replacement + std::string(piece.bytes);
    whole = {prefixed, piece.begin, piece.inserted + spec.replacement.size(), piece.at_begin};
  }
  if (!spec.split) return pass_on(step, whole, 0, whole.bytes.size(), receive);
  std::vector<Run> runs;
  visit_matches({}, spec.replacement, whole.bytes, [&](size_t begin, size_t end, bool matched) { runs.push_back({begin, end, matched}); });
  pass_joined(step, whole, runs, SplitBehavior::merged_with_next, receive);
}

template <typename ClassOf>
void PreTokenizer::run_classes(size_t step, const Piece& piece, const Receiver& receive, ClassOf&& class_of) const {
  size_t begin = 0;
  int before = 0;
  for (size_t at = 0; at < piece.bytes.size();) {
    const size_t from = at;
    const int now = class_of(text::next_code_point(piece.bytes, at));
    if (from > begin && (now != before || before == 1)) {
      if (before != 0) pass_on(step, piece, begin, from, receive);
      begin = from;
    }
    before = now;
  }
  if (before != 0) pass_on(step, piece, begin, piece.bytes.size(), receive);
}

void PreTokenizer::run_punctuation(size_t step, const Piece& piece, const Receiver& receive) const {
  std::vector<Run> runs;
  for (size_t at = 0; at < piece.bytes.size();) {
    const size_t from = at;
    const bool matched = is_bert_punctuation(text::next_code_point(piece.bytes, at));
    const bool extends = !runs.empty() && !matched && !runs.back().matched;
    if (extends)
      runs.back().end = at;
    else
      runs.push_back({from, at, matched});
  }
  pass_joined(step, piece, runs, steps_[step].spec.behavior, receive);
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
    whole = {prefixed, piece.begin, piece.inserted + 1, piece.at_begin};
  }
  if (!s.spec.use_regex) return pass_on(step, whole, 0, whole.bytes.size(), receive);
  visit_matches(s.pattern, {}, whole.bytes, [&](size_t begin, size_t end, bool) { pass_on(step, whole, begin, end, receive); });
}

}  // namespace jangin::tokenizer
