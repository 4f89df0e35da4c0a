// One function a family: where the piece that begins at `p` ends. The alternatives are tried in the pattern's order; what a regular
// expression finds by backtracking is worked out beforehand and said beside the code.
#include "tokenizer/scanner.h"

#include <algorithm>

#include "tokenizer/character_class.h"
#include "tokenizer/letter_run.h"

namespace jangin::tokenizer {

const std::string_view kGpt2Pattern = R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";
const std::string_view kLlama3Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
const std::string_view kQwen2Pattern =
    R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
const std::string_view kGpt4oPattern = R"([^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
                                       R"(|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
                                       R"(|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+)";
const std::string_view kDeepSeek3Numbers = R"(\p{N}{1,3})";
const std::string_view kDeepSeek3Han = "[\u4e00-\u9fa5\u3040-\u309f\u30a0-\u30ff]+";
const std::string_view kDeepSeek3Words =
    "[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|[^\r\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+"
    "| ?[\\p{P}\\p{S}]+[\r\n]*|\\s*[\r\n]+|\\s+(?!\\S)|\\s+";

namespace {

bool is_break(char c) { return c == '\r' || c == '\n'; }
bool is_ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_ascii_other(char c) { return static_cast<uint8_t>(c) < 0x80 && !is_ascii_letter(c); }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// A text being read; positions are pointers into it.
struct Reader {
  const ClassTable& table;
  const char* end;

  /// Class of the character at `p`, 0 at the end; `next`: behind it.
  uint8_t see(const char* p, const char*& next) const {
    if (p == end) return 0;
    uint32_t length;
    const uint8_t bits = table.at(p, length);
    next = p + length;
    return bits;
  }
  /// End of the run of characters of which one of `bits` is set.
  const char* run(const char* p, uint8_t bits) const {
    const char* next = p;
    while (p < end && (see(p, next) & bits) != 0) p = next;
    return p;
  }
  /// End of the run of letters.
  const char* run_letters(const char* p) const { return run(skip_letters(p, end), kLetter); }
  /// End of the run of characters that have none of `bits`.
  const char* run_without(const char* p, uint8_t bits) const {
    const char* next = p;
    while (p < end && (see(p, next) & bits) == 0) p = next;
    return p;
  }
};

/// Bytes of 's 't 're 've 'm 'll 'd at `p`, 0: none. With `fold`, in either case; the long s folds to s, too.
size_t contraction(const char* p, const char* end, bool fold) {
  if (end - p < 2 || *p != '\'') return 0;
  const char a = fold ? lower(p[1]) : p[1];
  if (a == 's' || a == 't' || a == 'm' || a == 'd') return 2;
  if (end - p < 3) return 0;
  if (fold && p[1] == '\xc5' && p[2] == '\xbf') return 3;
  const char b = fold ? lower(p[2]) : p[2];
  return (a == 'r' && b == 'e') || (a == 'v' && b == 'e') || (a == 'l' && b == 'l') ? 3 : 0;
}

/// `\s+(?!\S)|\s+`: the run of white space but its last character, unless the text ends there (or the run is one character).
const char* spaces(const Reader& reader, const char* p, uint8_t boundary) {
  const char* last = p;
  const char* at = p;
  const char* next = p;
  uint8_t bits = 0;
  while (at < reader.end && ((bits = reader.see(at, next)) & kSpace) != 0) {
    last = at;
    at = next;
  }
  const bool ends = at == reader.end || (bits & boundary) != 0;
  return ends || last == p ? at : last;
}

/// `\s*[\r\n]+|\s+(?!\S)|\s+`: up to the last line break of the run, if it has one. `boundary`: classes that end the text.
const char* spaces_or_breaks(const Reader& reader, const char* p, uint8_t boundary) {
  const char* behind_break = nullptr;
  const char* last = p;
  const char* at = p;
  const char* next = p;
  uint8_t bits = 0;
  while (at < reader.end && ((bits = reader.see(at, next)) & kSpace) != 0) {
    last = at;
    if (is_break(*at)) behind_break = next;
    at = next;
  }
  if (behind_break) return behind_break;
  const bool ends = at == reader.end || (bits & boundary) != 0;
  return ends || last == p ? at : last;
}

template <bool kDigits>
const char* gpt2_end(const Reader& reader, const char* p) {
  if (const size_t length = contraction(p, reader.end, false)) return p + length;
  const char* first = nullptr;
  uint8_t bits = reader.see(p, first);
  if (kDigits && (bits & kNumber) != 0) return first;  // digits one by one; the text before and behind is a text of its own
  const char* start = p;
  if (*p == ' ' && first < reader.end) {
    const char* second = nullptr;
    const uint8_t after = reader.see(first, second);
    if ((after & kSpace) == 0 && (!kDigits || (after & kNumber) == 0)) {
      start = first;
      bits = after;
      first = second;
    }
  }
  if ((bits & kLetter) != 0) return reader.run_letters(first);
  if ((bits & kNumber) != 0) return reader.run(first, kNumber);
  if ((bits & kSpace) == 0 || start != p) return reader.run_without(first, kSpace | kLetter | kNumber);
  return spaces(reader, p, kDigits ? kNumber : 0);
}

const char* numbers_end(const Reader& reader, const char* p, int most) {
  const char* next = p;
  for (; most > 0 && p < reader.end && (reader.see(p, next) & kNumber) != 0; --most) p = next;
  return p;
}

/// What the patterns since cl100k have in common after words and numbers: ` ?[^\s\p{L}\p{N}]+[\r\n]*`, then white space.
const char* others_end(const Reader& reader, const char* p, const char* first, uint8_t bits, bool slash) {
  const char* start = (bits & kSpace) == 0 ? p : nullptr;
  if (*p == ' ' && first < reader.end) {
    const char* second = nullptr;
    if ((reader.see(first, second) & (kSpace | kLetter | kNumber)) == 0) start = first;
  }
  if (!start) return spaces_or_breaks(reader, p, 0);
  const char* at = reader.run_without(start, kSpace | kLetter | kNumber);
  while (at < reader.end && (is_break(*at) || (slash && *at == '/'))) ++at;
  return at;
}

template <int kMostDigits>
const char* llama3_end(const Reader& reader, const char* p) {
  if (const size_t length = contraction(p, reader.end, true)) return p + length;
  const char* first = nullptr;
  const uint8_t bits = reader.see(p, first);
  if ((bits & kLetter) != 0) return reader.run_letters(first);
  if ((bits & kNumber) != 0) return numbers_end(reader, p, kMostDigits);
  if (!is_break(*p)) {
    if (const char* behind = reader.run_letters(first); behind > first) return behind;
  }
  return others_end(reader, p, first, bits, false);
}

/// `[A]*[B]+` or else `[A]+[B]*` at `p`, A upper-like, B lower-like; `either`: whether the first form was found. Null: neither.
/// A* takes all it can; where no B follows, it gives back up to the last character that is a B as well.
const char* cased_word_end(const Reader& reader, const char* p, bool& either) {
  // The common word: a capital or none, then small letters and Hangul (which are both), then a character of ASCII that is no letter.
  const char* small = p + (p < reader.end && *p >= 'A' && *p <= 'Z');
  const char* behind = skip_letters<true>(small, reader.end);
  either = true;
  if (behind > small && behind < reader.end && is_ascii_other(*behind)) return behind;
  const char* behind_both = nullptr;
  const char* at = p;
  const char* next = p;
  uint8_t bits = 0;
  while (at < reader.end && ((bits = reader.see(at, next)) & kUpperLike) != 0) {
    if ((bits & kLowerLike) != 0) behind_both = next;
    at = next;
  }
  if (at < reader.end && (bits & kLowerLike) != 0) return reader.run(next, kLowerLike);
  if (behind_both) return behind_both;
  either = false;
  return at > p ? at : nullptr;
}

const char* gpt4o_end(const Reader& reader, const char* p) {
  const char* first = nullptr;
  const uint8_t bits = reader.see(p, first);
  if ((bits & kNumber) != 0) return numbers_end(reader, p, 3);
  const bool may_lead = (bits & kLetter) == 0 && !is_break(*p);
  // The first form with a leading character, then without; then the second form in the same order.
  const char* word = nullptr;
  bool first_form = false;
  if (may_lead) word = cased_word_end(reader, first, first_form);
  if (!word || !first_form) {
    bool plain_form = false;
    const char* plain = cased_word_end(reader, p, plain_form);
    if (plain && (plain_form || !word)) word = plain;
  }
  if (word) return word + contraction(word, reader.end, true);
  return others_end(reader, p, first, bits, true);
}

bool is_ascii_punctuation(char c) { return c > ' ' && c < '\x7f' && !is_ascii_letter(c) && !(c >= '0' && c <= '9'); }

/// Whether the text that a character of class `bits` is in ends before one of class `next`: numbers, and runs of kana and Han, are cut out first.
bool deepseek3_parts(uint8_t bits, uint8_t next) { return ((bits ^ next) & kKanaOrHan) != 0 || (next & kNumber) != 0; }

/// Null: no alternative takes the character at `p`.
const char* deepseek3_end(const Reader& reader, const char* p) {
  constexpr uint8_t kWord = kLetter | kMark;
  const char* first = nullptr;
  const uint8_t bits = reader.see(p, first);
  if ((bits & kNumber) != 0) return numbers_end(reader, p, 3);
  const auto words_end = [&](const char* at) {
    if ((bits & kKanaOrHan) == 0) at = skip_letters(at, reader.end);
    const char* next = at;
    for (uint8_t c; at < reader.end && ((c = reader.see(at, next)) & kWord) != 0 && !deepseek3_parts(bits, c);) at = next;
    return at;
  };
  if (is_ascii_punctuation(*p) && first < reader.end && is_ascii_letter(*first)) {
    const char* at = first;
    while (at < reader.end && is_ascii_letter(*at)) ++at;
    return at;
  }
  if ((bits & (kLetter | kSymbol)) == 0 && !is_break(*p)) {
    if (const char* word = words_end(first); word > first) return word;
  }
  if ((bits & kWord) != 0) return words_end(p);
  const auto symbols_end = [&](const char* at) {
    const char* next = at;
    for (uint8_t c; at < reader.end && ((c = reader.see(at, next)) & kSymbol) != 0 && !deepseek3_parts(bits, c);) at = next;
    return at;
  };
  const char* start = *p == ' ' ? first : p;
  if (const char* at = symbols_end(start); at > start) {
    while ((bits & kKanaOrHan) == 0 && at < reader.end && is_break(*at)) ++at;
    return at;
  }
  return (bits & kSpace) != 0 ? spaces_or_breaks(reader, p, kNumber | kKanaOrHan) : nullptr;
}

template <typename EndOf>
size_t scan(std::string_view text, size_t from, std::span<size_t> ends, EndOf&& end_of) {
  const Reader reader{ClassTable::shared(), text.data() + text.size()};
  const char* p = text.data() + from;
  size_t count = 0;
  while (p < reader.end && count < ends.size()) {
    p = end_of(reader, p);
    ends[count++] = static_cast<size_t>(p - text.data());
  }
  return count;
}

/// What no alternative takes is a piece by itself, up to where one does.
size_t scan_deepseek3(std::string_view text, size_t from, std::span<size_t> ends) {
  const Reader reader{ClassTable::shared(), text.data() + text.size()};
  const char* p = text.data() + from;
  const char* gap = nullptr;
  size_t count = 0;
  const auto write = [&](const char* end) { ends[count++] = static_cast<size_t>(end - text.data()); };
  while (p < reader.end && count + 1 < ends.size()) {
    const char* end = deepseek3_end(reader, p);
    if (!end) {
      if (!gap) gap = p;
      const char* next = p;
      const uint8_t bits = reader.see(p, p);
      if (p == reader.end || !deepseek3_parts(bits, reader.see(p, next))) continue;
      write(p);
      gap = nullptr;
      continue;
    }
    if (gap) write(p);
    gap = nullptr;
    write(end);
    p = end;
  }
  if (gap) write(p);
  return count;
}

bool is_split(const PreTokenStep& step, std::string_view pattern) {
  return step.kind == PreTokenStep::Kind::split && !step.literal && !step.invert && step.behavior == SplitBehavior::isolated &&
         step.pattern == pattern;
}

bool is_bytes(const PreTokenStep& step, bool use_regex) {
  return step.kind == PreTokenStep::Kind::byte_level && step.use_regex == use_regex && !step.add_prefix_space;
}

}  // namespace

std::optional<ScannerKind> find_scanner(std::span<const PreTokenStep> steps) {
  if (steps.size() == 1 && is_bytes(steps[0], true)) return ScannerKind::gpt2;
  if (steps.size() == 2 && steps[0].kind == PreTokenStep::Kind::digits && steps[0].individual_digits && is_bytes(steps[1], true))
    return ScannerKind::digits_gpt2;
  if (steps.size() == 2 && is_bytes(steps[1], false)) {
    if (is_split(steps[0], kLlama3Pattern)) return ScannerKind::llama3;
    if (is_split(steps[0], kQwen2Pattern)) return ScannerKind::qwen2;
    if (is_split(steps[0], kGpt4oPattern)) return ScannerKind::gpt4o;
  }
  const bool deepseek = steps.size() == 4 && is_split(steps[0], kDeepSeek3Numbers) && is_split(steps[1], kDeepSeek3Han) &&
                        is_split(steps[2], kDeepSeek3Words) && is_bytes(steps[3], false);
  if (deepseek) return ScannerKind::deepseek3;
  return std::nullopt;
}

size_t scan_pieces(ScannerKind kind, std::string_view text, size_t from, std::span<size_t> ends) {
  switch (kind) {
    case ScannerKind::gpt2: return scan(text, from, ends, gpt2_end<false>);
    case ScannerKind::digits_gpt2: return scan(text, from, ends, gpt2_end<true>);
    case ScannerKind::llama3: return scan(text, from, ends, llama3_end<3>);
    case ScannerKind::qwen2: return scan(text, from, ends, llama3_end<1>);
    case ScannerKind::gpt4o: return scan(text, from, ends, gpt4o_end);
    case ScannerKind::deepseek3: return scan_deepseek3(text, from, ends);
  }
  return 0;
}

}  // namespace jangin::tokenizer
