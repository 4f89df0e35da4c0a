// Block formats: every form reads what ggml reads, bit for bit, and writes what leaves no greater error than ggml's quantizers
// (goldens of tests/reference/make_block_goldens.py).
#include "kernel/blocks.h"

#include <fstream>
#include <map>
#include <span>

#include "kernel/support.h"

namespace jangin::kernel {
namespace {

struct Golden {
  std::string hash, normal_error, heavy_error, blocks, values;
};

const std::map<std::string, Golden>& goldens() {
  static const std::map<std::string, Golden> all = [] {
    std::map<std::string, Golden> read;
    std::ifstream file(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/block_goldens.txt");
    std::string name;
    Golden golden;
    while (file >> name >> golden.hash >> golden.normal_error >> golden.heavy_error >> golden.blocks >> golden.values) read[name] = golden;
    return read;
  }();
  return all;
}

/// ggml's name and number of a format.
struct Named {
  const char* name;
  uint64_t number;
};
Named named(BlockFormat format) {
  switch (format) {
    case BlockFormat::q4_0: return {"Q4_0", 2};
    case BlockFormat::q4_1: return {"Q4_1", 3};
    case BlockFormat::q5_0: return {"Q5_0", 6};
    case BlockFormat::q5_1: return {"Q5_1", 7};
    case BlockFormat::q8_0: return {"Q8_0", 8};
    case BlockFormat::iq4_nl: return {"IQ4_NL", 20};
    case BlockFormat::q2_k: return {"Q2_K", 10};
    case BlockFormat::q3_k: return {"Q3_K", 11};
    case BlockFormat::q4_k: return {"Q4_K", 12};
    case BlockFormat::q5_k: return {"Q5_K", 13};
    case BlockFormat::q6_k: return {"Q6_K", 14};
    case BlockFormat::iq4_xs: return {"IQ4_XS", 23};
  }
  return {"", 0};
}

std::vector<Isa> all_forms() {
  std::vector<Isa> forms = forms_here();
  forms.insert(forms.begin(), Isa::reference);
  return forms;
}

/// SplitMix64 (doi:10.1145/2714064.2660195).
class SplitMix {
 public:
  explicit SplitMix(uint64_t seed) : state_(seed) {}
  uint64_t next() {
    uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }
  float uniform() { return static_cast<float>(next() >> 40) * 0x1p-24f; }

 private:
  uint64_t state_;
};

std::vector<uint8_t> random_bytes(uint64_t seed, size_t count) {
  SplitMix random(seed);
  std::vector<uint8_t> bytes((count + 7) / 8 * 8);
  for (size_t i = 0; i < bytes.size(); i += 8) {
    const uint64_t word = random.next();
    std::memcpy(bytes.data() + i, &word, 8);
  }
  bytes.resize(count);
  return bytes;
}

std::vector<float> random_values(bool heavy, size_t count) {
  SplitMix random(7);
  std::vector<float> values(count);
  for (float& value : values) {
    const float a = random.uniform(), b = random.uniform(), c = random.uniform(), d = random.uniform();
    const float sum = ((a + b) + (c + d)) - 2.0f;
    value = heavy ? sum * sum * sum : sum;
  }
  return values;
}

std::vector<uint8_t> from_hex(const std::string& hex) {
  std::vector<uint8_t> bytes;
  for (size_t i = 0; i < hex.size(); i += 2) bytes.push_back(static_cast<uint8_t>(std::stoi(hex.substr(i, 2), nullptr, 16)));
  return bytes;
}

uint32_t word(float value) { return std::isnan(value) ? 0x7fc00000u : std::bit_cast<uint32_t>(value); }

std::string fnv(std::span<const float> values) {
  uint64_t hash = 0xcbf29ce484222325;
  for (float value : values) hash = (hash ^ word(value)) * 0x100000001b3;
  char text[17];
  std::snprintf(text, sizeof(text), "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

std::vector<float> values_of(const KernelTable& table, BlockFormat format, const std::vector<uint8_t>& blocks) {
  const auto count = static_cast<int64_t>(blocks.size() / block_bytes(format));
  Guarded out(static_cast<size_t>(count * block_values(format)) * sizeof(float));
  in_uneven_ranges(count, [&](int64_t begin, int64_t end) {
    table.dequantize({format, blocks.data(), out.get(), DType::f32, count * block_values(format)}, begin, end);
  });
  out.check();
  return {out.as<float>(), out.as<float>() + count * block_values(format)};
}

TEST(KernelBlocks, ValuesAreGgmls) {
  ASSERT_EQ(goldens().size(), std::size(kAllBlockFormats));
  for (Isa isa : all_forms())
    for (BlockFormat format : kAllBlockFormats) {
      const Golden& golden = goldens().at(named(format).name);
      const std::vector<float> few = values_of(kernel_table(isa), format, from_hex(golden.blocks));
      ASSERT_EQ(few.size() * 8, golden.values.size());
      for (size_t i = 0; i < few.size(); ++i)
        ASSERT_EQ(word(few[i]), std::stoul(golden.values.substr(8 * i, 8), nullptr, 16))
            << isa_name(isa) << " " << named(format).name << " value " << i << ": " << few[i];
      const auto many = random_bytes(named(format).number, 4096 * block_bytes(format));
      EXPECT_EQ(fnv(values_of(kernel_table(isa), format, many)), golden.hash) << isa_name(isa) << " " << named(format).name;
    }
}

/// Blocks from an odd address on, rounded to nearest even.
TEST(KernelBlocks, Bf16ValuesAreTheRoundedOnes) {
  for (Isa isa : all_forms())
    for (BlockFormat format : kAllBlockFormats) {
      constexpr int64_t blocks = 9;
      std::vector<uint8_t> bytes = random_bytes(1, blocks * block_bytes(format));
      const std::vector<float> wanted = values_of(kernel_table(isa), format, bytes);
      bytes.insert(bytes.begin(), 0);
      Guarded out(wanted.size() * sizeof(Bf16));
      in_uneven_ranges(blocks, [&](int64_t begin, int64_t end) {
        kernel_table(isa).dequantize({format, bytes.data() + 1, out.get(), DType::bf16, static_cast<int64_t>(wanted.size())}, begin, end);
      });
      out.check();
      for (size_t i = 0; i < wanted.size(); ++i) {
        const Bf16 got = out.as<Bf16>()[i];
        if (std::isnan(wanted[i]))
          ASSERT_TRUE(std::isnan(to_f32(got)));
        else
          ASSERT_EQ(got.bits, to_bf16(wanted[i]).bits) << isa_name(isa) << " " << named(format).name << " value " << i;
      }
    }
}

std::vector<uint8_t> blocks_of(const KernelTable& table, BlockFormat format, const std::vector<float>& values) {
  const auto count = static_cast<int64_t>(values.size()) / block_values(format);
  Guarded out(static_cast<size_t>(count) * block_bytes(format));
  in_uneven_ranges(count, [&](int64_t begin, int64_t end) {
    table.quantize({format, values.data(), out.get(), static_cast<int64_t>(values.size())}, begin, end);
  });
  out.check();
  return {out.as<uint8_t>(), out.as<uint8_t>() + static_cast<size_t>(count) * block_bytes(format)};
}

double error_of(std::span<const float> values, std::span<const float> back) {
  double sum = 0;
  for (size_t i = 0; i < values.size(); ++i) sum += (static_cast<double>(back[i]) - values[i]) * (static_cast<double>(back[i]) - values[i]);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

TEST(KernelBlocks, QuantisingLosesNoMoreThanGgml) {
  for (BlockFormat format : kAllBlockFormats) {
    if (!can_quantize(format)) continue;
    const Golden& golden = goldens().at(named(format).name);
    for (bool heavy : {false, true}) {
      const std::vector<float> values = random_values(heavy, 65536);
      const double error = error_of(values, values_of(kernels(), format, blocks_of(kernels(), format, values)));
      const double theirs = std::stod(heavy ? golden.heavy_error : golden.normal_error);
      const double share = format == BlockFormat::q4_k || format == BlockFormat::q6_k ? 0.99 : 1.000001;  // the others round as ggml does
      EXPECT_LE(error, share * theirs) << named(format).name;
      EXPECT_GE(error, 0.8 * theirs) << named(format).name;
      RecordProperty(std::string(named(format).name) + (heavy ? "_heavy" : "_normal"), std::to_string(error / theirs));
    }
  }
}

/// Blocks of zeros, of one value, of tiny and of large values, and of values that are no numbers: no form's choice differs, and nothing that
/// a scale can hold is lost by more than the format's step.
TEST(KernelBlocks, EveryFormWritesTheSameBlocksOfHostileValues) {
  std::vector<float> values = random_values(true, 16 * 256);
  const auto fill = [&](size_t block, auto value_at) {
    for (size_t i = 0; i < 256; ++i) values[256 * block + i] = value_at(i);
  };
  fill(0, [](size_t) { return 0.0f; });
  fill(1, [](size_t) { return 0.3f; });
  fill(2, [](size_t) { return -0.3f; });
  fill(3, [](size_t i) { return i == 77 ? 65504.0f : 1e-3f; });
  fill(4, [](size_t i) { return 1e-40f * static_cast<float>(i); });
  fill(5, [](size_t i) { return 1e-7f * static_cast<float>(i % 13); });
  fill(6, [](size_t i) { return i % 2 ? 65504.0f : -65504.0f; });
  for (BlockFormat format : kAllBlockFormats) {
    if (!can_quantize(format)) continue;
    const auto blocks = blocks_of(kernel_table(Isa::reference), format, values);
    const auto back = values_of(kernel_table(Isa::reference), format, blocks);
    const int steps = format == BlockFormat::q8_0 ? 127 : format == BlockFormat::q6_k ? 31 : format == BlockFormat::q5_0 ? 15 : 7;
    for (size_t i = 0; i < values.size(); ++i) {
      float largest = 0x1p-11f;  // below this the steps of a binary16 scale show
      for (size_t j = i / 256 * 256; j < i / 256 * 256 + 256; ++j) largest = std::max(largest, std::fabs(values[j]));
      ASSERT_NEAR(back[i], values[i], largest / static_cast<float>(steps)) << named(format).name << " value " << i;
    }
    for (size_t i = 0; i < 256 && format == BlockFormat::q8_0; ++i)
      ASSERT_FALSE(std::signbit(back[i])) << named(format).name << ": zeros are not stored as zero";
    std::vector<float> worse = values;
    const float special[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e-45f, -0.0f};
    for (size_t i = 0; i < worse.size(); i += 37) worse[i] = special[i % std::size(special)];
    for (Isa isa : forms_here()) {
      EXPECT_EQ(blocks_of(kernel_table(isa), format, values), blocks) << isa_name(isa) << " " << named(format).name;
      EXPECT_EQ(blocks_of(kernel_table(isa), format, worse), blocks_of(kernel_table(Isa::reference), format, worse))
          << isa_name(isa) << " " << named(format).name;
    }
  }
}

/// What a block can hold exactly comes back as it was.
TEST(KernelBlocks, BlocksOfTheFormatsOwnValuesAreKept) {
  for (BlockFormat format : {BlockFormat::q8_0, BlockFormat::q4_0, BlockFormat::q5_0, BlockFormat::q6_k, BlockFormat::q4_k}) {
    const int least = format == BlockFormat::q4_k   ? 0
                      : format == BlockFormat::q8_0 ? -127
                      : format == BlockFormat::q4_0 ? -8
                      : format == BlockFormat::q5_0 ? -16
                                                    : -32;
    const int steps = format == BlockFormat::q8_0 ? 255 : format == BlockFormat::q6_k ? 64 : format == BlockFormat::q5_0 ? 32 : 16;
    std::vector<float> values(512);
    for (size_t i = 0; i < values.size(); ++i) values[i] = 0.25f * static_cast<float>(least + static_cast<int>(i * 7 % static_cast<size_t>(steps)));
    for (size_t i = 0; i < values.size(); i += 16)
      values[i] = 0.25f * static_cast<float>(least), values[i + 1] = 0.25f * static_cast<float>(least + steps - 1);
    const auto back = values_of(kernels(), format, blocks_of(kernels(), format, values));
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_NEAR(back[i], values[i], format == BlockFormat::q4_k ? 2e-3 : 0) << named(format).name << " value " << i;
  }
}

}  // namespace
}  // namespace jangin::kernel
