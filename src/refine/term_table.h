// Looking words of a text up in a table of terms: English words whole, Korean stems with the particles or endings that follow. No allocation a word.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jangin::refine {

/// How a Korean term may go on within its eojeol.
enum class TermEnd : uint8_t { particle, any };

struct Term {
  std::string_view word;  // small letters; must outlive the table
  uint16_t id = 0;        // what find() gives back; not 0
  TermEnd end = TermEnd::particle;
};

class TermTable {
 public:
  explicit TermTable(const std::vector<Term>& terms);
  /// Id of the term that this word is, 0 when it is none. The longest term that fits; ASCII letters count as small.
  uint16_t find(std::string_view word) const {
    if (word.empty()) return 0;
    const auto first = static_cast<unsigned char>(word[0]);
    if (first < 0x80) return may_start_[first | 0x20] == 0 || word.size() > longest_ ? uint16_t{0} : find_english(word);
    return (first < 0xEA && first != 0xE3) || first > 0xED || word.size() < 3 ? uint16_t{0} : find_korean(word);
  }

 private:
  struct Entry {
    std::string_view word;
    uint16_t id;
    TermEnd end;
  };
  uint16_t find_english(std::string_view word) const;
  uint16_t find_korean(std::string_view word) const;

  std::array<uint8_t, 256> may_start_{};
  size_t longest_ = 0;
  std::unordered_map<std::string_view, uint16_t> english_;
  std::unordered_map<uint32_t, std::vector<Entry>> korean_;  // first three bytes → entries, longest first
  std::vector<uint64_t> korean_starts_;                      // a bit for each value of the three bytes' payload
};

/// Is this what may follow a Korean noun in its eojeol: nothing, or particles (을, 에게, 들은, …)?
bool is_korean_particle(std::string_view rest);

}  // namespace jangin::refine
