// Products of generation in the shapes of SmolLM2-135M: f32, 8 and 4 bits of ours, and ggml's on the same blocks, one thread each, in turns;
// answers are compared first. Commands:
//   quantized_bench speed GGML_FOLDER ROUNDS [FORM]   GGML_FOLDER: holds libggml-base.so and libggml-cpu.so, or "-"; FORM: a name of isa_name
//   quantized_bench quality MODEL.gguf                errors of y that the formats leave, on a model's first layer and normal rows
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <random>

#include "ggml.h"
#include "kernel/block_layouts.h"
#include "kernel/peaks.h"
#include "model/formats/gguf.h"

namespace {

using namespace jangin;
using namespace jangin::kernel;

struct Free {
  void operator()(uint8_t* p) const { std::free(p); }
};
using Memory = std::unique_ptr<uint8_t, Free>;
Memory memory(size_t bytes) { return Memory(static_cast<uint8_t*>(std::aligned_alloc(64, (bytes + 127) / 64 * 64))); }

std::vector<float> normal(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> distribution;
  std::vector<float> values(count);
  for (float& value : values) value = distribution(random);
  return values;
}

/// Our product on a packed weight, of which there are `copies`.
class Ours {
 public:
  Ours(const KernelTable& table, QuantizedShape shape, const QuantizedWeightArgs& source, const std::vector<float>& x, int64_t copies)
      : table_(table),
        shape_(shape),
        x_(x),
        copies_(copies),
        bytes_(quantized_w_bytes(shape)),
        w_(memory(bytes_ * static_cast<size_t>(copies))),
        a_(memory(table.quantized_a_bytes(shape))),
        scratch_(memory(table.quantized_scratch_bytes(shape))),
        y_(static_cast<size_t>(shape.m * shape.n)) {
    QuantizedWeightArgs args = source;
    args.kind = shape.kind;
    args.packed = w_.get();
    quantized_pack_w(args, 0, quantized_w_panels(shape.n));
    for (int64_t i = 1; i < copies; ++i) std::memcpy(w_.get() + static_cast<size_t>(i) * bytes_, w_.get(), bytes_);
  }
  void call() {
    for (int64_t i = 0; i < copies_; ++i) {
      table_.quantized_pack_a({x_.data(), DType::f32, shape_.k, shape_, a_.get()}, 0, shape_.m);
      table_.quantized({shape_, a_.get(), w_.get() + static_cast<size_t>(i) * bytes_, y_.data(), DType::f32, shape_.n, false}, 0,
                       table_.quantized_tiles(shape_), scratch_.get());
    }
  }
  size_t bytes() const { return bytes_; }
  const std::vector<float>& y() const { return y_; }

 private:
  const KernelTable& table_;
  QuantizedShape shape_;
  const std::vector<float>& x_;
  int64_t copies_;
  size_t bytes_;
  Memory w_, a_, scratch_;
  std::vector<float> y_;
};

/// Our product in f32 (gemm.h).
class InF32 {
 public:
  InF32(const KernelTable& table, int64_t m, int64_t n, int64_t k, const std::vector<float>& w, const std::vector<float>& x, int64_t copies)
      : table_(table),
        shape_{m, n, k, DType::f32},
        x_(x),
        copies_(copies),
        bytes_(table.gemm_pack_b_bytes(shape_)),
        w_(memory(bytes_ * static_cast<size_t>(copies))),
        a_(memory(table.gemm_pack_a_bytes(shape_))),
        scratch_(memory(table.gemm_scratch_bytes(shape_))),
        y_(static_cast<size_t>(m * n)) {
    for (int64_t i = 0; i < copies; ++i)
      table.gemm_pack_b({w.data(), DType::f32, n, k, k, 1, DType::f32, w_.get() + static_cast<size_t>(i) * bytes_}, 0,
                        table.gemm_pack_b_panels(shape_));
  }
  void call() {
    for (int64_t i = 0; i < copies_; ++i) {
      table_.gemm_pack_a({x_.data(), DType::f32, shape_.m, shape_.k, shape_.k, 1, DType::f32, a_.get()}, 0, table_.gemm_pack_a_panels(shape_));
      table_.gemm({shape_, a_.get(), w_.get() + static_cast<size_t>(i) * bytes_, y_.data(), DType::f32, shape_.n, false, 1.0f}, 0,
                  table_.gemm_tiles(shape_), scratch_.get());
    }
  }
  const std::vector<float>& y() const { return y_; }

 private:
  const KernelTable& table_;
  GemmShape shape_;
  const std::vector<float>& x_;
  int64_t copies_;
  size_t bytes_;
  Memory w_, a_, scratch_;
  std::vector<float> y_;
};

/// Root mean square of a − b over that of b.
double relative_error(const float* a, const float* b, size_t count) {
  double off = 0.0, whole = 0.0;
  for (size_t i = 0; i < count; ++i) {
    off += (static_cast<double>(a[i]) - b[i]) * (static_cast<double>(a[i]) - b[i]);
    whole += static_cast<double>(b[i]) * b[i];
  }
  return std::sqrt(off / std::max(whole, 1e-300));
}

/// Of this thread's processor time: what others take from it does not count.
double seconds_of(const std::function<void()>& call) {
  const auto now = [] {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + 1e-9 * static_cast<double>(time.tv_nsec);
  };
  const double start = now();
  call();
  return now() - start;
}
double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

/// q4_1 blocks of random numbers about zero, and the values they hold.
std::vector<BlockQ4_1> random_q4_1(int64_t n, int64_t k) {
  std::mt19937 random(5);
  std::vector<BlockQ4_1> blocks(static_cast<size_t>(n * k / 32));
  for (BlockQ4_1& block : blocks) {
    const float d = 0.01f + 1e-5f * static_cast<float>(random() % 1000);
    block.d.set(d);
    block.m.set(-7.5f * d);
    for (uint8_t& q : block.q) q = static_cast<uint8_t>(random());
  }
  return blocks;
}
std::vector<float> values_of(BlockFormat format, const void* blocks, int64_t count) {
  std::vector<float> values(static_cast<size_t>(count));
  kernels().dequantize({format, blocks, values.data(), DType::f32, count}, 0, count / block_values(format));
  return values;
}

struct Side {
  std::string name;
  size_t weight_bytes = 0;
  int64_t copies = 1;
  std::function<void()> call;
  std::function<const float*()> y;
  double limit = 0.01;  // of relative_error against f32
  std::vector<double> times;
};

/// Bytes of copies of a weight that no cache holds, where the rows are so few that its reading counts.
int64_t copies_of(size_t bytes, int64_t m) { return m > 8 ? 1 : static_cast<int64_t>(std::max<size_t>(1, (size_t{64} << 20) / bytes)); }

struct Shape {
  const char* name;
  int64_t n, k;
};
constexpr Shape kShapes[] = {
    {"qkv", 960, 576}, {"attention output", 576, 576}, {"gate and up", 3072, 576}, {"down", 576, 1536}, {"logits", 49152, 576}};

/// What the last line tells: 4 bits, gate and up, 64 rows; and the ratios of all.
struct Summary {
  double ours = 0.0, theirs = 0.0, limit = 0.0;  // floating-point operations a second
  std::string ratios;
};

bool measure(const KernelTable& table, const ggml::Library* rival, const Shape& shape, int64_t m, int rounds, Summary& summary) {
  const int64_t n = shape.n, k = shape.k;
  const std::vector<BlockQ4_1> four = random_q4_1(n, k);
  const std::vector<float> w = values_of(BlockFormat::q4_1, four.data(), n * k), x = normal(static_cast<size_t>(m * k), 3);
  std::vector<BlockQ8_0> eight(static_cast<size_t>(n * k / 32));
  kernels().quantize({BlockFormat::q8_0, w.data(), eight.data(), n * k}, 0, n * k / 32);

  std::vector<Side> sides;
  const size_t f32_bytes = static_cast<size_t>(n * k) * 4, four_bytes = four.size() * sizeof(BlockQ4_1),
               eight_bytes = eight.size() * sizeof(BlockQ8_0);
  InF32 f32(table, m, n, k, w, x, copies_of(f32_bytes, m));
  sides.push_back({"f32", f32_bytes, copies_of(f32_bytes, m), [&] { f32.call(); }, [&] { return f32.y().data(); }, 0.0, {}});
  const auto ours = [&](QuantizedFormat format, BlockFormat blocks, const void* source, size_t bytes) {
    auto side = std::make_shared<Ours>(table, QuantizedShape{m, n, k, {format, DType::f16}},
                                       QuantizedWeightArgs{source, true, blocks, DType::f32, 0, n, k, {}, nullptr}, x, copies_of(bytes, m));
    sides.push_back({format == QuantizedFormat::q8 ? "q8" : "q4",
                     side->bytes(),
                     copies_of(bytes, m),
                     [side] { side->call(); },
                     [side] { return side->y().data(); },
                     0.01,
                     {}});
  };
  ours(QuantizedFormat::q8, BlockFormat::q8_0, eight.data(), eight_bytes);
  ours(QuantizedFormat::q4, BlockFormat::q4_1, four.data(), four_bytes);
  const auto theirs = [&](const char* name, int type, const void* source, size_t bytes) {
    auto side = std::make_shared<ggml::Products>(*rival, type, source, bytes, n, k, x.data(), m, copies_of(bytes, m), rounds + 2);
    sides.push_back({name, bytes, copies_of(bytes, m), [side] { side->call(); }, [side] { return side->y(); }, 0.01, {}});
  };
  if (rival != nullptr) {
    theirs("ggml Q8_0", ggml::kQ8_0, eight.data(), eight_bytes);
    theirs("ggml Q4_1", ggml::kQ4_1, four.data(), four_bytes);
  }

  for (Side& side : sides) {
    side.call();
    const double off = relative_error(side.y(), f32.y().data(), f32.y().size());
    if (off > side.limit) return fmt::print("{} {} rows {}: off by {:.4f}, nothing to compare\n", shape.name, side.name, m, off), false;
  }
  for (int round = 0; round < rounds; ++round)
    for (size_t i = 0; i < sides.size(); ++i) {
      Side& side = sides[(i + static_cast<size_t>(round)) % sides.size()];
      side.times.push_back(seconds_of(side.call) / static_cast<double>(side.copies));
    }
  const double read = peak_read_bandwidth(table, w.data(), static_cast<int64_t>(f32_bytes)), multiply = peak_flops(table, DType::f32);
  for (const Side& side : sides) {
    const double seconds = median(side.times), work = 2.0 * static_cast<double>(m * n) * static_cast<double>(k);
    const double rival_seconds = rival == nullptr ? 0.0 : median(sides[side.name == "q4" ? 4 : 3].times);
    if (side.name == "q4" && m == 64 && std::string_view(shape.name) == "gate and up")
      summary.ours = work / seconds, summary.theirs = work / rival_seconds, summary.limit = multiply;
    if (side.name[0] == 'q' && rival != nullptr)
      summary.ratios +=
          fmt::format("{}\"{}, {}, {} rows\": {:.2f}", summary.ratios.empty() ? "" : ", ", side.name, shape.name, m, rival_seconds / seconds);
    fmt::print("{:<17} {:>4} {:<10} {:>10.1f} {:>8.2f} {:>9.1f} {:>8.2f} {:>7}\n", shape.name, m, side.name, seconds * 1e6,
               static_cast<double>(side.weight_bytes) / seconds * 1e-9, work / seconds * 1e-9, work / seconds / multiply,
               side.name[0] == 'q' && rival != nullptr ? fmt::format("{:.2f}", rival_seconds / seconds) : "");
  }
  fmt::print("{:<17} {:>4} limits: {:.1f} GFLOP/s f32 from registers{}\n", "", m, multiply * 1e-9,
             f32_bytes > (size_t{64} << 20) ? fmt::format(", {:.1f} GB/s read", read * 1e-9) : "");
  std::fflush(stdout);
  return true;
}

std::string processor() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  return "unknown";
}

int speed(const std::string& folder, int rounds, const std::string& form) {
  if (const auto isa = isa_from_name(form); isa) cap_isa(*isa);
  ggml::Library library;
  std::string missing;
  const bool rival = folder != "-";
  if (rival && !library.open(folder, missing)) {
    std::cerr << "ggml in " << folder << ": " << missing << "\n";
    return 1;
  }
  fmt::print("form {}, one thread, medians of {} rounds\n", isa_name(kernels().isa), rounds);
  fmt::print("{:<17} {:>4} {:<10} {:>10} {:>8} {:>9} {:>8} {:>7}\n", "shape", "rows", "side", "us", "W GB/s", "GFLOP/s", "x peak", "x ggml");
  Summary summary;
  for (const Shape& shape : kShapes)
    for (int64_t m : {1, 8, 64, 512})
      if (m * shape.n <= 64 * 49152 && !measure(kernels(), rival ? &library : nullptr, shape, m, rounds, summary)) return 1;
  fmt::print("{{\"task\": \"quantized\", \"unit\": \"GFLOP/s a thread, 4 bits, gate and up, 64 rows\", \"ours\": {:.1f}, ", summary.ours * 1e-9);
  if (rival)
    fmt::print("\"rivals\": {{\"ggml\": {:.1f}}}, \"ratio\": {:.2f}, ", summary.theirs * 1e-9, summary.ours / summary.theirs);
  else
    fmt::print("\"rivals\": {{}}, \"ratio\": null, ");
  fmt::print("\"limit\": {:.1f}, \"share_of_limit\": {:.2f}, \"form\": \"{}\", \"processor\": \"{}\", \"ratios\": {{{}}}}}\n", summary.limit * 1e-9,
             summary.ours / summary.limit, isa_name(kernels().isa), processor(), summary.ratios);
  return 0;
}

struct Error2 {
  double off = 0.0, whole = 0.0;
  void add(const std::vector<float>& a, const std::vector<float>& b) {
    for (size_t i = 0; i < a.size(); ++i) off += std::pow(static_cast<double>(a[i]) - b[i], 2), whole += static_cast<double>(b[i]) * b[i];
  }
  double relative() const { return std::sqrt(off / whole); }
};

int quality(const std::string& path) {
  auto file = model::GgufFile::open(path);
  if (!file) {
    std::cerr << file.error().text() << "\n";
    return 1;
  }
  struct Way {
    const char* name;
    QuantizedKind kind;
    bool from_blocks;
    Error2 error;
  };
  Way ways[] = {{"as stored", {}, true, {}},
                {"q8, f16 scales", {QuantizedFormat::q8, DType::f16}, false, {}},
                {"q8, f32 scales", {QuantizedFormat::q8, DType::f32}, false, {}},
                {"q4, f16 scales", {QuantizedFormat::q4, DType::f16}, false, {}},
                {"q4, f32 scales", {QuantizedFormat::q4, DType::f32}, false, {}}};
  constexpr int64_t m = 16;
  for (const model::GgufTensor& tensor : file->tensors()) {
    const auto format = model::block_format(tensor.type);
    if (!format || tensor.shape.size() != 2 || !tensor.name.starts_with("blk.0.")) continue;
    const int64_t n = tensor.shape[0], k = tensor.shape[1];
    const std::vector<float> w = values_of(*format, file->data(tensor).data(), n * k), x = normal(static_cast<size_t>(m * k), 11);
    InF32 f32(kernels(), m, n, k, w, x, 1);
    f32.call();
    for (Way& way : ways) {
      const QuantizedWeightArgs blocks{file->data(tensor).data(), true, *format, DType::f32, 0, n, k, {}, nullptr},
          values{w.data(), false, BlockFormat::q8_0, DType::f32, k, n, k, {}, nullptr};
      Ours ours(kernels(), {m, n, k, way.from_blocks ? quantized_home(*format).kind : way.kind}, way.from_blocks ? blocks : values, x, 1);
      ours.call();
      way.error.add(ours.y(), f32.y());
    }
  }
  for (const Way& way : ways) fmt::print("{:<16} {:.5f}\n", way.name, way.error.relative());
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() >= 3 && arguments[0] == "speed") return speed(arguments[1], std::stoi(arguments[2]), arguments.size() > 3 ? arguments[3] : "");
  if (arguments.size() == 2 && arguments[0] == "quality") return quality(arguments[1]);
  std::cerr << "usage: see the head of bench/quantized/quantized_bench.cpp\n";
  return 2;
}
