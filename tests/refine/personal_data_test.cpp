// Personal data: natural sentences in Korean and English with what must go, and the look-alikes that must stay.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "refine/documents_for_tests.h"
#include "refine/personal/finders.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> found_of(const std::string& kind, std::string_view text) {
  std::vector<std::string> texts;
  for (const FoundPersonal& one : find_personal_data(text, std::vector<std::string>{kind}, {"company.co.kr"}))
    texts.emplace_back(text.substr(one.span.begin, one.span.size()));
  return texts;
}
std::vector<std::string> emails(std::string_view text) { return found_of("email", text); }
std::vector<std::string> phones(std::string_view text) { return found_of("phone", text); }

TEST(PersonalDataParser, EmailsAreFound) {
  EXPECT_THAT(emails("Write to john.smith+cnc@mail.linuxcnc.org, or <jmk@source.net>."),
              ElementsAre("john.smith+cnc@mail.linuxcnc.org", "jmk@source.net"));
  EXPECT_THAT(emails("담당자(hong.gildong@korea.kr)에게 문의하십시오."), ElementsAre("hong.gildong@korea.kr"));
  EXPECT_THAT(emails("문의: safety_01@moel.go.kr로 보낸다"), ElementsAre("safety_01@moel.go.kr"));
  EXPECT_THAT(emails("jepler (at) unpythonic.net and ann [AT] host [dot] org"), ElementsAre("jepler (at) unpythonic.net", "ann [AT] host [dot] org"));
  EXPECT_THAT(emails("mailto:a@b-c.de?subject=x"), ElementsAre("a@b-c.de"));
  EXPECT_THAT(emails("A@B.CO"), ElementsAre("A@B.CO"));
}

TEST(PersonalDataParser, EmailLookAlikesStay) {
  for (const char* text :
       {"user@example.com and x@sub.example.org and y@host.test", "info@company.co.kr, help@mail.company.co.kr", "icon@2x.png",
        "git@github.com:LinuxCNC/linuxcnc.git", "package@1.2.3", "@param name the name", "root@localhost", "a @ b . c", "x@y", "getty@tty1.service",
        "(at) home", "the value (at) 3.5 mm", "look [at] me", "@", "a@", "@b.com", "a@.com", "a@b..com", "price@ 5.00"}) {
    EXPECT_THAT(emails(text), IsEmpty()) << text;
  }
}

TEST(PersonalDataParser, PhonesAreFound) {
  EXPECT_THAT(phones("연락처는 010-1234-5678이며, 사무실은 02-987-6543이다."), ElementsAre("010-1234-5678", "02-987-6543"));
  EXPECT_THAT(phones("전화 (044) 202-7700, 팩스 044)202-8000"), ElementsAre("(044) 202-7700", "044)202-8000"));
  EXPECT_THAT(phones("휴대전화: 010 1234 5678 또는 01098765432"), ElementsAre("010 1234 5678", "01098765432"));
  EXPECT_THAT(phones("☎ 031.123.4567, 070-8765-4321, 080-123-4567"), ElementsAre("031.123.4567", "070-8765-4321", "080-123-4567"));
  EXPECT_THAT(phones("Call +82-2-2100-1234 or +82 10 1234 5678."), ElementsAre("+82-2-2100-1234", "+82 10 1234 5678"));
  EXPECT_THAT(phones("Tel. +1 (212) 555-0123, +44 20 7946 0958, +49-8031-123456"),
              ElementsAre("+1 (212) 555-0123", "+44 20 7946 0958", "+49-8031-123456"));
  EXPECT_THAT(phones("Call (555) 123-4567 now; phone: 555-123-4567."), ElementsAre("(555) 123-4567", "555-123-4567"));
  EXPECT_THAT(phones("555-234-5678, 82-10-1234-5678, phone: (789) 817-3309"), ElementsAre("555-234-5678", "82-10-1234-5678", "(789) 817-3309"));
  EXPECT_THAT(phones("+821012345678"), ElementsAre("+821012345678"));
  EXPECT_THAT(phones("2024 010-2345-6789"), ElementsAre("010-2345-6789"));
}

TEST(PersonalDataParser, PhoneLookAlikesStay) {
  for (const char* text : {"G0 X+100.000 Y-020.500 Z+0100",
                           "N0100 G01 X010 Y020 Z030 F1000",
                           "G10 L2 P1 X010-020-0300",
                           "M66 P0 L3 Q5",
                           "#5220 to #5390, #5061-#5069",
                           "part AB-02-1234-5678",
                           "Part No. 123-456-7890",
                           "P/N 010-1234-5678-A",
                           "산업안전보건법 제2018-123-4567호",
                           "고용노동부고시 제2020-53호",
                           "법률 제16272호",
                           "2018-03-20",
                           "2018. 3. 20. 시행",
                           "1588-1600 joseon",
                           "version 2.9.0-1234",
                           "v1.02.1234.5678",
                           "192.168.0.1",
                           "10.0.0.255:8080",
                           "ISBN 978-3-16-148410-0",
                           "1,234,567,890",
                           "3.14159265358979",
                           "0123456789",
                           "200 300 4000",
                           "02 123 4567 is a row",
                           "tolerance +0.001 -0.002",
                           "+10 20 30 40 50",
                           "sum +123456789",
                           "12:30:45-0700",
                           "00:1A:2B:3C:4D:5E",
                           "0x80 0x1234 0x5678",
                           "RS-232-9600-8-1",
                           "1-800",
                           "2010-1234-56789",
                           "계좌 123-456-789012",
                           "사업자등록번호 123-45-67890",
                           "Tel. 2019-12-31",
                           "금연상담전화의 전화번호란 1544-9030을 말한다",
                           "전화 1588-1234",
                           "pages 100-110",
                           "1/2-13 UNC",
                           "phone 5",
                           "GND 1 2 3 4 5 6 7 8",
                           "(100) 200-3000",
                           "+999 123 456 789"}) {
    EXPECT_THAT(phones(text), IsEmpty()) << text;
  }
}

TEST(PersonalData, MasksConsistentlyAndLeavesAMap) {
  std::string text = "Ask ann@mail.org (010-1234-5678) or Bob@mail.org. Again: ANN@mail.org, +82 10-1234-5678, bob@mail.org at user@example.com.\n";
  auto step = find_step("personal_data")->make({}).value();
  auto outcome = step->refine_document(make_document("a", text));
  ASSERT_TRUE(outcome && outcome->rewrite);
  EXPECT_EQ(outcome->rewrite->text, "Ask <EMAIL_1> (<PHONE_1>) or <EMAIL_2>. Again: <EMAIL_1>, <PHONE_1>, <EMAIL_2> at user@example.com.\n");
  EXPECT_TRUE(outcome->judgement.pass);
  EXPECT_EQ(outcome->judgement.score, 6);
  EXPECT_EQ(outcome->judgement.detail, "masked: email 4, phone 2") << "tells how many, never what";
  size_t at = outcome->rewrite->text.find("<PHONE_1>");
  record::Span back = outcome->rewrite->map.to_before({at, at + 9});
  EXPECT_EQ(text.substr(back.begin, back.size()), "010-1234-5678");

  RefineConfig config;
  config.personal_data.kinds = {"phone"};
  outcome = find_step("personal_data")->make(config).value()->refine_document(make_document("a", "ann@mail.org 010-1234-5678\n"));
  EXPECT_EQ(outcome->rewrite->text, "ann@mail.org <PHONE_1>\n");
  EXPECT_FALSE(step->refine_document(make_document("a", "Nothing here: G92.3, 2018-03-20.\n"))->rewrite);
}

}  // namespace
}  // namespace jangin::refine
