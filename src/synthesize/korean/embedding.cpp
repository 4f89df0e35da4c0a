// Which phrases of a sentence belong to a clause in front of a noun, so that a question about them would stand inside of another phrase.
#include "synthesize/korean/links.h"

namespace jangin::synthesize::korean {
namespace {

bool is_core_case(std::string_view particle) { return particle == "을" || particle == "를" || particle == "이" || particle == "가"; }
bool is_object_case(std::string_view particle) { return particle == "을" || particle == "를"; }
/// Nouns that make one verb of the clause in front of them: "설치할 수", "설치하는 것을".
bool belongs_to_verb(const Word& word) {
  static constexpr auto kNouns =
      std::to_array<std::string_view>({"수", "것", "바", "데", "줄", "필요", "의무", "때문", "뿐", "채", "적", "가운데", "상태"});
  return is_one_of(word.noun, kNouns) || word.text.starts_with("것") || word.text.starts_with("뿐");
}
/// "VDI를 사용하여 | 구성된 끝점".
bool goes_on_to_noun(const std::vector<Word>& words, size_t i) {
  static constexpr auto kEnds = std::to_array<std::string_view>({"하여", "되어", "해", "아", "어", "여", "하고", "거나"});
  return i + 2 < words.size() && !words[i].comma && ends_in_one_of(words[i].text, kEnds) && is_adnominal(words, i + 1);
}

}  // namespace

bool is_embedded(const std::vector<Word>& words, size_t i) {
  if (is_topic(words[i])) return false;
  static constexpr auto kJoints = std::to_array<std::string_view>({"대한", "관한", "위한", "따른", "의한", "인한"});
  if (i + 2 < words.size() && is_one_of(words[i + 1].text, kJoints)) return true;
  const bool core = is_core_case(words[i].particle);
  for (size_t k = i + 1; k + 1 < words.size(); ++k) {
    const auto& w = words[k];
    if (is_adnominal(words, k) || goes_on_to_noun(words, k)) {
      if (words[k + 1].noun == "수" && is_adnominal(words, k)) continue;  // "할 수 있는"
      return !belongs_to_verb(words[k + 1]);
    }
    if (is_topic(w) || is_conditional(w.text) || w.text.ends_with("고") || w.text.ends_with("며")) return false;
    if (is_object_case(words[i].particle) && is_object_case(w.particle)) return false;
    if (!core && !w.particle.empty() && !is_object_case(w.particle)) return false;
  }
  return false;
}

}  // namespace jangin::synthesize::korean
