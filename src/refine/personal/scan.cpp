// The one scan: every byte is looked at once; digits, "@", capitals and Hangul words ask the finders of their trigger. Then overlaps are resolved.
#include <immintrin.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "base/strings.h"
#include "refine/personal/finders.h"

namespace jangin::refine {
namespace {

enum class Class : uint8_t { none, digit, mark, upper, hangul };

constexpr auto kClasses = [] {
  std::array<Class, 256> classes{};
  for (size_t c = '0'; c <= '9'; ++c) classes[c] = Class::digit;
  for (size_t c = 'A'; c <= 'Z'; ++c) classes[c] = Class::upper;
  for (char c : std::string_view("@([{<")) classes[static_cast<unsigned char>(c)] = Class::mark;
  for (size_t c = 0xEA; c <= 0xED; ++c) classes[c] = Class::hangul;  // first bytes of U+A000–DFFF: all syllables and little else
  return classes;
}();

constexpr size_t kBlock = 32;

/// A bit for each of the 32 bytes at `bytes` in each: what `Scan` looks for where no words are asked for.
struct BlockBits {
  uint32_t digits = 0, dots = 0, colons = 0, marks = 0;  // marks: "@", and brackets that may open "at"
};

/// Reads kBlock + 1 bytes.
BlockBits bits_of(const char* bytes) {
  BlockBits bits;
  for (uint32_t half = 0; half < kBlock; half += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + half));
    const auto is = [&](char c) { return _mm_cmpeq_epi8(block, _mm_set1_epi8(c)); };
    const auto set = [&](uint32_t& word, __m128i any) { word |= static_cast<uint32_t>(_mm_movemask_epi8(any)) << half; };
    const __m128i low = _mm_sub_epi8(block, _mm_set1_epi8('0'));
    set(bits.digits, _mm_cmpeq_epi8(_mm_min_epu8(low, _mm_set1_epi8(9)), low));
    set(bits.dots, is('.'));
    set(bits.colons, is(':'));
    const __m128i open = _mm_or_si128(_mm_or_si128(is('('), is('[')), _mm_or_si128(is('{'), is('<')));
    const __m128i next = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + half + 1));
    const __m128i letter = _mm_cmpeq_epi8(_mm_or_si128(next, _mm_set1_epi8(' ')), _mm_set1_epi8('a'));
    const __m128i opens_at = _mm_and_si128(open, _mm_or_si128(letter, _mm_cmpeq_epi8(next, _mm_set1_epi8(' '))));
    set(bits.marks, _mm_or_si128(is('@'), opens_at));
  }
  return bits;
}

/// ASCII for the digits and marks of full width (U+FF01–FF5E, three bytes each), and where each byte came from.
struct Folded {
  std::string text;
  std::vector<size_t> narrowed;  // places in `text`, ascending, of what was three bytes

  size_t source(size_t at) const { return at + 2 * static_cast<size_t>(std::lower_bound(narrowed.begin(), narrowed.end(), at) - narrowed.begin()); }
};

Folded fold_width(std::string_view text) {
  Folded folded;
  folded.text.reserve(text.size());
  for (size_t at = 0; at < text.size();) {
    size_t wide = std::min(text.find('\xEF', at), text.size());
    folded.text += text.substr(at, wide - at);
    at = wide;
    if (at + 2 >= text.size()) {
      folded.text += text.substr(at);
      break;
    }
    auto byte = [&](size_t i) { return static_cast<unsigned char>(text[at + i]); };
    unsigned code = byte(1) == 0xBC || byte(1) == 0xBD ? ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU) : 0U;
    if (code >= 0xF01 && code <= 0xF5E) {
      folded.narrowed.push_back(folded.text.size());
      folded.text += static_cast<char>(code - 0xF01 + '!');
      at += 3;
    } else {
      folded.text += text[at++];
    }
  }
  return folded;
}

class Scan {
 public:
  Scan(std::string_view text, std::span<const std::string> kinds, const std::vector<std::string>& keep_domains)
      : text_(text), keep_domains_(keep_domains) {
    for (const PersonalKind& kind : personal_kinds()) {
      bool wanted = std::find(kinds.begin(), kinds.end(), kind.name) != kinds.end();
      if (wanted) rows_[static_cast<size_t>(kind.trigger)].push_back({&kind, 0});
    }
  }

  std::vector<FoundPersonal> run() {
    bool words = !rows_[static_cast<size_t>(Trigger::capital)].empty() || !rows_[static_cast<size_t>(Trigger::hangul)].empty();
    size_t at = words ? 0 : visit_digits_and_marks();
    while (at < text_.size()) at = visit(at);
    return std::move(found_);
  }

 private:
  struct Row {
    const PersonalKind* kind;
    size_t floor;
  };

  /// Where no finder of words is asked: looks only at marks and at the first bytes of numbers, 32 in one comparison (bench/personal_data). Gives where
  /// the last whole block ends.
  size_t visit_digits_and_marks() {
    const bool numbers = !rows_[static_cast<size_t>(Trigger::number)].empty(), pointed = all_are_pointed();
    size_t block = 0, next = 0;
    uint32_t before = 0;  // 1: the byte before the block is a digit
    BlockBits bits = text_.size() > kBlock ? bits_of(text_.data()) : BlockBits{};
    for (; block + 2 * kBlock < text_.size(); block += kBlock) {
      const BlockBits after = bits_of(text_.data() + block + kBlock);
      uint32_t look = bits.marks;
      if (numbers) {
        uint32_t starts = bits.digits & ~(bits.digits << 1U | before);
        const uint64_t digits = bits.digits | uint64_t{after.digits} << kBlock, dots = bits.dots | uint64_t{after.dots} << kBlock;
        const uint64_t points = (dots & digits >> 1U) | bits.colons | uint64_t{after.colons} << kBlock;
        if (pointed) starts &= static_cast<uint32_t>(points >> 1U | points >> 2U | points >> 3U | points >> 4U);
        look |= starts;
      }
      for (; look != 0; look &= look - 1) {
        size_t at = block + static_cast<size_t>(std::countr_zero(look));
        if (at >= next) next = visit(at);
      }
      before = bits.digits >> (kBlock - 1);
      bits = after;
    }
    return std::max(block, next);
  }

  bool all_are_pointed() const {
    const auto& rows = rows_[static_cast<size_t>(Trigger::number)];
    return std::all_of(rows.begin(), rows.end(), [](const Row& row) { return row.kind->pointed; });
  }

  /// Looks at one byte, asks its finders, and gives the next byte to look at.
  size_t visit(size_t at) {
    switch (kClasses[static_cast<unsigned char>(text_[at])]) {
      case Class::none: break;
      case Class::digit: return number(at);
      case Class::mark: mark(at); break;
      case Class::upper:
        if (at == 0 || !is_ascii_letter(text_[at - 1])) ask(Trigger::capital, at, nullptr);
        break;
      case Class::hangul:
        ask(Trigger::hangul, at, nullptr);
        while (at < text_.size() && kClasses[static_cast<unsigned char>(text_[at])] == Class::hangul) at += 3;
        return at;
    }
    return at + 1;
  }

  void ask(Trigger trigger, size_t at, const DigitGroups* digits) {
    for (Row& row : rows_[static_cast<size_t>(trigger)]) {
      if (at < row.floor || (digits != nullptr && digits->digits < row.kind->min_digits)) continue;
      if (row.kind->pointed && text_.substr(at + 1, 4).find_first_of(".:") == text_.npos) continue;
      auto one = row.kind->find({text_, keep_domains_, at, row.floor, digits});
      if (!one || one->span.begin < row.floor) continue;
      row.floor = one->span.end;
      found_.push_back({one->span, row.kind, std::move(one->key)});
    }
  }

  size_t number(size_t at) {
    if (rows_[static_cast<size_t>(Trigger::number)].empty()) return at + 1;
    DigitGroups digits = read_digit_groups(text_, at);
    ask(Trigger::number, at, &digits);
    return digits.groups[0].end;
  }

  void mark(size_t at) {
    std::string_view next = text_.substr(at, 3);  // "(at", "[ AT": the finder reads on
    if (text_[at] == '@' || (next.size() == 3 && (next[1] == ' ' || (next[1] | 32) == 'a'))) ask(Trigger::mark, at, nullptr);
  }

  std::string_view text_;
  const std::vector<std::string>& keep_domains_;
  std::array<std::vector<Row>, 4> rows_;
  std::vector<FoundPersonal> found_;
};

/// Keeps the longest, of equals the one of the earlier row, and drops what overlaps it.
void resolve_overlaps(std::vector<FoundPersonal>& found) {
  if (found.size() < 2) return;
  std::sort(found.begin(), found.end(), [](const FoundPersonal& a, const FoundPersonal& b) { return a.span.begin < b.span.begin; });
  auto is_better = [](const FoundPersonal& a, const FoundPersonal& b) {
    return a.span.size() != b.span.size() ? a.span.size() > b.span.size() : a.kind < b.kind;
  };
  std::vector<FoundPersonal> kept;
  for (FoundPersonal& one : found) {
    bool stands = true;
    while (!kept.empty() && kept.back().span.end > one.span.begin) {
      if (!is_better(one, kept.back())) {
        stands = false;
        break;
      }
      kept.pop_back();
    }
    if (stands) kept.push_back(std::move(one));
  }
  found = std::move(kept);
}

}  // namespace

std::vector<FoundPersonal> find_personal_data(std::string_view text, std::span<const std::string> kinds,
                                              const std::vector<std::string>& keep_domains) {
  bool has_wide = text.find("\xEF\xBC") != text.npos;
  Folded folded = has_wide ? fold_width(text) : Folded{};
  auto found = Scan(has_wide ? std::string_view(folded.text) : text, kinds, keep_domains).run();
  resolve_overlaps(found);
  if (has_wide) {
    for (FoundPersonal& one : found) one.span = {folded.source(one.span.begin), folded.source(one.span.end)};
  }
  return found;
}

}  // namespace jangin::refine
