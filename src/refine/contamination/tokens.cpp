// One pass over the bytes with a table for the characters of the Basic Multilingual Plane; number words are put together afterwards.
#include "refine/contamination/tokens.h"

#include <array>
#include <memory>

#include "refine/contamination/numbers.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

enum class Kind : uint8_t { separator, letter, digit, syllable, inner };  // inner: skipped between the letters of a word

struct Character {
  char32_t folded = 0;
  Kind kind = Kind::separator;
  uint8_t bytes = 1;
};

/// Kinds and folded forms of the plane's characters.
struct Table {
  std::array<char16_t, 0x10000> folded;
  std::array<Kind, 0x10000> kinds;
};

bool is_inner(char32_t c) {
  constexpr std::u32string_view kInner = U"'*_~`\\\u2018\u2019\u02BC\u00AD\u200B\u200C\u200D\u2060\uFEFF";
  return kInner.find(c) != kInner.npos || text::is_mark(c);
}

bool is_syllable(char32_t c) { return (c >= 0xAC00 && c <= 0xD7A3) || text::is_han(c) || (c >= 0x3041 && c <= 0x30FF && text::is_letter(c)); }

Kind kind_of(char32_t c) {
  if (is_inner(c)) return Kind::inner;
  if (c == 0x318D) return Kind::separator;  // the middle dot of Korean statutes, a letter in Unicode
  if (is_syllable(c)) return Kind::syllable;
  if (text::is_letter(c)) return Kind::letter;
  return text::is_digit(c) ? Kind::digit : Kind::separator;
}

std::unique_ptr<Table> make_table() {
  auto table = std::make_unique<Table>();
  for (char32_t c = 0; c < 0x10000; ++c) {
    char32_t folded = c;
    if (c < 0xD800 || c > 0xDFFF) {
      std::string utf8;
      text::append_utf8(utf8, c);
      std::string plain = is_syllable(c) ? utf8 : text::casefold(text::nfkc(utf8));
      size_t at = 0;
      char32_t first = plain.empty() ? c : text::next_code_point(plain, at);
      if (at == plain.size() && first < 0x10000) folded = first;  // forms of several characters stay as they are
    }
    table->folded[c] = static_cast<char16_t>(folded);
    table->kinds[c] = kind_of(folded);
  }
  return table;
}

const Table& characters() {
  static const std::unique_ptr<Table> table = make_table();
  return *table;
}

/// The character that an entity at `at` stands for, and its length; length 0: it is none. Named ones of punctuation are told from apostrophes only.
Character read_entity(std::string_view text, size_t at) {
  std::string_view rest = text.substr(at + 1, 9);
  size_t end = rest.find(';');
  if (end == rest.npos || end < 2) return {0, Kind::separator, 0};
  std::string_view name = rest.substr(0, end);
  Character result{U' ', Kind::separator, static_cast<uint8_t>(end + 2)};
  if (name[0] != '#') {
    for (char c : name) {
      if ((c | 32) < 'a' || (c | 32) > 'z') return {0, Kind::separator, 0};
    }
    if (name == "apos" || name == "rsquo" || name == "lsquo" || name == "shy") result.folded = U'\'', result.kind = Kind::inner;
    return result;
  }
  bool hex = (name[1] | 32) == 'x';
  uint32_t value = 0;
  for (char c : name.substr(hex ? 2 : 1)) {
    bool is_letter = hex && (c | 32) >= 'a' && (c | 32) <= 'f';
    if (!is_letter && (c < '0' || c > '9')) return {0, Kind::separator, 0};
    value = value * (hex ? 16 : 10) + static_cast<uint32_t>(is_letter ? (c | 32) - 'a' + 10 : c - '0');
  }
  if (value < 0x10000) result.folded = characters().folded[value], result.kind = characters().kinds[value];
  return result;
}

constexpr uint64_t kPrime = 0x9E3779B97F4A7C15ULL;
uint64_t mix(uint64_t hash, uint64_t value) { return (hash ^ value) * kPrime; }
uint32_t finish(uint64_t hash, bool syllable) { return (static_cast<uint32_t>(hash >> 32) & ~1U) | (syllable ? 1U : 0U); }

class Tokenizer {
 public:
  Tokenizer(std::string_view text, std::vector<FoldedToken>& tokens) : text_(text), tokens_(tokens), table_(characters()) {}

  void run() {
    for (size_t at = 0; at < text_.size();) {
      Character c = peek(at);
      switch (c.kind) {
        case Kind::letter: at = word(at); break;
        case Kind::digit: at = number(at); break;
        case Kind::syllable: add(finish(mix(kPrime, c.folded), true), at, at + c.bytes), at += c.bytes; break;
        default: at += c.bytes;
      }
    }
  }

 private:
  Character peek(size_t at) const {
    if (at >= text_.size()) return {};
    auto byte = static_cast<unsigned char>(text_[at]);
    if (byte < 0x80 && byte != '&') return {table_.folded[byte], table_.kinds[byte], 1};
    return peek_rare(at, byte);
  }

  Character peek_rare(size_t at, unsigned char byte) const {
    if (byte == '&') {
      Character entity = read_entity(text_, at);
      return entity.bytes > 0 ? entity : Character{};
    }
    size_t next = at;
    char32_t c = text::next_code_point(text_, next);
    auto bytes = static_cast<uint8_t>(next - at);
    if (c >= 0x10000) return {c, text::is_letter(c) ? Kind::letter : Kind::separator, bytes};
    return {table_.folded[c], table_.kinds[c], bytes};
  }

  void add(uint32_t hash, size_t begin, size_t end) { tokens_.push_back({hash, static_cast<uint32_t>(begin), static_cast<uint32_t>(end)}); }

  size_t word(size_t at) {
    size_t begin = at, end = at;
    uint64_t hash = 0;
    while (true) {
      Character c = peek(at);
      if (c.kind == Kind::letter) {
        hash = mix(hash, c.folded);
        at += c.bytes;
        end = at;
      } else if (size_t next = c.kind == Kind::separator ? beyond_wrap(at) : beyond_inner(at, c); next != at) {
        at = next;
      } else {
        break;
      }
    }
    add(finish(hash, false), begin, end);
    return end;
  }

  /// Behind emphasis, escapes, apostrophes and marks inside a word; `at` when no letter follows.
  size_t beyond_inner(size_t at, Character c) const {
    size_t next = at;
    for (; c.kind == Kind::inner; c = peek(next)) next += c.bytes;
    return c.kind == Kind::letter ? next : at;
  }

  /// Behind a hyphen that ends a line within a word; `at` when there is none.
  size_t beyond_wrap(size_t at) const {
    if (at >= text_.size() || text_[at] != '-') return at;
    size_t next = at + 1;
    if (next < text_.size() && text_[next] == '\r') ++next;
    if (next >= text_.size() || text_[next] != '\n') return at;
    for (++next; next < text_.size() && text_[next] == ' ';) ++next;
    Character c = peek(next);
    return c.kind == Kind::letter && text_[next] >= 'a' ? next : at;  // a capital begins a word of its own
  }

  size_t number(size_t at) {
    size_t begin = at;
    NumberHash value;
    size_t digits = 0;
    at = digits_from(at, digits, [&](char32_t digit) { value.digit(digit); });
    for (bool grouped = digits <= 3; grouped;) {
      size_t next = beyond_group_mark(at);
      if (next == at) break;
      at = digits_from(next, digits, [&](char32_t digit) { value.digit(digit); });
    }
    if (at < text_.size() && text_[at] == '.' && peek(at + 1).kind == Kind::digit) {
      at = digits_from(at + 1, digits, [&](char32_t digit) { value.decimal(digit); });
    }
    add(value.finish(), begin, at);
    return at;
  }

  template <typename Use>
  size_t digits_from(size_t at, size_t& count, Use use) const {
    count = 0;
    for (Character c = peek(at); c.kind == Kind::digit; c = peek(at)) {
      use(c.folded);
      at += c.bytes;
      ++count;
    }
    return at;
  }

  /// Behind a mark between groups of three digits: "1,000", "1 000"; `at` when exactly three digits do not follow.
  size_t beyond_group_mark(size_t at) const {
    if (at >= text_.size()) return at;
    bool narrow = text_.substr(at, 2) == "\u00A0" || text_.substr(at, 3) == "\u2009" || text_.substr(at, 3) == "\u202F";
    if (text_[at] != ',' && text_[at] != ' ' && text_[at] != '\'' && !narrow) return at;
    size_t next = at + (narrow ? (text_[at] == '\xC2' ? 2 : 3) : 1), count = 0;
    digits_from(next, count, [](char32_t) {});
    return count == 3 ? next : at;
  }

  std::string_view text_;
  std::vector<FoldedToken>& tokens_;
  const Table& table_;
};

}  // namespace

void tokenize(std::string_view text, std::vector<FoldedToken>& tokens) {
  tokens.clear();
  Tokenizer(text, tokens).run();
  join_number_words(text, tokens);
}

uint32_t glued_hash(std::string_view text) {
  std::string plain;
  for (size_t at = 0; at < text.size();) {
    char32_t c = text::next_code_point(text, at);
    if (text::is_letter(c) || text::is_digit(c)) text::append_utf8(plain, c);
  }
  std::vector<FoldedToken> tokens;
  Tokenizer(plain, tokens).run();
  return tokens.size() == 1 ? tokens[0].hash : 0;
}

uint32_t word_hash(std::string_view word) {
  uint64_t hash = 0;
  for (char c : word) hash = mix(hash, static_cast<unsigned char>(c));
  return finish(hash, false);
}

}  // namespace jangin::refine
