// One pass over the text: each character is looked up in a table of classes, each run between spaces is cut where it ends. Not a tokenizer for models.
#include "refine/text_statistics.h"

#include <unicode/uchar.h>
#define XXH_INLINE_ALL  // most hashes here are of words: a call costs more than they do
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <bit>

#include "text/unicode.h"

namespace jangin::refine {
namespace {

enum Class : uint8_t { kSpace = 1, kLetter = 2, kSymbol = 4, kTerminal = 8, kHangul = 16 };

uint8_t classify(char32_t c) {
  uint8_t bits = 0;
  if (text::is_space(c)) bits |= kSpace;
  if (text::is_letter(c)) bits |= kLetter;
  if (text::is_hangul(c)) bits |= kHangul;
  const auto point = static_cast<UChar32>(c);
  if ((U_GET_GC_MASK(point) & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) == 0 && (bits & kSpace) == 0) bits |= kSymbol;
  if (u_hasBinaryProperty(point, UCHAR_S_TERM) != 0) bits |= kTerminal;
  return bits;
}

constexpr char32_t kTableSize = 0x10000;  // the Basic Multilingual Plane; the rest is asked of ICU

const std::array<uint8_t, kTableSize>& classes() {
  static const std::array<uint8_t, kTableSize> table = [] {
    std::array<uint8_t, kTableSize> made{};
    for (char32_t c = 0; c < kTableSize; ++c) made[c] = classify(c);
    return made;
  }();
  return table;
}

/// Cuts one text. A run is what stands between two spaces; its core reaches from its first character that is no symbol to its last.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : text_(text), table_(classes().data()) { out_.text = text; }

  TextStatistics run() {
    out_.tokens.reserve(text_.size() / 5);
    const size_t size = text_.size();
    size_t at = 0;
    while (at < size) {
      const size_t begin = at;
      const auto byte = static_cast<unsigned char>(text_[at]);
      uint8_t bits;
      if (byte < 0x80) {
        ++at;
        bits = table_[byte];
      } else {
        char32_t c = text::next_code_point(text_, at);
        bits = c < kTableSize ? table_[c] : classify(c);
      }
      if ((bits & kSpace) == 0) {
        add_character(begin, at, bits);
      } else {
        if (run_characters_ != 0) end_run(begin);
        if (byte == '\n') {
          end_line(begin);
        } else {
          ++line_characters_;
        }
      }
    }
    if (run_characters_ != 0) end_run(size);
    if (line_begin_ < size) end_line(size);
    return std::move(out_);
  }

 private:
  void add_character(size_t begin, size_t end, uint8_t bits) {
    if (run_characters_ == 0) run_begin_ = begin;
    ++run_characters_;
    if ((bits & kSymbol) != 0) return;
    if (core_first_ == 0) {
      core_begin_ = begin;
      core_first_ = run_characters_;
    }
    core_end_ = end;
    core_last_ = run_characters_;
    run_letters_ += (bits & kLetter) != 0 ? 1 : 0;
    run_hangul_ += (bits & kHangul) != 0 ? 1 : 0;
  }

  void add_token(size_t begin, size_t end, uint32_t characters, bool word, bool letter) {
    out_.tokens.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end - begin), characters, word, letter});
  }

  void end_run(size_t end) {
    if (core_first_ == 0) {
      add_token(run_begin_, end, run_characters_, false, false);
    } else {
      const uint32_t core = core_last_ - core_first_ + 1;
      if (core_first_ > 1) add_token(run_begin_, core_begin_, core_first_ - 1, false, false);
      add_token(core_begin_, core_end_, core, true, run_letters_ != 0);
      if (core_end_ < end) add_token(core_end_, end, run_characters_ - core_last_, false, false);
      ++out_.words;
      out_.words_with_letter += run_letters_ != 0 ? 1 : 0;
      out_.word_characters += core;
      out_.letters += run_letters_;
      out_.hangul += run_hangul_;
    }
    if (line_.runs++ == 0) line_.text_begin = static_cast<uint32_t>(run_begin_);
    line_.text_end = static_cast<uint32_t>(end);
    line_.longest_run = std::max(line_.longest_run, run_characters_);
    line_characters_ += run_characters_;
    run_characters_ = core_first_ = run_letters_ = run_hangul_ = 0;
  }

  void end_line(size_t end) {
    line_.begin = static_cast<uint32_t>(line_begin_);
    line_.end = static_cast<uint32_t>(end);
    line_.characters = line_characters_;
    if (line_.blank()) line_.text_begin = line_.text_end = line_.begin;
    if (end > line_begin_) {
      const uint32_t seen = seen_lines_.size();
      line_.repeats = seen_lines_.number(hash_text(text_.substr(line_begin_, end - line_begin_))) < seen;
    }
    out_.characters += line_characters_ + (end < text_.size() ? 1 : 0);
    out_.lines.push_back(line_);
    line_ = {};
    line_begin_ = end + 1;
    line_characters_ = 0;
  }

  std::string_view text_;
  const uint8_t* table_;
  TextStatistics out_;
  Numbering seen_lines_;
  Line line_;
  size_t line_begin_ = 0, run_begin_ = 0, core_begin_ = 0, core_end_ = 0;
  uint32_t line_characters_ = 0, run_characters_ = 0, run_letters_ = 0, run_hangul_ = 0;
  uint32_t core_first_ = 0, core_last_ = 0;  // 1-based, in the run; 0: none yet
};

constexpr uint64_t kMix = 0x9E3779B97F4A7C15;  // 2^64 divided by the golden ratio

}  // namespace

TextStatistics cut_text(std::string_view text) { return Cutter(text).run(); }

const TextStatistics& statistics_of(const record::Document& document) {
  struct Kept {
    std::string text_id;
    const char* data = nullptr;
    TextStatistics statistics;
  };
  thread_local Kept kept;
  if (kept.text_id.empty() || kept.text_id != document.text_id || kept.data != document.text.data()) {
    kept = {document.text_id, document.text.data(), cut_text(document.text)};
  }
  return kept.statistics;
}

bool ends_in_terminal(std::string_view line) {
  if (line.empty()) return false;
  size_t at = line.size() - 1;
  while (at > 0 && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80) --at;
  const char32_t c = text::next_code_point(line, at);
  return ((c < kTableSize ? classes()[c] : classify(c)) & kTerminal) != 0;
}

uint64_t hash_text(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

Numbering::Slot& Numbering::find(uint64_t key) {
  const size_t mask = slots_.size() - 1;
  size_t at = static_cast<size_t>((key * kMix) >> 32) & mask;
  while (slots_[at].number_after != 0 && slots_[at].key != key) at = (at + 1) & mask;
  return slots_[at];
}

uint32_t Numbering::number(uint64_t key) {
  Slot* slot = &find(key);
  if (slot->number_after != 0) return slot->number_after - 1;
  if (used_ >= slots_.size() / 2) {
    grow();
    slot = &find(key);
  }
  *slot = {key, ++used_};
  return used_ - 1;
}

void Numbering::grow() {
  std::vector<Slot> old(slots_.size() * 2);
  old.swap(slots_);
  for (const Slot& slot : old) {
    if (slot.number_after != 0) find(slot.key) = slot;
  }
}

void Numbering::clear(size_t expected) {
  slots_.assign(std::max(kFirstSlots, std::min(slots_.size(), std::bit_ceil(2 * expected + 1))), {});
  used_ = 0;
}

}  // namespace jangin::refine
