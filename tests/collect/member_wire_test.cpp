// Frames of members and packs of what was found: what goes in comes out, and nothing that breaks a rule comes through.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/member_pack.h"
#include "collect/member_wire.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"
#include "collect/wire_fields.h"

namespace jangin::collect {
namespace {

using testing::ElementsAre;

/// Every call as a line.
struct ToldCalls : MemberTaker {
  std::vector<std::string> calls;
  bool tell(std::string call) { return calls.push_back(std::move(call)), true; }
  bool begin(std::string name, Metadata metadata) override {
    for (const auto& [key, value] : metadata) name += " " + key + "=" + value;
    return tell("begin " + name);
  }
  bool data(std::string_view bytes) override { return tell("data " + std::string(bytes.substr(0, 20)) + " " + std::to_string(bytes.size())); }
  bool end() override { return tell("end"); }
  bool refuse(std::string name, ReadFailure failure, uint64_t bytes) override {
    return tell("refuse " + name + " " + failure.reason + " " + failure.detail + " " + std::to_string(bytes));
  }
  bool document(std::string name, std::string reader, uint64_t bytes, std::string_view outcome) override {
    return tell("document " + name + " " + reader + " " + std::to_string(bytes) + " " + (*decode_outcome(outcome))->text);
  }
  bool pass_over(std::string reason, uint64_t count) override { return tell("pass_over " + reason + " " + std::to_string(count)); }
  bool done(OpenOutcome outcome) override { return tell("done " + (outcome ? "" : outcome.error().reason)); }
};

Reading reading_of(const std::string& text) {
  Reading reading;
  reading.text = text;
  return reading;
}

std::string frames_of(void (*write)(FrameSink&)) {
  std::string out;
  FrameSink sink([&](std::string_view bytes) { out += bytes; });
  write(sink);
  sink.done({});
  return out;
}

/// What becomes of such frames; "damaged" behind it when they break a rule.
std::vector<std::string> taken(const std::string& bytes, size_t piece = SIZE_MAX) {
  ToldCalls taker;
  FrameDecoder decoder(taker, 1'000);
  for (size_t at = 0; at < bytes.size() && decoder.feed(std::string_view(bytes).substr(at, piece)); at += std::min(piece, bytes.size())) {
  }
  if (decoder.damaged()) taker.calls.push_back("damaged");
  return taker.calls;
}

std::string frame(uint32_t kind, const std::string& payload, std::optional<uint64_t> said = {}) {
  FieldWriter out;
  out.u32(kind);
  out.u64(said.value_or(payload.size()));
  return out.take() + payload;
}
std::string fields(const std::vector<std::string>& texts, std::optional<uint64_t> number = {}) {
  FieldWriter out;
  for (const std::string& text : texts) out.text(text);
  if (number) out.u64(*number);
  return out.take();
}
const std::string kBegin = frame(1, fields({"a"}, 0));

TEST(MemberWireParser, WhatGoesInComesOutInAnyPieces) {
  const std::string bytes = frames_of([](FrameSink& sink) {
    sink.begin("a.txt", {{"uri", "http://a.kr/"}});
    sink.data("words");
    sink.data(std::string(1'500'000, 'x'));
    sink.end();
    sink.begin("b\xff", {});
    sink.refuse("b\xff", {"damaged", "why"}, 7);
    sink.refuse("c", {"encrypted", "how"}, 8);
    sink.document("row 1", "text", 6, reading_of("words\n"));
    sink.pass_over("where", 3);
  });
  for (size_t piece : {SIZE_MAX, size_t{1000}, size_t{7}}) {
    EXPECT_THAT(taken(bytes, piece), ElementsAre("begin a.txt uri=http://a.kr/", "data words 5", "data xxxxxxxxxxxxxxxxxxxx 1048576",
                                                 "data xxxxxxxxxxxxxxxxxxxx 451424", "end", "begin b%FF", "refuse b%FF damaged why 7",
                                                 "refuse c encrypted how 8", "document row 1 text 6 words\n", "pass_over where 3", "done "));
  }
}

TEST(MemberWireParser, OrderIsChecked) {
  EXPECT_THAT(taken(frame(2, "words")), ElementsAre("damaged")) << "data of no member";
  EXPECT_THAT(taken(frame(3, "")), ElementsAre("damaged")) << "the end of no member";
  EXPECT_THAT(taken(kBegin + kBegin), ElementsAre("begin a", "damaged"));
  EXPECT_THAT(taken(kBegin + frame(7, fields({"", ""}))), ElementsAre("begin a", "damaged")) << "done within a member";
  EXPECT_THAT(taken(kBegin + frame(6, fields({"where"}, 1))), ElementsAre("begin a", "damaged"));
  EXPECT_THAT(taken(frame(7, fields({"", ""})) + kBegin), ElementsAre("done ", "damaged"));
}

TEST(MemberWireParser, LiesAreRefused) {
  EXPECT_THAT(taken(frame(0, "")), ElementsAre("damaged"));
  EXPECT_THAT(taken(frame(8, fields({""}))), ElementsAre("damaged"));
  EXPECT_THAT(taken(kBegin + frame(3, "x")), ElementsAre("begin a", "damaged")) << "an end with bytes";
  EXPECT_THAT(taken(frame(1, fields({"\xff"}, 0))), ElementsAre("damaged")) << "a name that is no UTF-8";
  EXPECT_THAT(taken(frame(1, fields({"a"}, 1'000'000))), ElementsAre("damaged")) << "more metadata than bytes";
  EXPECT_THAT(taken(frame(1, fields({"a"}, 0) + "x")), ElementsAre("damaged")) << "bytes behind the last field";
  EXPECT_THAT(taken(frame(4, fields({"a", "No Reason", ""}, 1))), ElementsAre("damaged"));
  EXPECT_THAT(taken(frame(6, fields({"No Reason"}, 1))), ElementsAre("damaged"));
  EXPECT_THAT(taken(frame(6, fields({"where"}, UINT64_MAX))), ElementsAre("damaged"));
  EXPECT_THAT(taken(frame(7, fields({"No Reason", ""}))), ElementsAre("damaged"));
  std::string answer = encode_outcome(reading_of("words\n"));
  EXPECT_THAT(taken(frame(5, fields({"row 1", "text"}, 6) + answer)), ElementsAre("document row 1 text 6 words\n"));
  answer.back() ^= 1;
  EXPECT_THAT(taken(frame(5, fields({"row 1", "text"}, 6) + answer)), ElementsAre("damaged"));
}

/// A length is believed before its bytes are there only as far as memory may go.
TEST(MemberWireParser, LengthsAreBounded) {
  for (uint32_t kind = 0; kind < 9; ++kind) {
    EXPECT_THAT(taken((kind == 2 || kind == 3 ? kBegin : "") + frame(kind, "x", uint64_t{1} << 40)), testing::Contains("damaged")) << kind;
  }
  EXPECT_THAT(taken(kBegin + frame(2, std::string((1 << 20) + 1, 'x'))), ElementsAre("begin a", "damaged"));
}

TEST(MemberWireParser, ACutStreamIsNotDone) {
  const std::string bytes = frames_of([](FrameSink& sink) { sink.document("row 1", "text", 6, reading_of("words\n")); });
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    ToldCalls taker;
    FrameDecoder decoder(taker, 1'000);
    EXPECT_TRUE(decoder.feed(std::string_view(bytes).substr(0, cut)));
    EXPECT_FALSE(decoder.done()) << cut;
  }
}

PackRecord row(const std::string& name) {
  PackRecord record;
  record.kind = PackRecord::Kind::document;
  record.name = name;
  record.reader = "text";
  record.outcome = encode_outcome(reading_of(name + "\n"));
  return record;
}

TEST(MemberPackParser, AChangedByteOrACutIsSeen) {
  TemporaryFolder folder;
  const auto path = folder.path / "pack";
  PackWriter writer(path);
  ASSERT_TRUE(writer.append(row("one")) && writer.append(row("two")) && writer.append({}));
  EXPECT_FALSE(PackReader::open(path)) << "nothing before finish()";
  ASSERT_TRUE(writer.finish());
  auto pack = PackReader::open(path);
  ASSERT_TRUE(pack);
  for (const char* name : {"one", "two"}) {
    auto record = pack->next();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->name, name);
    EXPECT_EQ(record->outcome, row(name).outcome);
  }
  EXPECT_EQ(pack->next()->kind, PackRecord::Kind::end);
  const std::string bytes = bytes_of(path);
  for (size_t at = 0; at < bytes.size(); at += 3) {
    std::string changed = bytes;
    changed[at] ^= 4;
    folder.write("pack", changed);
    EXPECT_FALSE(PackReader::open(path)) << at;
    folder.write("pack", bytes.substr(0, at));
    EXPECT_FALSE(PackReader::open(path)) << at;
  }
}

}  // namespace
}  // namespace jangin::collect
