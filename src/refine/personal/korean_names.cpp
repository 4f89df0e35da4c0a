// Korean names of persons: a surname and one or two syllables that names are made of, where something around says that a person is meant: a label ("성명:", "담당자", a column's
// heading), a title after it ("과장", "씨", "귀하"), the person's own number right behind, or a name before it in the same list. Names in running text, and those of holders of public office,
// stay. Words that look alike are listed (name_words.h).
#include <algorithm>
#include <array>
#include <bitset>
#include <unordered_set>

#include "refine/personal/context.h"
#include "refine/personal/finders.h"
#include "refine/personal/name_words.h"

namespace jangin::refine {
namespace {

constexpr size_t kSyllables = 11172, kSyllable = 3;  // U+AC00–D7A3, three bytes each

bool is_syllable(std::string_view text, size_t at) {
  if (at + kSyllable > text.size()) return false;
  auto first = static_cast<unsigned char>(text[at]);
  return first >= 0xEA && first <= 0xED;
}

size_t syllable(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(text[at + i])); };
  size_t code = ((byte(0) & 0xFU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  return code >= 0xAC00 && code < 0xAC00 + kSyllables ? code - 0xAC00 : kSyllables;
}

using SyllableSet = std::bitset<kSyllables + 1>;
SyllableSet syllables_of(std::string_view all) {
  SyllableSet set;
  for (size_t at = 0; at < all.size(); at += kSyllable) set.set(syllable(all, at));
  return set;
}

const SyllableSet& surnames() {
  static const SyllableSet set = syllables_of(
      "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예봉경사부황복태목형두감음빈동온호범좌팽승간견당");
  return set;
}
/// Surnames common enough to be believed without a label.
const SyllableSet& common_surnames() {
  static const SyllableSet set = syllables_of("김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편");
  return set;
}
const SyllableSet& first_syllables() {
  static const SyllableSet set = syllables_of(
      "가강건겸경계고관광교구국권규균근금기길나남노다단달담대덕도동두라란람래려련령로록루류리린림마만말매명모목무문미민바방배백범병보복봄봉부비빈빛사산삼상새샘생서석선설성세소솔송수숙순슬승시신실심아안애양언엄여연열영예오옥온완"
      "요용우욱운웅원월유윤율은을음의이익인일임자장재점정제조종좌주준중지진찬창채천철초춘충치칠태택판팔평필하학한항해향헌혁현형혜호홍화환회효후훈휘휴희흥힘");
  return set;
}
const SyllableSet& last_syllables() {
  static const SyllableSet set = syllables_of(
      "강건걸결겸경곤관광교구국권규균근금기길나남년늘다단담대덕도돈동두라란람랑래려련령록루류름리린림립마만말명모목무문미민배백범벽별보복봉빈빛산삼상새서석선섭성세솔송수숙순술슬승식신실심아안애양언연열엽영예오옥온완용우욱운웅"
      "원월유윤율은을음의이익인일임자재전정제조종주준중지진찬창채천철초춘출충치태택표필하학한해향헌혁현협형혜호홍화환회효훈휘휼희흠");
  return set;
}
const SyllableSet& single_syllables() {
  static const SyllableSet set = syllables_of("강건걸결겸경곤관광구국권규균근기길늘단담덕도돈두란람래련록린림만명목묵민범별봄빈빛산새샘서석선설섭성솔송수숙순슬승식신심안애억언연열엽영오옥온완용우욱운웅원유윤율은을이익인일재정제종주준중지진찬창채천철"
                                              "춘태택평표필하학한해향헌혁현협형혜호홍화환효훈휘휼희걸");
  return set;
}
constexpr auto kLongSurnames = std::to_array<std::string_view>({"남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방"});

/// After a name: ranks, trades, forms of address. Not those of public office (대통령, 의원, 장관, 판사 …), whose holders are public.
constexpr auto kTitles = std::to_array<std::string_view>(
    {"대표이사", "부사장", "부회장", "본부장", "센터장", "공장장", "현장소장", "안전관리자", "보건관리자", "관리소장", "연구위원", "연구원", "선생님", "주무관", "사무관", "서기관", "변호사", "회계사", "세무사", "노무사", "기술사", "간호사", "지점장", "매니저", "담당자",
     "책임자", "감독관", "부장", "차장", "과장", "대리", "주임", "사원", "팀장", "실장", "소장", "반장", "조장", "계장", "사장", "회장", "이사", "전무", "상무", "원장", "교수", "박사", "선임", "책임", "수석", "기사", "강사", "조교", "팀원", "학생", "여사",
     "귀하", "드림", "올림", "배상", "대표", "담당", "감독", "고객님", "씨", "님"});
constexpr auto kAfterTitle = std::to_array<std::string_view>({"", "님", "님께", "님이", "님은", "님의", "님을", "님과", "에게", "께", "이", "가", "은", "는", "을", "를", "의", "와", "과", "도", "로", "으로", "입니다", "이다", "이며", "이고", "님입니다", "께서", "님께서", "에게서", "앞", "님에게"});
/// On the name itself.
constexpr auto kParticles = std::to_array<std::string_view>({"은", "는", "이", "가", "을", "를", "의", "에게", "께", "와", "과", "도", "로", "으로", "입니다", "이다", "이며", "이고", "이라고", "라고", "에게서", "이나", "씨가", "앞", "입니다만", "이라는", "에", "만", "까지", "부터"});

/// Before a name; they may be the end of a longer word ("안전관리책임자").
constexpr auto kLabels = std::to_array<std::string_view>(
    {"성명", "이름", "성함", "담당자", "담당", "작성자", "작성", "검토자", "검토", "승인자", "승인", "결재자", "기안자", "기안", "확인자", "점검자", "작업자", "대표자", "대표이사", "대표", "예금주", "예금주명", "신청인", "신청자", "수신", "수신인", "수신자",
     "발신", "발신인", "발신자", "환자", "환자명", "보호자", "보호자명", "고객명", "고객", "위임인", "수임인", "피보험자", "보험계약자", "계약자", "임차인", "임대인", "매수인", "매도인", "참석자", "참석", "참가자", "강사", "교육생", "이수자는", "이수자", "수료자", "책임자", "현장소장", "소장",
     "사원", "직원", "사람", "수취인", "결재", "문의", "문의처", "서명", "자녀", "배우자", "본인", "공장장", "반장", "연락처", "운전자", "예약자", "신고자", "신고인", "제출자", "보고자", "기록자", "서기", "회의록작성", "접수자", "인수자", "인계자", "근로자", "피해자", "세대주", "학생명", "저자",
     "발표자", "강연자", "심사자", "평가자", "면접자", "지원자", "응시자", "가입자", "수혜자", "사용자명", "성명(한글)", "성명(국문)", "한글성명", "영문명", "대리인", "청구인", "당사자", "증인", "입회자", "감독자", "관리자", "팀장", "부장", "과장", "이사", "차장", "대리", "인솔자", "구매자",
     "주문자", "받는분", "보내는분", "받으시는분", "보낸사람", "받는사람", "보내는사람", "참조", "참고인", "연구원", "연구책임자", "시험자", "검사자", "조사자", "안전관리자", "민원인", "원고", "피고", "피고인", "채무자", "채권자", "소유자", "건축주", "목격자", "부상자", "재해자", "입사자", "퇴사자", "회원", "회원명", "수령인", "수령자", "입금자", "입금자명", "송금인",
     "명의자", "차주", "학부모", "상속인", "제출인", "직원명", "사원명", "작성인", "확인", "연대보증인", "보증인", "공급자", "수강생", "수강생명", "대상자", "피보험자명", "성명(한자)", "계약자명", "대표자명", "책임자명", "담당자명"});
/// Of these, those that stand right before a name without a mark.
constexpr auto kPlainLabels = std::to_array<std::string_view>(
    {"성명", "이름", "성함", "담당자", "담당", "작성자", "작성", "검토자", "검토", "승인자", "승인", "결재자", "기안자", "확인자", "점검자", "작업자", "대표자", "대표이사", "대표", "예금주", "예금주명", "신청인", "신청자", "수신", "환자", "보호자", "고객명", "위임인", "수임인", "피보험자",
     "계약자", "임차인", "임대인", "매수인", "매도인", "참석자", "강사", "현장소장", "공장장", "반장", "운전자", "세대주", "자녀", "배우자", "사원", "직원", "이수자는", "청구인", "대리인", "증인", "근로자", "피해자", "예약자", "수취인", "책임자", "연구원", "팀장", "부장", "과장", "소장", "관리자", "저", "제이름", "민원인", "원고", "피고", "피고인", "채무자", "채권자", "소유자", "건축주", "목격자", "부상자", "재해자", "입사자", "퇴사자", "회원", "수령인", "수령자", "입금자", "송금인", "명의자", "동료", "담임", "학부모", "상속인", "제출자", "보고자", "기록자", "인수자", "인계자", "신고인", "신고자", "이수자", "수료자", "참가자", "보전반장", "안전관리자", "보건관리자", "가입자", "구매자", "주문자", "응시자", "지원자", "발표자", "저자"});

bool is_in(WordList list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }
bool is_label_or_title(std::string_view word) {
  static const auto set = [] {
    std::unordered_set<std::string_view> words(kTitles.begin(), kTitles.end());
    words.insert(kLabels.begin(), kLabels.end());
    return words;
  }();
  return set.contains(word);
}
bool is_particle(std::string_view word) {
  static const std::unordered_set<std::string_view> set(kParticles.begin(), kParticles.end());
  return set.contains(word);
}

/// The set of the first (or last) syllables of `words`: most words of a text are turned away by it.
SyllableSet ends_of(WordList words, bool last) {
  SyllableSet set;
  for (std::string_view word : words) {
    size_t at = last ? word.size() - kSyllable : 0;
    if (is_syllable(word, at)) set.set(syllable(word, at));
  }
  return set;
}

struct Candidate {
  record::Span span;
  bool is_short = false;   // one syllable after the surname
  bool is_common = false;  // a surname to believe
  bool is_doubtful = false;  // may be a word and a particle: 정지+은
  std::string_view rest;   // of its run of Hangul: particle or title
};

bool has_long_surname(std::string_view word) {
  static const SyllableSet first = ends_of(kLongSurnames, false);
  return first[syllable(word, 0)] && is_in(kLongSurnames, word.substr(0, 2 * kSyllable));
}

bool is_name_form(std::string_view word, Candidate& candidate) {
  size_t count = word.size() / kSyllable;
  size_t family = count >= 3 && has_long_surname(word) ? 2 : 1;
  size_t given = count - family;
  if (given < 1 || given > 2) return false;
  if (family == 1 && !surnames()[syllable(word, 0)]) return false;
  candidate.is_short = given == 1 && family == 1;
  candidate.is_common = family == 2 || common_surnames()[syllable(word, 0)];
  std::string_view name = word.substr(family * kSyllable);
  if (given == 1) return single_syllables()[syllable(name, 0)] && !is_korean_word(word) && !is_label_or_title(word);
  if (!first_syllables()[syllable(name, 0)] || !last_syllables()[syllable(name, kSyllable)]) return false;
  // Persons by what they do end in "자" as old names do: 노동자, 구매자 against 영자, 춘자.
  static const SyllableSet before_ja = syllables_of("영순정명춘옥말경미숙화혜금복봉은길연");
  if (name.ends_with("자") && !before_ja[syllable(name, 0)]) return false;
  static const SyllableSet particles = syllables_of("은을의이도만나하한인일임해");
  candidate.is_doubtful = particles[syllable(name, kSyllable)] && is_korean_word(word.substr(0, 2 * kSyllable)) && !is_korean_given_name(name);
  return !is_korean_word(word) && !is_label_or_title(word);
}

bool is_title(std::string_view word) {
  static const SyllableSet first = ends_of(kTitles, false);
  if (word.empty() || !first[syllable(word, 0)]) return false;
  return std::any_of(kTitles.begin(), kTitles.end(), [&](std::string_view title) { return word.starts_with(title) && is_in(kAfterTitle, word.substr(title.size())); });
}

/// "생산팀장", "품질보증부장님": a rank with its department.
bool is_title_of_department(std::string_view word) {
  static constexpr auto kRanks = std::to_array<std::string_view>({"팀장", "부장", "과장", "실장", "센터장", "본부장", "소장", "반장", "파트장", "그룹장"});
  return word.size() >= 3 * kSyllable && word.size() <= 8 * kSyllable && std::any_of(kRanks.begin(), kRanks.end(), [&](std::string_view rank) {
    size_t at = word.find(rank);
    return at != word.npos && at >= 2 * kSyllable && is_in(kAfterTitle, word.substr(at + rank.size()));
  });
}

std::string_view run_at(std::string_view text, size_t at) {
  size_t end = at;
  while (end - at < 16 * kSyllable && is_syllable(text, end)) end += kSyllable;
  return text.substr(at, end - at);
}

enum class Strength { none, plain, sure };

/// "성명: ", "| 담당자 | ", "(예금주 ", and the line above or the column's heading.
Strength label_before(std::string_view text, size_t at) {
  static const SyllableSet last_of_label = ends_of(kLabels, true) | ends_of(kPlainLabels, true) | syllables_of("은는");
  bool in_running_text = at > kSyllable && text[at - 1] == ' ' && is_syllable(text, at - 1 - kSyllable) && !last_of_label[syllable(text, at - 1 - kSyllable)];
  if (in_running_text && text[line_begin(text, at)] != '|') return Strength::none;
  size_t begin = line_begin(text, at);
  if (at - begin > 48) begin = at - 48;
  std::string compact;
  bool mark = false;
  for (char c : text.substr(begin, at - begin)) {
    if (c != ' ' && c != '*' && c != '\t') compact += c;
  }
  while (!compact.empty() && std::string_view(":|]=>-/").find(compact.back()) != std::string_view::npos) {
    mark = true;
    compact.pop_back();
  }
  if (compact.ends_with("：")) {
    mark = true;
    compact.resize(compact.size() - 3);
  }
  if (compact.ends_with(")")) {  // "성명(한글)", "(성명)"
    size_t open = compact.rfind('(');
    if (open == compact.npos || open == 0) {
      mark = true;
      compact.pop_back();
    } else {
      compact.resize(open);
    }
  }
  bool blank = at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t');
  auto ends_in = [&](WordList labels) { return std::any_of(labels.begin(), labels.end(), [&](std::string_view label) { return compact.ends_with(label); }); };
  if (!mark && (compact.ends_with("은") || compact.ends_with("는"))) compact.resize(compact.size() - kSyllable);  // "담당자는 김민수"
  if (mark && ends_in(kLabels)) return Strength::sure;
  if (!mark && blank && ends_in(kPlainLabels)) return Strength::plain;
  std::string_view heading = column_heading(text, at);
  bool cell = !heading.empty() && std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view label) { return heading == label; });
  if (cell) return Strength::plain;
  if (compact.empty() && at > 0) {
    Context context = context_of(text, {at, at});
    std::string_view above = context.before;
    if (is_in(kLabels, above.ends_with(":") ? above.substr(0, above.size() - 1) : above)) return Strength::plain;
  }
  return Strength::none;
}

/// "(900101-", " 010-", " <hong@", "/ 02-": the person's own number or address.
bool own_number_follows(std::string_view after) {
  size_t at = after.find_first_not_of(" (</|,[:");
  if (at == 0 || at == after.npos || at > 4) return false;
  std::string_view rest = after.substr(at, 24);
  if (is_ascii_digit(rest[0])) {
    DigitGroups groups = read_digit_groups(rest, 0);
    if (rest.substr(2).starts_with("세") && is_ascii_digit(rest[1])) return true;  // "(42세)"
    return (rest[0] == '0' && groups.count >= 3 && groups.length(0) <= 4 && groups.length(2) == 4) || groups.has_lengths({6, 7}) || (groups.has_lengths({6, 1}) && groups.marks[1] == '-');
  }
  if (after[at - 1] == '(' && (rest.starts_with("남,") || rest.starts_with("여,") || rest.starts_with("남/") || rest.starts_with("여/") || rest.starts_with("남)") || rest.starts_with("여)"))) return true;
  size_t local = 0;
  while (local < rest.size() && (is_ascii_alnum(rest[local]) || rest[local] == '.' || rest[local] == '_' || rest[local] == '-' || rest[local] == '+')) ++local;
  return local > 1 && local < rest.size() && rest[local] == '@';
}

/// "국민은행 123456-78-901234 홍길동", "010-1234-5678 (홍길동)": at least nine digits right before.
bool own_number_precedes(std::string_view text, size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '(' || text[at - 1] == '/')) --at;
  size_t digits = 0;
  for (; at > 0 && (is_ascii_digit(text[at - 1]) || text[at - 1] == '-'); --at) digits += text[at - 1] == '-' ? 0 : 1;
  return digits >= 9 && digits <= 14;
}

/// A name (which ended at `floor`) and a mark before it, on the same line: "김민수 부장, 이영희 과장".
bool continues_list(std::string_view text, size_t floor, size_t at) {
  if (floor == 0 || at <= floor || at - floor > 40) return false;
  std::string_view between = text.substr(floor, at - floor);
  bool comma = false;
  for (size_t i = 0; i < between.size();) {
    if (is_syllable(between, i)) {
      std::string_view run = run_at(between, i);
      if (comma || !is_title(run)) return false;
      i += run.size();
    } else if (between.substr(i).starts_with("·") || between.substr(i).starts_with("、")) {
      comma = true;
      i += between.substr(i).starts_with("·") ? 2 : 3;
    } else {
      if (between[i] != ' ' && between[i] != ',' && between[i] != '/' && between[i] != ';') return false;
      comma = comma || between[i] != ' ';
      ++i;
    }
  }
  return comma;
}

bool title_follows(std::string_view text, const Candidate& candidate) {
  if (!candidate.rest.empty()) return is_title(candidate.rest);
  std::string_view after = text.substr(candidate.span.end);
  if (after.empty() || (after[0] != ' ' && after[0] != '(')) return false;
  for (std::string_view seal : {" (인)", "(인)", " (서명", "  (인)", "  (서명", "(서명", " 인 "}) {
    if (after.starts_with(seal)) return true;
  }
  if (after.empty() || after[0] != ' ') return false;
  std::string_view next = run_at(after, 1);
  bool in_brackets = candidate.span.begin > 0 && text[candidate.span.begin - 1] == '(';
  if (next == "앞") return !candidate.is_short || in_brackets;
  return is_title(next) || (!candidate.is_short && is_title_of_department(next));
}

/// "과장", "씨", "귀하" where a word and its particle ("임원의 선임", "기관의 실장") are out of place.
bool is_form_of_address(std::string_view text, const Candidate& candidate) {
  static constexpr auto kForms = std::to_array<std::string_view>({"과장", "부장", "대리", "팀장", "주임", "사원", "씨", "님", "귀하", "드림", "올림"});
  std::string_view next = candidate.rest.empty() ? run_at(text, std::min(candidate.span.end + 1, text.size())) : candidate.rest;
  return std::any_of(kForms.begin(), kForms.end(), [&](std::string_view form) { return next.starts_with(form) && is_in(kAfterTitle, next.substr(form.size())); });
}

bool is_person(const Site& site, const Candidate& candidate) {
  bool particle = candidate.rest.empty() || (candidate.rest.size() <= 4 * kSyllable && is_particle(candidate.rest));
  bool title = title_follows(site.text, candidate);
  if (!particle && !title) return false;
  if (title && candidate.is_doubtful && !is_form_of_address(site.text, candidate)) title = false;
  if (!particle && !title) return false;
  if (title && candidate.is_common && !(candidate.is_short && !candidate.rest.empty())) return true;
  Strength label = label_before(site.text, site.at);
  if (label == Strength::sure && particle) return candidate.rest.empty() || !candidate.is_short;
  std::string_view after = site.text.substr(candidate.span.end);
  if (candidate.is_common && candidate.rest.empty() && own_number_follows(after)) return true;
  if (candidate.is_doubtful || !candidate.is_common) return false;
  bool to_person = candidate.rest == "에게" || candidate.rest == "께" || candidate.rest == "씨가";
  if (label == Strength::plain && particle) return !candidate.is_short || candidate.rest.empty() || to_person;
  if (continues_list(site.text, site.floor, site.at) && candidate.rest.size() <= kSyllable) return true;
  if (candidate.rest == "입니다" && !candidate.is_short) return context_of(site.text, candidate.span).before.find("안녕하") != std::string::npos;
  return candidate.rest.empty() && !candidate.is_short && own_number_precedes(site.text, site.at);
}

/// "홍 길 동" after a label with a mark.
std::optional<PersonalSpan> spaced_name(const Site& site) {
  std::string_view text = site.text;
  std::string name;
  size_t at = site.at;
  for (int i = 0; i < 3; ++i) {
    if (run_at(text, at).size() != kSyllable) return std::nullopt;
    name += text.substr(at, kSyllable);
    at += kSyllable;
    if (i < 2) at = text.find_first_not_of(' ', at);
    if (at == text.npos || at - site.at > 20) return std::nullopt;
  }
  if (!surnames()[syllable(name, 0)] || !first_syllables()[syllable(name, kSyllable)] || !last_syllables()[syllable(name, 2 * kSyllable)]) return std::nullopt;
  if (label_before(text, site.at) != Strength::sure) return std::nullopt;
  return PersonalSpan{{site.at, at}, std::move(name)};
}

}  // namespace

std::optional<PersonalSpan> find_korean_name(const Site& site) {
  std::string_view text = site.text;
  size_t first = syllable(text, site.at);
  if (!surnames()[first] && text.substr(site.at, 6) != "독고") return std::nullopt;
  if (site.at > 0 && is_ascii_alnum(text[site.at - 1])) return std::nullopt;
  std::string_view run = run_at(text, site.at);
  if (run.size() == kSyllable) return spaced_name(site);
  if (run.size() > 9 * kSyllable) return std::nullopt;
  bool is_long = has_long_surname(run);
  for (size_t count : {3, 4, 2}) {
    if (run.size() < count * kSyllable || (count == 4 && !is_long)) continue;
    Candidate candidate;
    if (!is_name_form(run.substr(0, count * kSyllable), candidate)) continue;
    candidate.span = {site.at, site.at + count * kSyllable};
    candidate.rest = run.substr(count * kSyllable);
    if (is_person(site, candidate)) return PersonalSpan{candidate.span, std::string(run.substr(0, count * kSyllable))};
  }
  return std::nullopt;
}

}  // namespace jangin::refine
