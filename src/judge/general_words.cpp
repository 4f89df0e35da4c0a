// Words of general use, English and Korean: closed lists.
#include "judge/general_words.h"

#include <unordered_set>

namespace jangin::judge {

bool is_general_english(std::string_view word) {
  static const std::unordered_set<std::string_view> words = {
      "according", "called",        "known",       "named",      "given",      "used",     "using",     "use",       "uses",      "made",
      "make",      "makes",         "means",       "mean",       "part",       "parts",    "kind",      "type",      "name",      "value",
      "values",    "number",        "amount",      "thing",      "things",     "way",      "set",       "sets",      "following", "first",
      "second",    "third",         "two",         "three",      "four",       "five",     "six",       "seven",     "eight",     "nine",
      "ten",       "yes",           "true",        "false",      "correct",    "wrong",    "statement", "rule",      "rules",     "document",
      "documents", "documentation", "manual",      "says",       "say",        "said",     "stated",    "states",    "describes", "described",
      "specified", "specifies",     "specify",     "defined",    "defines",    "define",   "required",  "require",   "requires",  "needed",
      "need",      "needs",         "allowed",     "permitted",  "done",       "takes",    "take",      "taken",     "gives",     "give",
      "tells",     "shows",         "shown",       "indicates",  "indicate",   "returned", "returns",   "return",    "contained", "contains",
      "created",   "supported",     "represented", "represents", "determined", "provided", "provides",  "produced",  "stored",    "held",
      "removed",   "covers",        "covered",     "deals",      "subject",    "section",  "chapter",   "topic",     "listed",    "list",
      "include",   "includes",      "included",    "belongs",    "stands",     "refer",    "refers",    "applies",   "apply",     "applied",
      "result",    "results",       "occurs",      "occur",      "happens",    "become",   "becomes",   "must",      "should",    "currently",
      "actually",  "instead",       "rather",      "therefore",  "also",       "both",     "same",      "different", "least",     "most",
      "more",      "less",          "than",        "between",    "during",     "per",      "within"};
  return words.contains(word);
}

bool is_general_korean(std::string_view word) {
  static const std::unordered_set<std::string_view> words = {
      "무엇", "누구", "어디", "언제",   "얼마",   "어느",   "어떤", "경우",   "때",     "값",     "수",     "것",     "내용",  "규정", "규칙",
      "설명", "문서", "의미", "이유",   "방법",   "항목",   "종류", "이름",   "뜻",     "역할",   "목적",   "기능",   "순서",  "단위", "결과",
      "상태", "조건", "사항", "범위",   "기준",   "대상",   "하나", "여기",   "다음",   "이것",   "그것",   "각각",   "모두",  "일부", "전부",
      "해당", "관련", "기타", "정답",   "옳은",   "틀린",   "우리", "당신",   "문장",   "진술",   "사람",   "조문",   "주체",  "의무", "가지",
      "번째", "열거", "중",   "중에서", "정해진", "말하는", "이다", "입니다", "아니요", "아니다", "그렇다", "예",     "네",    "맞다", "제",
      "조",   "항",   "호",   "목",     "법",     "법령",   "하여", "통하여", "위하여", "대하여", "따라",   "의하여", "관하여"};
  return words.contains(word);
}

}  // namespace jangin::judge
