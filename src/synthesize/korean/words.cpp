#include "synthesize/korean/words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "synthesize/korean/endings.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

struct Particle {
  std::string_view text;
  int after = 0;  // 1: a consonant, 2: a vowel, 0: either
};
// The longest that fits is taken.
constexpr std::array kParticles = {
    Particle{"으로부터", 1}, Particle{"로부터", 0}, Particle{"으로써", 1}, Particle{"로써", 0}, Particle{"으로서", 1}, Particle{"로서", 0},
    Particle{"에서는", 0},   Particle{"에게는", 0}, Particle{"으로는", 1}, Particle{"로는", 0}, Particle{"에서", 0},   Particle{"에게", 0},
    Particle{"에는", 0},     Particle{"에도", 0},   Particle{"으로", 1},   Particle{"까지", 0}, Particle{"부터", 0},   Particle{"마다", 0},
    Particle{"보다", 0},     Particle{"이나", 1},   Particle{"에", 0},     Particle{"은", 1},   Particle{"는", 2},     Particle{"이", 1},
    Particle{"가", 2},       Particle{"을", 1},     Particle{"를", 2},     Particle{"의", 0},   Particle{"와", 2},     Particle{"과", 1},
    Particle{"로", 2},       Particle{"도", 0},     Particle{"만", 0},     Particle{"나", 2}};

constexpr auto kShortNouns = std::to_array<std::string_view>(
    {"납", "물", "문", "끈", "줄",   "못", "빛", "열", "불", "손", "발", "눈", "입", "창", "벽", "축", "핀", "훅", "캡", "관",
     "망", "칼", "톱", "날", "기름", "흙", "돌", "턱", "띠", "추", "봉", "판", "틀", "값", "곳", "천", "건", "병", "약", "컵",
     "색", "키", "탭", "창", "파일", "힘", "폭", "끝", "양", "수", "납", "자", "손", "등", "행", "셀", "웹", "뷰", "앱"});
constexpr auto kAdverbs = std::to_array<std::string_view>(
    {"서로",       "바로",       "새로",       "그대로",   "별도로",   "따로",       "함께",       "다만",   "또는",   "및",       "그리고",
     "각각",       "미리",       "즉시",       "항상",     "적어도",   "최대한",     "모두",       "반드시", "직접",   "지체없이", "상호",
     "매우",       "가장",       "특히",       "다시",     "이미",     "계속",       "주로",       "실제로", "임의로", "수시로",   "정기적으로",
     "주기적으로", "지속적으로", "효과적으로", "안전하게", "가능하면", "원칙적으로", "일반적으로", "때문에", "경우에", "이하",     "이상",
     "미만",       "초과",       "이내",       "이후",     "이전",     "더",         "안",         "못",     "아니",   "잘",       "그",
     "이",         "저",         "각",         "해당",     "모든",     "어떤",       "다른",       "여러",   "새",     "전",       "후",
     "등",         "즉",         "단",         "예를",     "신속히",   "충분히",     "완전히",     "적절히", "정확히", "상시",     "일시",
     "가능한",     "갖춘",       "위해",       "위하여",   "통해",     "통하여",     "따라",       "의해",   "의하여", "대해",     "대하여",
     "대한",       "관한",       "관하여",     "의한",     "따른",     "위한",       "한",         "할",     "될",     "된",       "그러한",
     "이러한",     "없이",       "같은",       "같이",     "하여금",   "경우",       "결과",       "당시",   "반면",   "또한",     "혹은",
     "때"});
// Endings of verbs and adjectives before a noun, and of clauses that go on: such a word is no bare noun.
constexpr auto kVerbEnds = std::to_array<std::string_view>(
    {"한",     "된",   "할",   "될",   "하는", "되는", "있는",   "없는",   "않는",   "시킨",     "시키는", "하게", "되게", "하여",
     "되어",   "해서", "하고", "되고", "하며", "되며", "하거나", "되거나", "하지",   "되지",     "도록",   "면서", "려는", "려고",
     "아야",   "어야", "여야", "해야", "거쳐", "지켜", "갖춰",   "맞춰",   "얻어",   "묶어",     "합쳐",   "받아", "눌러", "들어",
     "찾아",   "모아", "담아", "넣어", "막아", "열어", "닫아",   "두어",   "이어",   "붙여",     "높여",   "줄여", "나눠", "나누어",
     "만들어", "골라", "돌려", "올려", "내려", "맡겨", "옮겨",   "이용해", "사용해", "제외하고", "으면",   "하면", "되면", "했을",
     "였을",   "았을", "었을", "지만", "는데", "린",   "긴",     "진",     "난",     "든",       "운",     "른",   "은",   "는",
     "을",     "던",   "고",   "며",   "거나", "게",   "서",     "다",     "로운",   "스러운"});

/// Words that look like noun and particle and are none, and nouns that only say when or how.
constexpr auto kNoTargets = std::to_array<std::string_view>(
    {"전에",   "후에",   "때에",   "때에는", "시에",   "시에는", "경우에",   "경우에는", "외에",     "중에",   "동안에", "뒤에",
     "위에",   "아래에", "안에",   "밖에",   "사이에", "이내에", "내에",     "간에",     "하에",     "이외에", "이후에", "이전에",
     "때문에", "정도로", "대로",   "도로",   "서로",   "바로",   "별도로",   "임의로",   "수시로",   "따로",   "새로",   "그대로",
     "함부로", "주로",   "실제로", "것으로", "것이",   "것을",   "것은",     "것에",     "수가",     "수는",   "바에",   "바를",
     "등을",   "등이",   "등에",   "등으로", "등의",   "등은",   "이상으로", "이하로",   "미만으로", "이상을", "이하의", "기준으로"});

bool is_verb_like(std::string_view stem, std::string_view particle) {
  // "하는", "있는", "짓는": the ending of a verb, not a topic.
  constexpr auto kStems = std::to_array<std::string_view>(
      {"하",     "되",   "있",     "없",     "않",   "시키", "오",   "가",   "보",   "주",   "쓰",   "타",   "나",   "르",   "드",
       "내",     "내리", "오르",   "미치",   "끼치", "겹치", "르치", "마치", "펼치", "넘치", "닥치", "합치", "그치", "생기", "걸리",
       "움직이", "보이", "쌓이",   "떨어지", "넘",   "받",   "갖추", "다루", "이루", "따르", "이르", "만드", "여",   "려",   "거치",
       "고치",   "지키", "벗어나", "나타나", "알리", "열리", "켜",   "끄",   "따",   "미루", "누르", "잠그", "바꾸", "맞추", "늦추"});
  constexpr auto kStemsInJi = std::to_array<std::string_view>({"어지", "아지", "여지", "켜지", "러지", "려지", "빠지", "워지",
                                                               "터지", "꺼지", "커지", "라지", "혀지", "겨지", "펴지", "쳐지",
                                                               "던지", "만지", "가지", "다지", "춰지", "꿔지"});  // "정지는", "게이지는": nouns
  if (particle == "는" && stem.ends_with("드"))                                                                   // "코드는": a noun
    return stem == "드" || ends_in_one_of(stem, std::to_array<std::string_view>({"만드", "흔드", "힘드", "어드", "아드", "여드"}));
  static constexpr auto kStated = std::to_array<std::string_view>(
      {"한다", "된다", "는다", "있다", "없다", "이다", "았다", "었다", "였다", "했다", "않다", "진다", "린다", "킨다"});
  if (particle == "는" && ends_in_one_of(stem, kStated)) return true;  // "반환한다는 점"
  if (particle == "는") return ends_in_one_of(stem, kStems) || ends_in_one_of(stem, kStemsInJi);
  if (particle == "은")
    return ends_in_one_of(stem, std::to_array<std::string_view>({"않", "같", "높", "낮", "많", "적", "넓", "좁", "깊", "작", "얇", "짧", "받", "맞",
                                                                 "남", "닫", "묶", "쌓", "놓"}));
  if (particle == "을")
    return ends_in_one_of(
        stem, std::to_array<std::string_view>({"있", "없", "않", "같", "했", "였", "았", "었", "높", "받", "맞", "남", "묶", "쌓", "놓"}));
  if (particle == "이") return ends_in_one_of(stem, std::to_array<std::string_view>({"없", "같", "높", "깊", "끊임없"}));
  if (particle == "나" || particle == "도" || particle == "만")
    return ends_in_one_of(stem, std::to_array<std::string_view>({"하", "되", "거", "으", "지", "어", "아", "해"}));
  return false;
}

Word read_word(std::string_view text, size_t begin, size_t end) {
  Word word;
  while (end > begin && (text[end - 1] == ',' || text[end - 1] == '.' || text[end - 1] == ';' || text[end - 1] == ':'))
    word.comma |= text[end - 1] == ',', --end;
  word.begin = begin, word.end = end;
  word.text = word.noun = text.substr(begin, end - begin);
  if (is_one_of(word.text, kAdverbs)) return word;
  for (const auto& p : kParticles) {
    if (!word.text.ends_with(p.text) || word.text.size() == p.text.size()) continue;
    const auto stem = word.text.substr(0, word.text.size() - p.text.size());
    const bool consonant = ends_in_consonant(stem);
    const bool rieul = p.text == "로" &&
                       with_particle(stem, "으로", "로").ends_with(std::string(stem.substr(stem.size() - std::min<size_t>(3, stem.size()))) + "로");
    const bool latin = static_cast<unsigned char>(stem.back()) < 0x80;  // read as one likes: "'STRONG'으로"
    if (!latin && ((p.after == 1 && !consonant) || (p.after == 2 && consonant && !rieul))) continue;
    const bool short_stem = text::count_code_points(stem) < 2 && static_cast<unsigned char>(stem[0]) >= 0xEA;
    if ((short_stem && !is_one_of(stem, kShortNouns)) || (!is_person(stem) && is_verb_like(stem, p.text))) continue;
    word.noun = stem, word.particle = word.text.substr(stem.size());
    return word;
  }
  return word;
}

/// What is given by someone: "근로자대표의 동의" is one thing, "동의" none.
bool is_consent(std::string_view noun) {
  return is_one_of(noun, std::to_array<std::string_view>({"동의", "승인", "허가", "의견", "지시", "확인", "명령", "인가", "면허", "협의"}));
}
bool is_count_word(const Word& word) { return word.text == "한" || word.text == "두" || word.text == "세" || word.text == "양"; }
/// "전조등, 제동등 또는 제동장치", "안전대나 구명줄": the noun before belongs to the same list.
bool lists(const Word& word) {
  if (word.particle == "나" || word.particle == "이나" || word.particle == "와" || word.particle == "과") return true;
  return word.comma && word.particle.empty() && text::count_code_points(word.text) >= 1 && !is_one_of(word.text, kAdverbs) &&
         !ends_in_one_of(word.text, kVerbEnds);
}
/// "자국으로 돌아올 | 권리", "가정을 이룰 | 권리": verbs that end as nouns do.
bool is_verb_behind_case(const std::vector<Word>& words, size_t i) {
  static constexpr auto kEnds = std::to_array<std::string_view>({"올", "갈", "볼", "룰", "릴", "낼", "펼", "킬", "칠", "꿀", "뀔", "가질"});
  static constexpr auto kCases = std::to_array<std::string_view>({"을", "를", "이", "가", "으로", "로", "에", "에서", "에게"});
  return i > 0 && ends_in_one_of(words[i].text, kEnds) && is_one_of(words[i - 1].particle, kCases);
}
bool joins(const Word& word) { return word.text == "또는" || word.text == "및"; }

}  // namespace

std::vector<Word> split_words(std::string_view text) {
  std::vector<Word> words;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = text.find_first_not_of(' ', at);
    if (begin == text.npos) break;
    const size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(read_word(text, begin, end));
    at = end;
  }
  return words;
}

bool is_conditional(std::string_view text) {
  static constexpr auto kNouns =
      std::to_array<std::string_view>({"표면",   "화면", "측면", "도면",   "단면",   "옆면", "앞면", "뒷면", "윗면", "아랫면",
                                       "바닥면", "평면", "정면", "작업면", "경사면", "방면", "장면", "국면", "벽면", "안면"});
  static constexpr auto kWhole =
      std::to_array<std::string_view>({"면", "지면", "서면", "수면", "전면", "후면", "양면", "사면", "가면", "라면", "반면", "이면"});
  return text.ends_with("면") && !ends_in_one_of(text, kNouns) && !is_one_of(text, kWhole);
}

bool is_bare_noun(const Word& word) {
  if (is_conditional(word.text)) return false;
  if (!word.particle.empty() || word.comma || is_one_of(word.text, kAdverbs)) return false;
  if (ends_in_one_of(word.text, std::to_array<std::string_view>({"의", "을", "를", "에", "아닌", "이외"}))) return false;
  if (ends_in_one_of(word.text, std::to_array<std::string_view>({"성질상", "필요상", "성격상", "구조상", "사실상", "형편상", "사정상", "직무상",
                                                                 "업무상", "원칙상", "법률상", "법령상", "규정상", "약관상", "관리상", "안전상",
                                                                 "기술상", "위생상", "운영상", "경영상", "영업상", "행정상", "재정상"})))
    return false;  // "as to"
  static constexpr auto kShort = std::to_array<std::string_view>({"행", "열", "웹", "뷰", "앱", "셀", "키", "창", "탭", "축", "핀"});
  return !ends_in_one_of(word.text, kVerbEnds) &&
         (is_one_of(word.text, kShort) || text::count_code_points(word.text) >= 2 || std::isalnum(static_cast<unsigned char>(word.text[0])));
}
bool modifies(const Word& word) {
  return word.particle == "의" || word.text == "아닌" ||
         (word.particle.empty() && !word.comma &&
          ends_in_one_of(word.text, std::to_array<std::string_view>({"하는", "되는", "있는", "없는", "한", "된", "할", "될", "은", "는", "운", "른",
                                                                     "던", "을", "인", "의", "난", "진"})) &&
          !is_bare_noun(word));
}

NounPhrase noun_phrase(std::string_view text, const std::vector<Word>& words, size_t last) {
  NounPhrase phrase;
  const Word& word = words[last];
  if (word.particle.empty() || is_one_of(word.text, kNoTargets)) return phrase;
  size_t first = last;
  while (first > 0) {
    if (is_verb_behind_case(words, first - 1))
      break;
    else if (is_bare_noun(words[first - 1]) ||
             (is_count_word(words[first - 1]) && !(first > 1 && words[first - 2].text.ends_with("는"))))  // "없는 한"
      --first;
    else if (joins(words[first - 1]) && first > 1 && (is_bare_noun(words[first - 2]) || lists(words[first - 2])))
      first -= 2;
    else if (lists(words[first - 1]))
      --first;
    else
      break;
  }
  if (first == last && first > 0 && words[first - 1].particle == "의" && is_consent(word.noun)) --first;
  phrase.modified = first > 0 && (modifies(words[first - 1]) || is_verb_behind_case(words, first - 1));
  phrase.begin = words[first].begin, phrase.end = word.begin + word.noun.size(), phrase.particle_end = word.end;
  phrase.head = word.begin, phrase.particle = word.particle;
  const auto noun = text.substr(phrase.begin, phrase.end - phrase.begin);
  const bool clause = ends_in_one_of(
      noun, std::to_array<std::string_view>({"는지", "은지", "인지", "할지", "한지", "된지", "운지", "했는지", "하기", "되기", "여부", "아닌지"}));
  if (clause || noun.find_first_of("\"[]{}<>") != noun.npos) phrase.end = phrase.begin;
  return phrase;
}

bool is_vague_noun(std::string_view noun) {
  constexpr auto kVague = std::to_array<std::string_view>(
      {"조치", "사항", "경우", "것",   "바",   "그",   "이",   "다음", "필요", "방법", "기준", "내용", "결과", "상태",   "때",    "이유",
       "목적", "자",   "부분", "내부", "외부", "장소", "규정", "구분", "일부", "전부", "각각", "상황", "문제", "정도",   "수",    "등",
       "준수", "점",   "측",   "쪽",   "간",   "우려", "위험", "작업", "사용", "속도", "폭",   "길이", "높이", "거리",   "여부",  "원인",
       "대상", "기간", "우선", "영향", "기반", "초점", "근거", "해당", "물질", "값",   "예",   "예제", "코드", "데이터", "가능성"});
  return is_one_of(noun, kVague) || noun.ends_with(" 조치") || noun.ends_with(" 사항") || noun.ends_with(" 것") || noun.ends_with("등");
}

bool is_person(std::string_view noun) {
  constexpr auto kPersons = std::to_array<std::string_view>(
      {"사업주", "근로자",     "감독자", "책임자",   "담당자", "관리자",     "작업자",   "사업자",   "취급자", "제조자", "수입자", "사용자",
       "설치자", "신청인",     "대리인", "장관",     "청장",   "처장",       "시장",     "군수",     "구청장", "도지사", "지사",   "위원회",
       "위원장", "공단",       "기관",   "의사",     "감독관", "감시자",     "신호수",   "운전자",   "조종자", "도급인", "수급인", "발주자",
       "이사장", "협회",       "팀장",   "부장",     "반장",   "기사",       "기술인",   "엔지니어", "약사",   "직원",   "담당",   "연구원",
       "시험자", "조작자",     "검토자", "분석자",   "승인자", "간호사",     "운전원",   "감시인",   "대응반", "센터장", "검사원", "지휘자",
       "종사자", "사람",       "건축주", "소유자",   "점유자", "보건관리자", "주무관청", "참고인",   "증인",   "피고인", "범죄인", "피의자",
       "감정인", "채권자",     "채무자", "후보자",   "청구인", "피해자",     "승객",     "환자",     "고객",   "학생",   "교원",   "임원",
       "당사자", "보호관찰관", "경찰관", "경찰관리", "공무원", "선거인",     "체납자",   "법관",     "교수",   "교관"});
  return noun == "장" || ends_in_one_of(noun, kPersons);
}

std::string kind_of_thing(std::string_view noun) {
  constexpr auto kKinds = std::to_array<std::string_view>(
      {"보호구", "장치", "설비", "기구", "용기", "밸브",      "표지판", "표지",   "시설", "기계",   "재료",   "서류",   "신청서", "계획서", "보고서",
       "대장",   "계획", "교육", "검사", "자격", "물질",      "가스",   "마스크", "장갑", "보호복", "안전모", "안전대", "울타리", "덮개",   "난간",
       "발판",   "로프", "함수", "명령", "옵션", "매개 변수", "메서드", "클래스", "형식", "파일",   "연산자", "키워드", "속성"});
  for (auto kind : kKinds)
    if (noun.size() > kind.size() && noun.ends_with(kind)) return std::string(kind);
  return {};
}

}  // namespace jangin::synthesize::korean
