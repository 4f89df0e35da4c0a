// GGUF files that are cut, damaged or lie: one error with the file's and the field's name each, and no memory that the file does not justify.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>

#include "gguf_bytes.h"
#include "model/formats/gguf.h"

namespace {
std::atomic<size_t> largest_allocation{0};
}
// Counts for the whole test program; the bound is looked at in GgufParser only. Never inlined: gcc would take new and free for a mismatch.
[[gnu::noinline]] void* operator new(size_t bytes) {
  if (bytes > largest_allocation) largest_allocation = bytes;
  if (void* memory = std::malloc(bytes)) return memory;
  throw std::bad_alloc();
}
// The sanitizers' own form would not come here, and what it gives must not go to the delete below.
[[gnu::noinline]] void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  if (bytes > largest_allocation) largest_allocation = bytes;
  return std::malloc(bytes);
}
[[gnu::noinline]] void operator delete(void* memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void* memory, size_t) noexcept { std::free(memory); }

namespace jangin::model {
namespace {

using testing::HasSubstr;

/// Parses a copy whose end is the end of its allocation, so that the sanitizers see a read beyond it.
std::string error_of(std::string_view bytes) {
  const auto exact = std::make_unique<std::byte[]>(bytes.size());
  std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(exact.get()));
  auto file = GgufFile::parse({exact.get(), bytes.size()}, "tiny.gguf");
  if (file) return "";
  EXPECT_EQ(file.error().place, "tiny.gguf");
  const std::string line = file.error().text();
  EXPECT_TRUE(std::none_of(line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; })) << line;
  return line;
}
std::string error_of(const GgufBytes& gguf) { return error_of(gguf.build()); }

/// A file of this one metadata entry and one tensor.
std::string error_of_entry(const std::string& bytes) {
  GgufBytes gguf;
  gguf.metadata = {bytes};
  gguf.add("t", {8});
  return error_of(gguf);
}

/// A file of one F32 tensor [8], changed by `change`.
template <typename Change>
std::string error_of_tensor(Change change) {
  GgufBytes gguf;
  gguf.add("first", {8});
  gguf.add("t", {8});
  change(gguf.tensors[1]);
  return error_of(gguf);
}

TEST(GgufParser, ReadsWhatIsThere) {
  GgufBytes gguf = tiny_gguf();
  gguf.metadata.push_back(entry("x.flag", GgufType::boolean, raw_bytes<uint8_t>(1)));
  gguf.metadata.push_back(entry("x.minus", GgufType::i8, raw_bytes<int8_t>(-5)));
  gguf.metadata.push_back(entry("x.real", GgufType::f64, raw_bytes(0.25)));
  const std::string bytes = gguf.build();
  auto file = GgufFile::parse(std::as_bytes(std::span(bytes)), "tiny.gguf");
  ASSERT_TRUE(file) << file.error().text();
  EXPECT_EQ(*file->integer("llama.block_count"), 1);
  EXPECT_EQ(*file->integer("x.minus"), -5);
  EXPECT_EQ(*file->number("x.real"), 0.25);
  EXPECT_TRUE(file->flag_or("x.flag", false));
  EXPECT_EQ(*file->text("general.architecture"), "llama");
  EXPECT_EQ((*file->array("tokenizer.ggml.tokens", GgufType::string))->strings[2], "ab");
  EXPECT_EQ((*file->array("tokenizer.ggml.token_type", GgufType::i32))->integer(3), 3);
  const GgufTensor* gate = file->find_tensor("blk.0.ffn_gate.weight");
  ASSERT_NE(gate, nullptr);
  EXPECT_EQ(gate->shape, (std::vector<int64_t>{6, 4}));
  EXPECT_EQ(file->data(*gate).size(), 96U);
  EXPECT_THAT(file->integer("llama.absent").error().text(), HasSubstr("tiny.gguf: metadata `llama.absent` is missing"));
  EXPECT_THAT(file->integer("general.architecture").error().text(), HasSubstr("`general.architecture` is not an integer"));
}

TEST(GgufParser, CutAtAnyByteIsAnError) {
  const std::string bytes = tiny_gguf().build();
  ASSERT_EQ(error_of(bytes), "");
  for (size_t length = 0; length < bytes.size(); ++length) {
    const std::string error = error_of(std::string_view(bytes).substr(0, length));
    ASSERT_NE(error, "") << length;
    if (length >= 4) {
      EXPECT_THAT(error, HasSubstr("fetch it again")) << length;
    }
  }
}

TEST(GgufParser, AnyChangedByteIsReadOrRefused) {
  const std::string bytes = tiny_gguf().build();
  for (size_t at = 0; at < bytes.size(); ++at) {
    for (const int change : {0x01, 0x80, 0xff}) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ change);
      (void)error_of(changed);
    }
  }
}

TEST(GgufParser, HugeCountsAreRefusedBeforeMemoryIsTaken) {
  for (const uint64_t huge : {UINT64_MAX, uint64_t{1} << 63, uint64_t{1} << 61, uint64_t{1} << 40, uint64_t{100'000}}) {
    GgufBytes gguf = tiny_gguf();
    gguf.tensor_count = huge;
    EXPECT_THAT(error_of(gguf), HasSubstr("tensors are more than the file can hold"));
    gguf = tiny_gguf();
    gguf.metadata_count = huge;
    EXPECT_THAT(error_of(gguf), HasSubstr("metadata entries are more than the file can hold"));
    EXPECT_THAT(error_of_entry(array_entry("x.list", 10, huge, "12345678")), HasSubstr("metadata `x.list`: an array of"));
    EXPECT_THAT(error_of_entry(array_entry("x.list", 8, huge, "12345678")), HasSubstr("metadata `x.list`: an array of"));
    EXPECT_THAT(error_of_entry(entry("x.text", GgufType::string, raw_bytes(huge))), HasSubstr("metadata `x.text`: a text of"));
    EXPECT_THAT(error_of_entry(raw_bytes(huge) + "key"), HasSubstr("key of metadata entry 0: a text of"));
  }
}

/// Counts that the bytes could just hold, if each entry were the smallest: memory follows what is read, not what is said.
TEST(GgufParser, PlausibleCountsTakeNoMemoryOfTheirOwn) {
  const size_t padding = 32 << 20;
  GgufBytes gguf;
  gguf.metadata_count = padding / 16;
  std::string bytes = gguf.build();
  bytes.resize(padding, '\xff');
  largest_allocation = 0;
  EXPECT_THAT(error_of(bytes), HasSubstr("key of metadata entry 0"));
  EXPECT_LE(largest_allocation, padding) << "the largest is the test's own copy";
  gguf.metadata_count = 0;
  gguf.tensor_count = padding / 32;
  bytes = gguf.build();
  bytes.resize(padding, '\xff');
  largest_allocation = 0;
  EXPECT_THAT(error_of(bytes), HasSubstr("tensor 0"));
  EXPECT_LE(largest_allocation, padding);
  gguf.metadata = {array_entry("x.list", 8, padding / 12, "")};
  gguf.metadata_count = gguf.tensor_count = std::nullopt;
  bytes = gguf.build();
  bytes.resize(padding, '\xff');
  largest_allocation = 0;
  EXPECT_THAT(error_of(bytes), HasSubstr("metadata `x.list`"));
  EXPECT_LE(largest_allocation, padding);
}

TEST(GgufParser, TensorsOutsideTheFileOrOverOneAnotherAreRefused) {
  EXPECT_EQ(error_of_tensor([](TensorBytes&) {}), "");
  for (const uint64_t offset : {uint64_t{64}, uint64_t{1} << 40, UINT64_MAX - 31, uint64_t{1} << 63}) {
    EXPECT_THAT(error_of_tensor([&](TensorBytes& tensor) { tensor.offset = offset; }), HasSubstr("tensor `t`: 32 bytes at offset"));
  }
  EXPECT_THAT(error_of_tensor([](TensorBytes& tensor) { tensor.offset = 33; }), HasSubstr("tensor `t`: offset 33 is no multiple of 32"));
  EXPECT_THAT(error_of_tensor([](TensorBytes& tensor) { tensor.offset = 0; }), HasSubstr("overlaps `"));
  EXPECT_THAT(error_of_tensor([](TensorBytes& tensor) { tensor.sizes = {9}; }), HasSubstr("tensor `t`: 36 bytes at offset 32 are beyond the end"));
  GgufBytes gguf;
  gguf.add("long", {9});
  gguf.add("t", {8});
  gguf.tensors[1].offset = 32;  // inside the first, whose 36 bytes reach to 36
  EXPECT_THAT(error_of(gguf), HasSubstr("tensor `t`: overlaps `long`"));
}

TEST(GgufParser, ShapesThatCannotBeAreRefused) {
  const auto shape = [](std::vector<uint64_t> sizes, uint32_t type = 0) {
    return error_of_tensor([&](TensorBytes& tensor) { tensor.sizes = std::move(sizes), tensor.type = type; });
  };
  EXPECT_THAT(shape({1, 1, 1, 1, 1}), HasSubstr("tensor `t`: has 5 dimensions"));
  EXPECT_THAT(shape({UINT64_MAX}), HasSubstr("tensor `t`: dimension 0 is 18446744073709551615"));
  for (const auto& sizes : std::vector<std::vector<uint64_t>>{
           {1ULL << 32, 1ULL << 32}, {1ULL << 62, 4}, {(1ULL << 62) + 1}, {1ULL << 31, 1ULL << 31, 1ULL << 31, 0}, {1ULL << 62}}) {
    EXPECT_THAT(shape(sizes), HasSubstr("tensor `t`: its dimensions are too large"));
  }
  EXPECT_THAT(shape({31}, 2), HasSubstr("tensor `t`: its dimensions are too large or do not fill the blocks"));  // Q4_0: blocks of 32
  EXPECT_THAT(shape({16, 2}, 8), HasSubstr("do not fill the blocks"));                                           // Q8_0
  EXPECT_THAT(shape({128}, 12), HasSubstr("do not fill the blocks"));                                            // Q4_K: blocks of 256
  EXPECT_EQ(shape({32}, 2), "");                                                                                 // 18 bytes of the 32 that are there
  for (const uint32_t type : {4U, 5U, 36U, 1000U, UINT32_MAX}) EXPECT_THAT(shape({8}, type), HasSubstr("tensor `t`: number format"));
  EXPECT_EQ(shape({0}), "");
  EXPECT_EQ(shape({8, 0}), "");
}

TEST(GgufParser, NamesMustBeCleanAndUnique) {
  const auto tensor_name = [](const std::string& name) { return error_of_tensor([&](TensorBytes& tensor) { tensor.name = name; }); };
  EXPECT_THAT(tensor_name("first"), HasSubstr("tensor `first`: is there twice"));
  EXPECT_THAT(tensor_name(""), HasSubstr("tensor 1: its name is 0 bytes long"));
  EXPECT_THAT(tensor_name(std::string(1025, 'n')), HasSubstr("tensor 1: its name is 1025 bytes long"));
  EXPECT_THAT(tensor_name(std::string("a\0b", 3)), HasSubstr("tensor `a b`: its name is no clean UTF-8"));
  EXPECT_THAT(tensor_name("a\nb"), HasSubstr("tensor `a b`: its name is no clean UTF-8"));
  EXPECT_THAT(tensor_name("w\xff"), HasSubstr("tensor `w\xef\xbf\xbd`: its name is no clean UTF-8"));
  EXPECT_EQ(tensor_name("가중치"), "");
  GgufBytes gguf;
  gguf.metadata = {u32_entry("same", 1), u32_entry("same", 2)};
  EXPECT_THAT(error_of(gguf), HasSubstr("metadata `same`: is there twice"));
  EXPECT_THAT(error_of_entry(u32_entry("", 1)), HasSubstr("key of metadata entry 0: is 0 bytes long"));
  EXPECT_THAT(error_of_entry(u32_entry(std::string(65536, 'k'), 1)), HasSubstr("is 65536 bytes long"));
  EXPECT_THAT(error_of_entry(u32_entry(std::string("k\0", 2), 1)), HasSubstr("metadata `k `: its name is no clean UTF-8"));
  EXPECT_THAT(error_of_entry(u32_entry("\xc3", 1)), HasSubstr("its name is no clean UTF-8"));
}

TEST(GgufParser, ValuesOfUnknownKindsAreRefused) {
  EXPECT_THAT(error_of_entry(entry("x", 13, "12345678")), HasSubstr("metadata `x`: value type 13 is not known"));
  EXPECT_THAT(error_of_entry(entry("x", UINT32_MAX, "12345678")), HasSubstr("metadata `x`: value type 4294967295 is not known"));
  EXPECT_THAT(error_of_entry(entry("x", GgufType::boolean, "\x02")), HasSubstr("metadata `x`: a boolean is 2"));
  EXPECT_THAT(error_of_entry(array_entry("x", 13, 1, "12345678")), HasSubstr("metadata `x`: array element type 13"));
  EXPECT_THAT(error_of_entry(array_entry("x", 9, 1, "123456789012")), HasSubstr("metadata `x`: arrays of arrays"));
}

TEST(GgufParser, AlignmentMustBeAPowerOfTwo) {
  for (const uint32_t alignment : {0U, 3U, 48U, 1U << 21, UINT32_MAX}) {
    EXPECT_THAT(error_of_entry(u32_entry("general.alignment", alignment)), HasSubstr("metadata `general.alignment`: is not a power of two"));
  }
  EXPECT_THAT(error_of_entry(text_entry("general.alignment", "32")), HasSubstr("metadata `general.alignment`"));
  GgufBytes gguf;
  gguf.alignment = 1;
  gguf.metadata = {u32_entry("general.alignment", 1)};
  gguf.add("t", {3});
  gguf.add("u", {3});
  EXPECT_EQ(error_of(gguf), "");
}

TEST(GgufParser, OtherFilesAndVersionsAreNamed) {
  EXPECT_THAT(error_of(""), HasSubstr("is not a GGUF file"));
  EXPECT_THAT(error_of("PK\x03\x04 something else"), HasSubstr("is not a GGUF file"));
  for (const uint32_t version : {0U, 1U, 4U}) {
    GgufBytes gguf = tiny_gguf();
    gguf.version = version;
    EXPECT_THAT(error_of(gguf), HasSubstr("GGUF version " + std::to_string(version) + " is not supported; supported: 2, 3"));
  }
  GgufBytes gguf = tiny_gguf();
  gguf.version = 0x03000000;
  EXPECT_THAT(error_of(gguf), HasSubstr("big-endian"));
}

}  // namespace
}  // namespace jangin::model
