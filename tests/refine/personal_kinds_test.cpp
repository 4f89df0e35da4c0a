// The kinds of personal data beside e-mail and telephone: what must go and the look-alikes that must stay, Korean and English, a test a kind. Numbers
// are made up; check digits are right where a test says so.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "refine/documents_for_tests.h"
#include "refine/personal/finders.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// What is found with all kinds on: "kind: text".
std::vector<std::string> all_of(std::string_view text) {
  std::vector<std::string> found;
  for (const FoundPersonal& one : find_personal_data(text, personal_kind_names(), {}))
    found.push_back(std::string(one.kind->name) + ": " + std::string(text.substr(one.span.begin, one.span.size())));
  return found;
}
std::vector<std::string> of(const std::string& kind, std::string_view text) {
  std::vector<std::string> found;
  for (const FoundPersonal& one : find_personal_data(text, std::vector<std::string>{kind}, {}))
    found.emplace_back(text.substr(one.span.begin, one.span.size()));
  return found;
}
void expect_stays(const std::string& kind, std::initializer_list<const char*> texts) {
  for (const char* text : texts) EXPECT_THAT(of(kind, text), IsEmpty()) << text;
}

TEST(PersonalKindsParser, ResidentRegistration) {
  const std::string kind = "resident_registration";
  EXPECT_THAT(of(kind, "신청인 홍길동(900101-1234568)은"), ElementsAre("900101-1234568")) << "the check digit is right";
  EXPECT_THAT(of(kind, "서류에 900101-1234568이 보인다"), ElementsAre("900101-1234568")) << "nothing but the check digit speaks for it";
  EXPECT_THAT(of(kind, "주민등록번호 : 900101 - 1234568, 주민번호 0102283123458"), ElementsAre("900101 - 1234568", "0102283123458"));
  EXPECT_THAT(of(kind, "자녀의 주민등록번호는 230504-4123456이다."), ElementsAre("230504-4123456")) << "drawn since October 2020: the word decides";
  EXPECT_THAT(of(kind, "| 성명 | 주민등록번호 |\n|---|---|\n| 홍길동 | 230504-4123456 |"), ElementsAre("230504-4123456"))
      << "the column's heading is the word";
  EXPECT_THAT(of(kind, "주민등록번호\n230504-4123456\n"), ElementsAre("230504-4123456")) << "a form's label stands above";
  EXPECT_THAT(of(kind, "주민등록번호: ９００１０１－１２３４５６８"), ElementsAre("９００１０１－１２３４５６８"));
  expect_stays(kind, {"주민등록번호: 900101-1******", "일련번호 230504-4123456", "230504-4123456", "주민등록번호 901301-1234567",
                      "주민등록번호 900101-9234567", "법인등록번호: 110111-1234569", "바코드 8801234123453", "8801234123453", "900101-12345678",
                      "1900101-1234568", "900101-1234568-2", "로트 900101-1234568", "2월 30일: 900230-1234567"});
}

TEST(PersonalKindsParser, ForeignerRegistration) {
  const std::string kind = "foreigner_registration";
  EXPECT_THAT(of(kind, "외국인등록번호 850315-5234569, 국적 베트남"), ElementsAre("850315-5234569"));
  EXPECT_THAT(of(kind, "Alien registration number: 990101-6123450"), ElementsAre("990101-6123450"));
  EXPECT_THAT(all_of("외국인등록번호: 850315-5234569"), ElementsAre("foreigner_registration: 850315-5234569"));
  expect_stays(kind, {"850315-5234560", "외국인등록번호 850315-1234561", "법인등록번호: 110111-5234569"});
}

TEST(PersonalKindsParser, Cards) {
  EXPECT_THAT(of("card", "Visa 4111 1111 1111 1111 exp 12/27"), ElementsAre("4111 1111 1111 1111"));
  EXPECT_THAT(of("card", "카드번호: 4111-1111-1111-1111, Amex 3782-822463-10005"), ElementsAre("4111-1111-1111-1111", "3782-822463-10005"));
  EXPECT_THAT(of("card", "paid with card 4111111111111111."), ElementsAre("4111111111111111"));
  expect_stays("card", {"4111 1111 1111 1112", "card 1111-2222-3333-4444", "카드번호 ****-****-****-1111", "tracking 4111111111111111",
                        "운송장번호 4111-1111-1111-1111", "0.4111111111111111", "41111111111111112", "4111 1111 1111"});
}

TEST(PersonalKindsParser, BusinessRegistration) {
  EXPECT_THAT(of("business_registration", "사업자등록번호: 123-45-67891, 사업자번호 1234567891"), ElementsAre("123-45-67891", "1234567891"));
  EXPECT_THAT(of("business_registration", "(주)한빛 220-81-80121 서울"), ElementsAre("220-81-80121"));
  expect_stays("business_registration",
               {"123-45-67890", "품번 123-45-67891", "1234567891", "Part No. 220-81-80121", "123-45-678912", "법인 110111-1234569"});
}

TEST(PersonalKindsParser, DriversLicences) {
  EXPECT_THAT(of("drivers_licence", "운전면허번호 11-22-123456-78, 면허번호: 서울 12-345678-90"),
              ElementsAre("11-22-123456-78", "서울 12-345678-90"));
  EXPECT_THAT(of("drivers_licence", "Driver's license number D1234567; driving licence MORGA657054SM9IJ"),
              ElementsAre("D1234567", "MORGA657054SM9IJ"));
  expect_stays("drivers_licence", {"99-22-123456-78", "도면 11-22-123456-78", "license number D1234567", "License key AB12345678",
                                   "driver's license expires 2026-01-31", "112212345678"});
}

TEST(PersonalKindsParser, Passports) {
  EXPECT_THAT(of("passport", "여권번호: M12345678, 신규 여권 M123A4567"), ElementsAre("M12345678", "M123A4567"));
  EXPECT_THAT(of("passport", "Passport No. 123456789 / passport C01X00T47"), ElementsAre("123456789", "C01X00T47"));
  EXPECT_THAT(of("passport", "| 여권 |\n|---|\n| K7654321A |"), ElementsAre("K7654321A"));
  expect_stays("passport", {"품번 M12345678", "part no. M123A4567", "S12345678", "123456789", "Passport issued 20240131", "M1234567",
                            "여권 발급 신청서 제2024호", "PM12345678"});
}

TEST(PersonalKindsParser, SocialSecurity) {
  EXPECT_THAT(of("social_security", "SSN: 123-45-6789, social security number 123456789"), ElementsAre("123-45-6789", "123456789"));
  EXPECT_THAT(of("social_security", "National Insurance number AB123456C, AB 12 34 56 C; SIN 130-426-208"),
              ElementsAre("AB123456C", "AB 12 34 56 C", "130-426-208"));
  expect_stays("social_security", {"000-12-3456", "666-12-3456", "123-00-4567", "900-12-3456", "***-**-6789", "P/N 123-45-6789", "CAS 107-07-3",
                                   "123456789", "AB123456C", "DA 12 34 56 C", "123-45-67890"});
}

TEST(PersonalKindsParser, BankAccounts) {
  EXPECT_THAT(of("bank_account", "계좌: 국민은행 123456-78-901234 (예금주 홍길동)"), ElementsAre("123456-78-901234"));
  EXPECT_THAT(of("bank_account", "농협 301-1234-5678-91로 입금, 카카오뱅크 3333-01-1234567"), ElementsAre("301-1234-5678-91", "3333-01-1234567"));
  EXPECT_THAT(of("bank_account", "IBAN DE89 3704 0044 0532 0130 00, GB29NWBK60161331926819"),
              ElementsAre("DE89 3704 0044 0532 0130 00", "GB29NWBK60161331926819"));
  EXPECT_THAT(of("bank_account", "Account number: 12345678"), ElementsAre("12345678"));
  EXPECT_THAT(all_of("국민은행 담당 010-1234-5678"), ElementsAre("phone: 010-1234-5678"));
  expect_stays("bank_account", {"123456-78-901234", "주문번호 110-123-456789", "DE88370400440532013000", "account ID 123456789012",
                                "은행 영업일 2024-01-31", "계좌 개설일 20240131-123456", "SQL account 12345678"});
}

TEST(PersonalKindsParser, IpAddresses) {
  EXPECT_THAT(of("ip", "IP 8.8.8.8, 서버 주소 211.45.67.89:8080, http://203.248.252.2/index"),
              ElementsAre("8.8.8.8", "211.45.67.89", "203.248.252.2"));
  EXPECT_THAT(of("ip", "from 2001:4860:4860::8888 to 2a00:1450:4001:081b:0000:0000:0000:200e."),
              ElementsAre("2001:4860:4860::8888", "2a00:1450:4001:081b:0000:0000:0000:200e"));
  expect_stays("ip", {"IP 10.0.0.1, 192.168.0.10, 172.16.5.4, 127.0.0.1, 169.254.1.1, 100.64.3.2",
                      "documentation 192.0.2.1, 198.51.100.7, 203.0.113.9", "version 1.2.3.4", "버전 4.8.123.45", "1.2.3.4", "1.3.6.1.4.1.311",
                      "v1.2.3.4", "IP 256.1.1.1", "fe80::1, ::1, 2001:db8::1, fd00::1", "12:30:45", "00:1A:2B:3C:4D:5E", "2024:01:31", "std::vector",
                      "2001::", "224.0.0.251", "255.255.255.0", "##### 12.5.4.2 Get Qt Designer", "Upgrade from 5.9.8.70 to 6.1.2.40"});
}

TEST(PersonalKindsParser, KoreanAddresses) {
  EXPECT_THAT(of("address", "(우) 04524 서울특별시 중구 세종대로 110에서"), ElementsAre("04524 서울특별시 중구 세종대로 110"));
  EXPECT_THAT(of("address", "본사는 경기 성남시 분당구 판교로 255번길 9-22, 601호 (삼평동)이다."),
              ElementsAre("경기 성남시 분당구 판교로 255번길 9-22, 601호 (삼평동)"));
  EXPECT_THAT(of("address", "강원도 춘천시 신동면 증리 산 12-3번지, 서울 강남구 역삼동 823-24"),
              ElementsAre("강원도 춘천시 신동면 증리 산 12-3번지", "서울 강남구 역삼동 823-24"));
  EXPECT_THAT(of("address", "주소: 테헤란로 152 / 서울 관악구 신림로 23길 16에"), ElementsAre("테헤란로 152", "서울 관악구 신림로 23길 16"));
  expect_stays("address", {"세종대로 110", "제3조에 따라 서울특별시 강남구로 3명을", "서울특별시 중구에서 10명", "경기도 내로 2",
                           "다음과 같이 2로 나눈다", "성수동2가", "서울특별시 중구 세종대로 2년", "경로 12", "별도로 3", "운동 30분"});
}

TEST(PersonalKindsParser, EnglishAddresses) {
  EXPECT_THAT(of("address", "Ship to 742 Evergreen Terrace, Springfield, IL 62704."), ElementsAre("742 Evergreen Terrace, Springfield, IL 62704"));
  EXPECT_THAT(of("address", "at 221B Baker Street, London NW1 6XE and 1600 W. Monroe St., Apt 4B"),
              ElementsAre("221B Baker Street, London NW1 6XE", "1600 W. Monroe St., Apt 4B"));
  EXPECT_THAT(of("address", "152, Teheran-ro, Gangnam-gu, Seoul 06236 or 110 Sejong-daero, Jung-gu"),
              ElementsAre("152, Teheran-ro, Gangnam-gu, Seoul 06236", "110 Sejong-daero, Jung-gu"));
  EXPECT_THAT(of("address", "12 Harbor Drive\nErie, PA 16501-1234"), ElementsAre("12 Harbor Drive\nErie, PA 16501-1234"));
  expect_stays("address", {"5 Test Drive", "1 Hard Drive", "a 4 Way valve", "G0 X10 Road", "2024 Annual Report", "3 Main Steps", "the 2 Road tests",
                           "64 Bit Way"});
}

TEST(PersonalKindsParser, KoreanNames) {
  EXPECT_THAT(of("name", "성명: 홍길동, 담당자 김민수 과장, 이영희 씨"), ElementsAre("홍길동", "김민수", "이영희"));
  EXPECT_THAT(of("name", "참석자: 박지훈 부장, 최수빈 대리, 남궁민수"), ElementsAre("박지훈", "최수빈", "남궁민수"));
  EXPECT_THAT(of("name", "| 성명 | 비고 |\n|---|---|\n| 정하은 | 정하은행 |"), ElementsAre("정하은"));
  EXPECT_THAT(of("name", "강현우(010-1234-5678)에게, 감사합니다. 윤서연 드림"), ElementsAre("강현우", "윤서연"));
  EXPECT_THAT(of("name", "성 명 : 홍 길 동, 김 민수 과장님"), ElementsAre("홍 길 동", "김 민수"));
  EXPECT_THAT(of("name", "보고자: 기술지원팀 문채원, 환불 농협 301-1234-5678-91 배정호"), ElementsAre("문채원", "배정호"));
  expect_stays("name", {"담당 공무원은 신청인에게 알린다.", "이순신은 임진왜란 때의 장군이다.", "대통령 김민수", "세종대왕이 만든 한글",
                        "성명·주소 및 연락처", "신청인의 주소지를", "이름 선택 또는 입력", "근로자 대표와 사용자 대표", "정보 과장",
                        "안전 담당자를 둔다", "방사선 안전관리자", "노동자 대표", "이름: 정수형"});
}

/// A word and the day, month or year that it names: 준일 is a given name, 기준일 is the day that counts.
TEST(PersonalKindsParser, KoreanDaysAreNoNames) {
  expect_stays("name", {"이력서는 작성 기준일부터 3개월 이내의 것이어야 한다.", "작성 기준일 현재의 재직자 수", "확인 기준월까지의 실적을 적는다.",
                        "작성: 기준일부터 7일 이내", "신청자 정기일에 접수한다.", "승인 고정일까지"});
  EXPECT_THAT(of("name", "담당자 박정일에게 알린다. 작성 김성일, 검토: 최종일 과장"), ElementsAre("박정일", "김성일", "최종일"));
}

TEST(PersonalKindsParser, EnglishNames) {
  EXPECT_THAT(of("name", "Contact: Jane Miller, 555-234-5678. Approved by: Gwen O'Hara"), ElementsAre("Jane Miller", "Gwen O'Hara"));
  EXPECT_THAT(of("name", "Prof. Dr. Okafor and Ms. Anna van Houten called."), ElementsAre("Okafor", "Anna van Houten"));
  EXPECT_THAT(of("name", "Best regards,\n\nTom B. Walker\nSales"), ElementsAre("Tom B. Walker"));
  EXPECT_THAT(of("name", "Attendees: Sarah Lee, Raj Patel and Wei Chen"), ElementsAre("Sarah Lee", "Raj Patel", "Wei Chen"));
  EXPECT_THAT(of("name", "Dear Anna,"), ElementsAre("Anna"));
  expect_stays("name", {"Name: Visual Studio", "In 1803 John Dalton proposed the atomic theory.", "Robert Boyle's law", "Contact Technical Support",
                        "Best regards", "From: Sales Department", "Dear Customer,", "Approved by: Quality Department", "the Diels-Alder reaction",
                        "Author: Microsoft Corporation", "Hello World", "by Visual Basic", "How to: Declare Handles",
                        "| Operator | Operation Performed |", "as reported by Huanyang VFD", "See Smith et al. (2019)"});
}

TEST(PersonalData, OverlapsGoToTheLongestThenTheSurest) {
  EXPECT_THAT(all_of("사업자등록번호 123-45-67891, 전화 02-123-4567"), ElementsAre("business_registration: 123-45-67891", "phone: 02-123-4567"));
  EXPECT_THAT(all_of("jane.010-1234-5678@corp.co.kr"), ElementsAre("email: jane.010-1234-5678@corp.co.kr"));
  EXPECT_THAT(all_of("담당 홍길동 T. 02-555-1234 / F. 02-555-1235"), ElementsAre("name: 홍길동", "phone: 02-555-1234", "phone: 02-555-1235"));
}

/// Texts are looked at in blocks of 32 bytes (scan.cpp): every place of a value in them, and every end of the text behind it.
TEST(PersonalKindsParser, WhereverABlockEnds) {
  struct Case {
    std::string kind, before, value;
  };
  for (const Case& one : {Case{"ip", "서버 ", "223.130.195.95"}, Case{"ip", "see ", "2606:4700:20::681a:804"},
                          Case{"ip", "서버 ", "２２３.130.195.95"}, Case{"email", "to ", "kim.minsu@jangin-labs.co.kr"},
                          Case{"email", "to ", "kim [at] jangin-labs.org"}, Case{"phone", "tel ", "010-2345-6789"}}) {
    for (size_t pad = 0; pad < 80; ++pad) {
      for (size_t tail : {size_t{0}, size_t{1}, size_t{31}, size_t{70}}) {
        const std::string text = std::string(pad, 'x') + " " + one.before + one.value + " " + std::string(tail, 'y');
        EXPECT_THAT(of(one.kind, text), ElementsAre(one.value)) << pad << " bytes before, " << tail << " after";
        std::vector<std::string> kinds = {"email", "ip"};
        if (one.kind != "phone") {
          EXPECT_EQ(find_personal_data(text, kinds, {}).size(), 1U) << text;
        }
      }
    }
  }
}

TEST(PersonalData, EveryKindHasAPlaceholderOfItsOwn) {
  std::map<std::string_view, std::string_view> kinds, placeholders;
  for (const PersonalKind& kind : personal_kinds()) {
    EXPECT_EQ(kinds.try_emplace(kind.name, kind.placeholder).first->second, kind.placeholder);
    EXPECT_EQ(placeholders.try_emplace(kind.placeholder, kind.name).first->second, kind.name);
  }
  EXPECT_THAT(PersonalDataConfig{}.kinds, ::testing::UnorderedElementsAreArray(personal_kind_names()))
      << "all kinds are masked unless a recipe says otherwise";
}

TEST(PersonalData, MasksTypedAndRejectsWhatTheRecipeSays) {
  std::string text = "성명: 홍길동, 주민등록번호 900101-1234568. 홍길동 과장, ９００１０１－１２３４５６８ 주민번호.\n";
  auto outcome = find_step("personal_data")->make({}).value()->refine_document(make_document("a", text));
  ASSERT_TRUE(outcome && outcome->rewrite);
  EXPECT_EQ(outcome->rewrite->text, "성명: <NAME_1>, 주민등록번호 <RRN_1>. <NAME_1> 과장, <RRN_1> 주민번호.\n");
  EXPECT_TRUE(outcome->judgement.pass);
  EXPECT_EQ(outcome->judgement.detail, "masked: name 2, resident_registration 2");

  RefineConfig config;
  config.personal_data.kinds = {"name"};
  config.personal_data.reject = {"resident_registration"};
  outcome = find_step("personal_data")->make(config).value()->refine_document(make_document("a", text));
  ASSERT_TRUE(outcome && outcome->rewrite);
  EXPECT_FALSE(outcome->judgement.pass);
  EXPECT_EQ(outcome->judgement.reason, "personal_data");
  EXPECT_EQ(outcome->judgement.detail, "holds resident_registration 2") << "never what";
  EXPECT_EQ(outcome->rewrite->text.find("900101"), std::string::npos) << "the rejected text is stored masked";
  EXPECT_TRUE(find_step("personal_data")->make(config).value()->refine_document(make_document("b", "성명: 홍길동\n"))->judgement.pass);
}

}  // namespace
}  // namespace jangin::refine
