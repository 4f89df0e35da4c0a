// The lists, as text: one blank between two words.
#include "refine/personal/name_words.h"

#include <unordered_set>

namespace jangin::refine {
namespace {

using WordSet = std::unordered_set<std::string_view>;
WordSet words_of(std::string_view all) {
  WordSet set;
  while (!all.empty()) {
    size_t end = std::min(all.find(' '), all.size());
    if (end > 0) set.insert(all.substr(0, end));
    all.remove_prefix(std::min(end + 1, all.size()));
  }
  return set;
}

constexpr std::string_view kKorean =
#include "refine/personal/korean_words.inc"
    ;
constexpr std::string_view kGiven =
#include "refine/personal/given_names.inc"
    ;
constexpr std::string_view kEnglish =
#include "refine/personal/english_words.inc"
    ;

}  // namespace

bool is_korean_word(std::string_view word) {
  static const WordSet set = words_of(kKorean);
  return set.contains(word);
}

bool is_korean_given_name(std::string_view word) {
  static const WordSet set = words_of(
      "하은 지은 다은 예은 가은 시은 나은 주은 채은 소은 고은 성은 영은 정은 서은 세은 혜은 재은 승은 태은 보은 수은 라은 유나 하나 예나 지나 미나 "
      "리나 한나 세나 다나 안나 은하 윤하 민하 서하 영하 준하 시하 동하 태하 지한 요한 태한 승한 종한 영인 정인 지인 혜인 "
      "다인 가인 세인 예인 해인 병일 정일 성일 태일 영일 종일 준일 지해 영도 성도 재만 영만 성만 종만 병만 수만 용만 지의 성의 다이");
  return set.contains(word);
}

bool is_given_name(std::string_view word) {
  static const WordSet set = words_of(kGiven);
  return set.contains(word);
}

bool is_english_word(std::string_view word) {
  static const WordSet set = words_of(kEnglish);
  return set.contains(word);
}

}  // namespace jangin::refine
