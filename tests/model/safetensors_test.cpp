// safetensors files that are cut, damaged or lie, and indexes that name shards which are not what they say: one error each, with file and field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/file.h"
#include "model/formats/model_files.h"
#include "model/formats/safetensors.h"

namespace jangin::model {
namespace {

using testing::HasSubstr;

std::string file_of(const std::string& header, size_t data_bytes, std::optional<uint64_t> length = std::nullopt) {
  const uint64_t said = length.value_or(header.size());
  return std::string(reinterpret_cast<const char*>(&said), 8) + header + std::string(data_bytes, '\0');
}

/// Parses a copy whose end is the end of its allocation, so that the sanitizers see a read beyond it.
std::string error_of(std::string_view bytes) {
  const auto exact = std::make_unique<std::byte[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(exact.get()));
  auto header = parse_safetensors({exact.get(), bytes.size()}, "tiny.safetensors");
  if (header) return "";
  EXPECT_EQ(header.error().place, "tiny.safetensors");
  const std::string line = header.error().text();
  EXPECT_TRUE(std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) << line;
  return line;
}
std::string error_of(const std::string& header, size_t data_bytes) { return error_of(file_of(header, data_bytes)); }

const std::string kGood =
    R"({"__metadata__":{"format":"pt"},"a":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"b":{"dtype":"BF16","shape":[3],"data_offsets":[16,22]}})";

/// A file of one tensor `t` with these fields and 16 bytes of data.
std::string error_of_tensor(const std::string& fields) { return error_of(R"({"t":{)" + fields + "}}", 16); }

TEST(SafetensorsParser, ReadsWhatIsThere) {
  const std::string bytes = file_of(kGood + "  ", 22);
  auto header = parse_safetensors(std::as_bytes(std::span(bytes)), "tiny.safetensors");
  ASSERT_TRUE(header) << header.error().text();
  ASSERT_EQ(header->weights.size(), 2U);
  EXPECT_EQ(header->weights[1].name, "b");
  EXPECT_EQ(header->weights[1].bytes, 6U);
  EXPECT_EQ(header->offsets[1], bytes.size() - 6);
  EXPECT_EQ(header->metadata.at("format"), "pt");
}

TEST(SafetensorsParser, CutAtAnyByteIsAnError) {
  const std::string bytes = file_of(kGood, 22);
  ASSERT_EQ(error_of(bytes), "");
  for (size_t length = 0; length < bytes.size(); ++length) ASSERT_NE(error_of(std::string_view(bytes).substr(0, length)), "") << length;
  EXPECT_THAT(error_of(std::string_view(bytes).substr(0, 100)), HasSubstr("is beyond the file of 100 bytes (the file may be cut: fetch it again)"));
}

TEST(SafetensorsParser, AnyChangedByteIsReadOrRefused) {
  const std::string bytes = file_of(kGood, 22);
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (int change = 1; change < 256; change += 2) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      (void)error_of(changed);
    }
  }
}

TEST(SafetensorsParser, LyingHeaderLengthsAreRefused) {
  for (const uint64_t length : {UINT64_MAX, UINT64_MAX - 7, uint64_t{1} << 63, uint64_t{100'000'001}, uint64_t{23 + kGood.size()}}) {
    EXPECT_THAT(error_of(file_of(kGood, 22, length)), HasSubstr("header length " + std::to_string(length) + " is beyond the file"));
  }
  EXPECT_THAT(error_of(file_of(kGood, 22, 0)), HasSubstr("is not valid JSON"));
  EXPECT_THAT(error_of(file_of(kGood, 22, kGood.size() - 1)), HasSubstr("is not valid JSON"));
  EXPECT_THAT(error_of("1234567"), HasSubstr("is too short"));
}

TEST(SafetensorsParser, OffsetsOutsideTheFileHolesAndOverlapsAreRefused) {
  EXPECT_EQ(error_of_tensor(R"("dtype":"F32","shape":[4],"data_offsets":[0,16])"), "");
  for (const char* offsets : {"[0,17]", "[17,17]", "[8,4]", "[0,18446744073709551615]", "[18446744073709551615,18446744073709551615]"}) {
    EXPECT_THAT(error_of_tensor(R"("dtype":"F32","shape":[4],"data_offsets":)" + std::string(offsets)), HasSubstr("tensor `t`: `data_offsets`"))
        << offsets;
  }
  for (const char* offsets : {"[]", "[0]", "[0,16,16]", "[-1,16]", "[0.0,16]", "[\"0\",16]", "{}", "null", "16", "[0,18446744073709551616]"}) {
    EXPECT_THAT(error_of_tensor(R"("dtype":"F32","shape":[4],"data_offsets":)" + std::string(offsets)),
                HasSubstr("tensor `t`: `data_offsets` is not a pair"))
        << offsets;
  }
  EXPECT_THAT(error_of_tensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,16])"),
              HasSubstr("tensor `t`: `shape` and `dtype` do not make 16 bytes"));
  EXPECT_THAT(error_of_tensor(R"("dtype":"F32","shape":[3],"data_offsets":[4,16])"), HasSubstr("tensor `t`: `data_offsets` leave a hole"));
  EXPECT_THAT(error_of_tensor(R"("dtype":"F32","shape":[3],"data_offsets":[0,12])"), HasSubstr("tensors end at 12 of 16 data bytes"));
  const std::string pair = R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":)";
  EXPECT_THAT(error_of(pair + "[4,12]}}", 12), HasSubstr("tensor `b`: `data_offsets` overlap another tensor"));
  EXPECT_THAT(error_of(pair + "[0,8]}}", 8), HasSubstr("overlap another tensor"));
}

TEST(SafetensorsParser, ShapesThatCannotBeAreRefused) {
  const auto shape = [](const std::string& text) { return error_of_tensor(R"("dtype":"F32","data_offsets":[0,16],"shape":)" + text); };
  for (const char* text :
       {"[4294967296,4294967296]", "[4611686018427387904,4]", "[9223372036854775807,2]", "[0,9223372036854775807,9223372036854775807]", "[]"}) {
    EXPECT_THAT(shape(text), HasSubstr("tensor `t`: `shape` and `dtype` do not make 16 bytes")) << text;
  }
  for (const char* text : {"[-4]", "[4.0]", "[\"4\"]", "[null]", "[[4]]", "[9223372036854775808]"})
    EXPECT_THAT(shape(text), HasSubstr("tensor `t`: `shape` holds something")) << text;
  for (const char* text : {"4", "{}", "null", "[1,1,1,1,1,1,1,1,4]"})
    EXPECT_THAT(shape(text), HasSubstr("tensor `t`: `shape` is not a short list")) << text;
}

TEST(SafetensorsParser, FieldsThatAreMissingOrOfOtherKindsAreNamed) {
  EXPECT_THAT(error_of_tensor(R"("shape":[4],"data_offsets":[0,16])"), HasSubstr("tensor `t`: `dtype`, `shape` or `data_offsets` is missing"));
  EXPECT_THAT(error_of_tensor(R"("dtype":7,"shape":[4],"data_offsets":[0,16])"), HasSubstr("tensor `t`: `dtype` is not a text"));
  EXPECT_THAT(error_of_tensor(R"("dtype":"F4","shape":[4],"data_offsets":[0,16])"), HasSubstr("tensor `t`: `dtype` F4 is not known"));
  EXPECT_THAT(error_of_tensor(R"("dtype":"Q4_0","shape":[4],"data_offsets":[0,16])"), HasSubstr("`dtype` Q4_0 is not known"));
  EXPECT_THAT(error_of(R"({"t":7})", 0), HasSubstr("tensor `t`: `dtype`, `shape` or `data_offsets` is missing"));
  EXPECT_THAT(error_of("[]", 0), HasSubstr("header is not an object"));
  EXPECT_THAT(error_of(R"({"__metadata__":[]})", 0), HasSubstr("`__metadata__` is not an object"));
  EXPECT_THAT(error_of(R"({"__metadata__":{"a":1}})", 0), HasSubstr("`__metadata__` holds something that is not a text"));
  EXPECT_EQ(error_of("{}", 0), "");
}

TEST(SafetensorsParser, NamesMustBeCleanAndUnique) {
  const std::string fields = R"(:{"dtype":"F32","shape":[1],"data_offsets":[0,4]})";
  EXPECT_THAT(error_of(R"({"t")" + fields + R"(,"t")" + fields + "}", 4), HasSubstr("tensor `t`: is there twice"));
  EXPECT_THAT(error_of(R"({"t")" + fields + R"(,"t":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})", 8), HasSubstr("tensor `t`: is there twice"));
  EXPECT_THAT(error_of(R"({"")" + fields + "}", 4), HasSubstr("its name is empty or holds control characters"));
  EXPECT_THAT(error_of(R"({"a\u0000b")" + fields + "}", 4), HasSubstr("tensor `a b`: its name is empty or holds control characters"));
  EXPECT_THAT(error_of("{\"\xff\"" + fields + "}", 4), HasSubstr("is not valid JSON"));
  EXPECT_LT(error_of("{\"" + std::string(100'000, 'n') + "\":7}", 0).size(), 300U);
}

TEST(SafetensorsParser, DeepNestingIsRefusedNotFollowed) {
  const std::string deep = std::string(1'000'000, '[');
  EXPECT_THAT(error_of(R"({"t":)" + deep + std::string(1'000'000, ']') + "}", 0), HasSubstr("nested deeper than 256 levels"));
  EXPECT_THAT(error_of(R"({"t":)" + deep, 0), HasSubstr("nested deeper"));
  EXPECT_THAT(error_of(R"({"__metadata__":{"a":"[[[[\"]{"}})", 0), "");
}

/// A folder with model.safetensors.index.json and two shards.
class SafetensorsIndexParser : public testing::Test {
 protected:
  SafetensorsIndexParser() : folder_(std::filesystem::temp_directory_path() / ("jangin_index_" + std::to_string(::getpid()))) {
    write("one.safetensors", file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", 8));
    write("two.safetensors",
          file_of(R"({"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"c":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}})", 12));
  }
  ~SafetensorsIndexParser() override { std::filesystem::remove_all(folder_); }
  void write(const std::string& name, const std::string& bytes) { EXPECT_TRUE(write_file(folder_ / name, bytes)); }
  std::string error_of_index(const std::string& index) {
    write("model.safetensors.index.json", index);
    auto source = SafetensorsSource::open(folder_ / "model.safetensors.index.json");
    return source ? "" : source.error().text();
  }
  std::filesystem::path folder_;
};

TEST_F(SafetensorsIndexParser, ShardsMustHoldWhatTheIndexSays) {
  EXPECT_EQ(error_of_index(R"({"weight_map":{"a":"one.safetensors","c":"two.safetensors"}})"), "");
  EXPECT_THAT(error_of_index(R"({"weight_map":{"b":"one.safetensors"}})"), HasSubstr("index.json: tensor `b` is not in one.safetensors"));
  EXPECT_THAT(error_of_index(R"({"weight_map":{"a":"three.safetensors"}})"), HasSubstr("three.safetensors: No such file"));
  EXPECT_THAT(error_of_index("{}"), HasSubstr("index.json: field `weight_map` is missing"));
  EXPECT_THAT(error_of_index(R"({"weight_map":[]})"), HasSubstr("field `weight_map` is missing"));
  EXPECT_THAT(error_of_index(R"({"weight_map":{"a":1}})"), HasSubstr("`weight_map` of `a` is not a file name"));
  for (const char* shard : {"", ".", "..", "../one.safetensors", "/etc/passwd", R"(one.safetensors\u0000)"}) {
    EXPECT_THAT(error_of_index(R"({"weight_map":{"a":")" + std::string(shard) + R"("}})"), HasSubstr("`weight_map` of `a` leaves the folder"))
        << shard;
  }
  EXPECT_THAT(error_of_index(R"({"weight_map":)" + std::string(400'000, '[') + std::string(400'000, ']') + "}"), HasSubstr("nested deeper"));
  write("two.safetensors", "");
  EXPECT_THAT(error_of_index(R"({"weight_map":{"b":"two.safetensors"}})"), HasSubstr("two.safetensors: is too short for a safetensors header"));
}

}  // namespace
}  // namespace jangin::model
