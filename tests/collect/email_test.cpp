// The reader of e-mail.
#include "collect/readers/email.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/readers/mail/mime.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

Reading email(const std::string& bytes, const std::string& name = "a.eml") {
  auto reading = read_email(input_of(bytes, name));
  EXPECT_TRUE(reading) << reading.error().detail;
  EXPECT_TRUE(decode_outcome(encode_outcome(reading)));
  return reading ? *reading : Reading{};
}

TEST(EmailParser, HeadersAndPlainText) {
  Reading reading = email(
      "From: =?EUC-KR?B?sKE=?= =?EUC-KR?B?s6q02Q==?= <a@example.com>\r\nTo: b@example.com\r\nSubject: =?utf-8?Q?Pump_=EA=B0=80?=\r\n "
      "=?utf-8?Q?_two?=\r\nContent-Type: text/plain; charset=euc-kr\r\n"
      "Content-Transfer-Encoding: quoted-printable\r\n\r\nHello=20=B0=A1 and a long=\r\n line\r\n\r\n> quoted\r\n");
  EXPECT_EQ(reading.text, "# Pump 가 two\n\n- **From**: 가나다 <a@example.com>\n- **To**: b@example.com\n\nHello 가 and a long line\n\n> quoted\n");
  EXPECT_EQ(reading.title, "Pump 가 two");
}

TEST(EmailParser, PartsAlternativesAndAttachments) {
  std::string message =
      "Subject: s\nContent-Type: multipart/mixed; boundary=\"out\"\n\n--out\nContent-Type: multipart/alternative; boundary=in\n\n"
      "--in\nContent-Type: text/plain\n\nplain\n--in\nContent-Type: text/html\n\n<p>rich</p>\n--in--\n"
      "--out\nContent-Type: text/csv\nContent-Disposition: attachment; filename*=UTF-8''%EA%B0%80.csv\nContent-Transfer-Encoding: "
      "base64\n\nYSxiCjEsMgo=\n"
      "--out\nContent-Type: image/png; name=\"a.png\"\n\nxx\n"
      "--out\nContent-Type: message/rfc822\n\nSubject: inner\n\nbelow\n--out--\n";
  Reading reading = email(message);
  EXPECT_EQ(reading.text, "# s\n\nplain\n\n## Attachment: 가.csv\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## inner\n\nbelow\n");
  EXPECT_EQ(reading.metadata["unread_attachments"], "a.png (no_reader)");
}

TEST(EmailParser, HtmlStandsInWhereThereIsNoPlainText) {
  EXPECT_EQ(email("Subject: s\nContent-Type: multipart/alternative; boundary=in\n\n--in\nContent-Type: text/plain\n\n \n--in\nContent-Type: "
                  "text/html; charset=utf-8\n\n<p>rich <b>x</b></p>\n--in--\n")
                .text,
            "# s\n\nrich **x**\n");
}

TEST(EmailParser, MailboxesHoldManyMessages) {
  Reading reading = email("From a@b Mon Jan 1\nSubject: one\n\nfirst\nFrom here on\n\nFrom a@b Tue Jan 2\nSubject: two\n\nsecond\n", "a.mbox");
  EXPECT_EQ(reading.text, "# one\n\nfirst\nFrom here on\n\n# two\n\nsecond\n");
  EXPECT_EQ(reading.metadata["messages"], "2");
}

TEST(EmailParser, HostileMessagesEnd) {
  EXPECT_EQ(read_email(input_of("just words\n", "a.eml")).error().reason, "not_a_message");
  std::string deep, closing;
  for (int i = 0; i < 1000; ++i) deep += "Subject: s" + std::to_string(i) + "\nContent-Type: message/rfc822\n\n";
  EXPECT_FALSE(email(deep).text.empty());
  std::string same = "Subject: s\nContent-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 20'000; ++i) same += "--b\nContent-Type: multipart/mixed; boundary=b\n\n";
  EXPECT_FALSE(email(same).text.empty());
  for (const char* bad :
       {"Subject: =?", "Subject: =?utf-8?B?", "Subject: =?x?q?=ZZ?=\n\n=", "Subject: x\nContent-Type: multipart/mixed; boundary=\n\nx"})
    EXPECT_FALSE(email(bad).text.empty()) << bad;
}

TEST(MimeParser, ParametersInAllForms) {
  EXPECT_EQ(mail::parameter("a/b; charset = \"x; y\"; name=z", "charset"), "x; y");
  EXPECT_EQ(mail::parameter("a; filename*0=one; filename*1=\" two\"", "filename"), "one two");
  EXPECT_EQ(mail::parameter("a; filename*0*=euc-kr''%B0; filename*1*=%A1", "filename"), "가");
  EXPECT_EQ(mail::parameter("a; b", "b"), "");
}

}  // namespace
}  // namespace jangin::collect
