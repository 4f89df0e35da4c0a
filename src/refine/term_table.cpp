// English by a hash of the word in small letters, Korean by the first syllable and then by prefix.
#include "refine/term_table.h"

#include <algorithm>

namespace jangin::refine {
namespace {

constexpr size_t kMostBytes = 32;  // of an English term

uint32_t payload(std::string_view word) {
  auto byte = [&](size_t i) { return static_cast<uint32_t>(static_cast<unsigned char>(word[i])); };
  return ((byte(0) & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
}

}  // namespace

bool is_korean_particle(std::string_view rest) {
  static constexpr auto kParticles = std::to_array<std::string_view>(
      {"에게서", "으로서", "으로써", "에게는", "에서는", "에서도", "이라는", "이라고", "이라도", "까지", "부터",   "에게", "에서",
       "으로",   "로서",   "로써",   "처럼",   "보다",   "이나",   "이며",   "이고",   "이란",   "이다", "입니다", "인데", "이든",
       "한테",   "께서",   "마다",   "만이",   "만을",   "에는",   "에도",   "과의",   "와의",   "과는", "와는",   "조차", "밖에",
       "라는",   "라고",   "이",     "가",     "은",     "는",     "을",     "를",     "의",     "에",   "와",     "과",   "도",
       "로",     "만",     "나",     "며",     "인",     "아",     "야",     "란",     "든",     "님",   "씨",     "여"});
  if (rest.starts_with("들")) rest.remove_prefix(std::string_view("들").size());
  return rest.empty() || std::find(kParticles.begin(), kParticles.end(), rest) != kParticles.end();
}

TermTable::TermTable(const std::vector<Term>& terms) : korean_starts_(1024) {
  for (const Term& term : terms) {
    const auto first = static_cast<unsigned char>(term.word[0]);
    if (first < 0x80) {
      may_start_[first] = 1;
      longest_ = std::max(longest_, std::min(term.word.size(), kMostBytes));
      english_[term.word] = term.id;
    } else {
      const uint32_t key = payload(term.word);
      korean_starts_[key >> 6] |= uint64_t{1} << (key & 63);
      korean_[key].push_back({term.word, term.id, term.end});
    }
  }
  for (auto& [key, entries] : korean_)
    std::stable_sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.word.size() > b.word.size(); });
}

uint16_t TermTable::find_english(std::string_view word) const {
  std::array<char, kMostBytes> small;
  for (size_t i = 0; i < word.size(); ++i) small[i] = word[i] >= 'A' && word[i] <= 'Z' ? static_cast<char>(word[i] | 0x20) : word[i];
  const auto found = english_.find({small.data(), word.size()});
  return found == english_.end() ? uint16_t{0} : found->second;
}

uint16_t TermTable::find_korean(std::string_view word) const {
  const uint32_t key = payload(word);
  if ((korean_starts_[key >> 6] >> (key & 63) & 1) == 0) return 0;
  for (const Entry& entry : korean_.at(key)) {
    if (word.starts_with(entry.word) && (entry.end == TermEnd::any || is_korean_particle(word.substr(entry.word.size())))) return entry.id;
  }
  return 0;
}

}  // namespace jangin::refine
