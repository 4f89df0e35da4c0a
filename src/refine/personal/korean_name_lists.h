// The syllables that Korean names are made of, and what stands before and after names: labels, titles, particles. For korean_names.cpp and korean_name_form.cpp.
#pragma once

#include <array>
#include <bitset>
#include <string_view>

#include "refine/personal/context.h"

namespace jangin::refine {

inline constexpr size_t kSyllables = 11172, kSyllable = 3;  // U+AC00–D7A3, three bytes each

inline bool is_syllable(std::string_view text, size_t at) {
  if (at + kSyllable > text.size()) return false;
  auto first = static_cast<unsigned char>(text[at]);
  return first >= 0xEA && first <= 0xED;
}

inline size_t syllable(std::string_view text, size_t at) {
  auto byte = [&](size_t i) { return static_cast<size_t>(static_cast<unsigned char>(text[at + i])); };
  size_t code = ((byte(0) & 0xFU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  return code >= 0xAC00 && code < 0xAC00 + kSyllables ? code - 0xAC00 : kSyllables;
}

using SyllableSet = std::bitset<kSyllables + 1>;
inline SyllableSet syllables_of(std::string_view all) {
  SyllableSet set;
  for (size_t at = 0; at < all.size(); at += kSyllable) set.set(syllable(all, at));
  return set;
}

/// The set of the first (or last) syllables of `words`: most words of a text are turned away by it.
inline SyllableSet ends_of(WordList words, bool last) {
  SyllableSet set;
  for (std::string_view word : words) {
    size_t at = last ? word.size() - kSyllable : 0;
    if (is_syllable(word, at)) set.set(syllable(word, at));
  }
  return set;
}

inline const SyllableSet& surnames() {
  static const SyllableSet set = syllables_of(
      "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥"
      "육인맹제모탁국어은편용예봉경사부황복태목형두감음빈동온호범좌팽승간견당");
  return set;
}
/// Surnames common enough to be believed without a label.
inline const SyllableSet& common_surnames() {
  static const SyllableSet set = syllables_of(
      "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구민진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥"
      "육인맹제모탁국어은편");
  return set;
}
inline const SyllableSet& first_syllables() {
  static const SyllableSet set = syllables_of(
      "가강건겸경계고관광교구국권규균근금기길나남노다단달담대덕도동두라란람래려련령로록루류리린림마만말매명모목무문미민바방배백범병보복봄봉부비빈빛사"
      "산삼상새샘생서석선설성세소솔송수숙순슬승시신실심아안애양언엄여연열영예오옥온완"
      "요용우욱운웅원월유윤율은을음의이익인일임자장재점정제조종좌주준중지진찬창채천철초춘충치칠태택판팔평필하학한항해향헌혁현형혜호홍화환회효후훈휘휴"
      "희흥힘");
  return set;
}
inline const SyllableSet& last_syllables() {
  static const SyllableSet set = syllables_of(
      "강건걸결겸경곤관광교구국권규균근금기길나남년늘다단담대덕도돈동두라란람랑래려련령록루류름리린림립마만말명모목무문미민배백범벽별보복봉분빈빛산삼"
      "상새서석선섭성세솔송수숙순술슬승식신실심아안애양언연열엽영예오옥온완용우욱운웅"
      "원월유윤율은을음의이익인일임자재전정제조종주준중지진찬창채천철초춘출충치태택표필하학한해향헌혁현협형혜호홍화환회효훈휘휼희흠");
  return set;
}
inline const SyllableSet& single_syllables() {
  static const SyllableSet set = syllables_of(
      "강건걸결겸경곤관광구국권규균근기길늘단담덕도돈두란람래련록린림만명목묵민범별봄빈빛산새샘서석선설섭성솔송수숙순슬승식신심안애억언연열엽영오옥온"
      "완용우욱운웅원유윤율은을이익인일재정제종주준중지진찬창채천철"
      "춘태택평표필하학한해향헌혁현협형혜호홍화환효훈휘휼희걸");
  return set;
}

constexpr auto kLongSurnames = std::to_array<std::string_view>({"남궁", "황보", "제갈", "선우", "독고", "사공", "서문", "동방"});

/// After a name: ranks, trades, forms of address. Not those of public office (대통령, 의원, 장관, 판사 …), whose holders are public.
constexpr auto kTitles = std::to_array<std::string_view>(
    {"대표이사", "부사장", "부회장", "본부장", "센터장", "공장장", "현장소장", "안전관리자", "보건관리자", "관리소장", "연구위원",
     "연구원",   "선생님", "주무관", "사무관", "서기관", "변호사", "회계사",   "세무사",     "노무사",     "기술사",   "간호사",
     "지점장",   "매니저", "담당자", "책임자", "감독관", "부장",   "차장",     "과장",       "대리",       "주임",     "사원",
     "팀장",     "실장",   "소장",   "반장",   "조장",   "계장",   "사장",     "회장",       "이사",       "전무",     "상무",
     "원장",     "교수",   "박사",   "선임",   "책임",   "수석",   "기사",     "강사",       "조교",       "팀원",     "학생",
     "여사",     "귀하",   "드림",   "올림",   "배상",   "대표",   "담당",     "감독",       "고객님",     "씨",       "님"});
constexpr auto kAfterTitle = std::to_array<std::string_view>(
    {"",   "님", "님께", "님이", "님은", "님의", "님을",   "님과", "에게", "께",   "이",       "가",   "은",     "는",     "을", "를",
     "의", "와", "과",   "도",   "로",   "으로", "입니다", "이다", "이며", "이고", "님입니다", "께서", "님께서", "에게서", "앞", "님에게"});
/// On the name itself.
constexpr auto kParticles = std::to_array<std::string_view>(
    {"은",   "는",   "이",   "가",     "을",   "를",     "의",   "에게", "께", "와",       "과",     "도", "로", "으로", "입니다",
     "이다", "이며", "이고", "이라고", "라고", "에게서", "이나", "씨가", "앞", "입니다만", "이라는", "에", "만", "까지", "부터"});
/// Of these, those that make a time of a word: "기준일부터".
constexpr auto kTimeParticles = std::to_array<std::string_view>({"부터", "까지", "에"});

/// Before a name; they may be the end of a longer word ("안전관리책임자").
constexpr auto kLabels = std::to_array<std::string_view>(
    {"성명",       "이름",       "성함",     "담당자",   "담당",       "작성자",     "작성",       "검토자",   "검토",       "승인자",     "승인",
     "결재자",     "기안자",     "기안",     "확인자",   "점검자",     "작업자",     "대표자",     "대표이사", "대표",       "예금주",     "예금주명",
     "신청인",     "신청자",     "수신",     "수신인",   "수신자",     "발신",       "발신인",     "발신자",   "환자",       "환자명",     "보호자",
     "보호자명",   "고객명",     "고객",     "위임인",   "수임인",     "피보험자",   "보험계약자", "계약자",   "임차인",     "임대인",     "매수인",
     "매도인",     "참석자",     "참석",     "참가자",   "강사",       "교육생",     "이수자는",   "이수자",   "수료자",     "책임자",     "현장소장",
     "소장",       "사원",       "직원",     "사람",     "수취인",     "결재",       "문의",       "문의처",   "서명",       "자녀",       "배우자",
     "본인",       "공장장",     "반장",     "연락처",   "운전자",     "예약자",     "신고자",     "신고인",   "제출자",     "보고자",     "기록자",
     "서기",       "회의록작성", "접수자",   "인수자",   "인계자",     "피해자",     "세대주",     "학생명",   "저자",       "발표자",     "강연자",
     "심사자",     "평가자",     "면접자",   "지원자",   "응시자",     "가입자",     "수혜자",     "사용자명", "성명(한글)", "성명(국문)", "한글성명",
     "영문명",     "대리인",     "청구인",   "당사자",   "증인",       "입회자",     "감독자",     "관리자",   "팀장",       "부장",       "과장",
     "이사",       "차장",       "대리",     "인솔자",   "구매자",     "주문자",     "받는분",     "보내는분", "받으시는분", "보낸사람",   "받는사람",
     "보내는사람", "참조",       "참고인",   "연구원",   "연구책임자", "시험자",     "검사자",     "조사자",   "안전관리자", "민원인",     "원고",
     "피고",       "피고인",     "채무자",   "채권자",   "소유자",     "건축주",     "목격자",     "부상자",   "재해자",     "입사자",     "퇴사자",
     "회원",       "회원명",     "수령인",   "수령자",   "입금자",     "입금자명",   "송금인",     "명의자",   "차주",       "학부모",     "상속인",
     "제출인",     "직원명",     "사원명",   "작성인",   "확인",       "연대보증인", "보증인",     "공급자",   "수강생",     "수강생명",   "대상자",
     "피보험자명", "성명(한자)", "계약자명", "대표자명", "책임자명",   "담당자명"});
/// Of these, those that stand right before a name without a mark.
constexpr auto kPlainLabels = std::to_array<std::string_view>(
    {"성명",       "이름",       "성함",     "담당자",   "담당",     "작성자",   "작성",   "검토자", "검토",     "승인자", "승인",     "결재자",
     "기안자",     "확인자",     "점검자",   "작업자",   "대표자",   "대표이사", "대표",   "예금주", "예금주명", "신청인", "신청자",   "수신",
     "환자",       "보호자",     "고객명",   "위임인",   "수임인",   "피보험자", "계약자", "임차인", "임대인",   "매수인", "매도인",   "참석자",
     "강사",       "현장소장",   "공장장",   "반장",     "운전자",   "세대주",   "자녀",   "배우자", "사원",     "직원",   "이수자는", "청구인",
     "대리인",     "증인",       "피해자",   "예약자",   "수취인",   "책임자",   "연구원", "팀장",   "부장",     "과장",   "소장",     "관리자",
     "저",         "제이름",     "민원인",   "원고",     "피고",     "피고인",   "채무자", "채권자", "소유자",   "건축주", "목격자",   "부상자",
     "재해자",     "입사자",     "퇴사자",   "회원",     "수령인",   "수령자",   "입금자", "송금인", "명의자",   "동료",   "담임",     "학부모",
     "상속인",     "제출자",     "보고자",   "기록자",   "인수자",   "인계자",   "신고인", "신고자", "이수자",   "수료자", "참가자",   "보전반장",
     "안전관리자", "보건관리자", "가입자",   "구매자",   "주문자",   "응시자",   "지원자", "발표자", "저자",     "환자명", "보호자명", "학생명",
     "회원명",     "입금자명",   "담당자명", "계약자명", "대표자명", "직원명",   "입금자"});

}  // namespace jangin::refine
