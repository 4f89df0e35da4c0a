// The new model is made in a folder beside its place and moved there when it was checked.
#include "publish/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/system_error.h"
#include "model/formats/weight_writer.h"

namespace jangin::publish {
namespace {

namespace fs = std::filesystem;
using model::StoredType;
constexpr size_t kWindowTokens = 96;
constexpr size_t kWindows = 16;  // spread evenly over the text
constexpr size_t kTextBytes = 1 << 20;

bool is_gguf(const fs::path& path) { return path.extension() == ".gguf"; }

bool fits(StoredType type, const fs::path& to) { return model::can_write(type) && (is_gguf(to) || model::traits(type).in_safetensors); }

StoredType default_type(const model::WeightSource& weights, const fs::path& to) {
  std::map<StoredType, uint64_t> bytes;
  for (const model::WeightInfo& weight : weights.weights()) bytes[weight.type] += weight.bytes;
  const auto most = std::max_element(bytes.begin(), bytes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most != bytes.end() && fits(most->first, to) ? most->first : StoredType::bf16;
}

/// Shows how many weights were read.
class ShownWeights : public model::WeightSource {
 public:
  explicit ShownWeights(const model::WeightSource& source) : source_(source), progress_("writing", source.weights().size(), "weights") {}
  const std::vector<model::WeightInfo>& weights() const override { return source_.weights(); }
  std::span<const std::byte> raw(const model::WeightInfo& weight) const override {
    if (&weight != last_) progress_.add();
    last_ = &weight;
    return source_.raw(weight);
  }
  const std::string& place() const override { return source_.place(); }

 private:
  const model::WeightSource& source_;
  mutable Progress progress_;
  mutable const model::WeightInfo* last_ = nullptr;
};

Status write_model(const ConvertRequest& request, const model::ModelFiles& source, const tokenizer::Tokenizer& tokenizer, const fs::path& part,
                   ConvertReport& report) {
  const ShownWeights weights(*source.weights);
  if (!is_gguf(request.to)) return model::save_huggingface(part, source.config, weights, &tokenizer, report.type);
  JANGIN_ASSIGN(const auto written, model::save_gguf(part, source.config, weights, &tokenizer, report.type, request.to.stem().string()));
  for (const model::WrittenWeight& weight : written) {
    if (weight.wanted != weight.written)
      ++report.fallbacks[fmt::format("{} instead of {}", model::traits(weight.written).name, model::traits(weight.wanted).name)];
  }
  return {};
}

Result<std::vector<std::vector<int32_t>>> windows_of(const ConvertRequest& request, const tokenizer::Tokenizer& before,
                                                     const tokenizer::Tokenizer& after) {
  const std::string_view text = std::string_view(request.text).substr(0, kTextBytes);
  const auto ids = before.encode(text);
  if (ids != after.encode(text))
    return fail(ErrorCode::conflict, "splits the text into other tokens than the model it was made from", request.to.string());
  if (ids.size() < 2)
    return fail(ErrorCode::invalid_argument, "the text to compare on has fewer than two tokens", request.from.string(), "give a longer one");
  const size_t count = std::clamp<size_t>(ids.size() / kWindowTokens, 1, kWindows), length = std::min(kWindowTokens, ids.size());
  std::vector<std::vector<int32_t>> windows;
  for (size_t i = 0; i < count; ++i) {
    const auto begin = ids.begin() + static_cast<std::ptrdiff_t>((ids.size() - length) * i / std::max<size_t>(1, count - 1));
    windows.emplace_back(begin, begin + static_cast<std::ptrdiff_t>(length));
  }
  return windows;
}

/// Bytes and formats of what was written, and whether it holds the same numbers.
Status compare_weights(const model::WeightSource& before, const model::WeightSource& after, ConvertReport& report) {
  std::vector<float> old_values, new_values;
  report.exact = true;
  for (const model::WeightInfo& weight : after.weights()) {
    ++report.weights[std::string(model::traits(weight.type).name)];
    report.bytes_after += weight.bytes;
    report.bytes_before += before.find(weight.name)->bytes;
    if (!report.exact) continue;
    old_values.resize(static_cast<size_t>(weight.elements()));
    new_values.resize(old_values.size());
    JANGIN_TRY(before.read_f32(weight.name, old_values));
    JANGIN_TRY(after.read_f32(weight.name, new_values));
    report.exact = std::memcmp(old_values.data(), new_values.data(), old_values.size() * sizeof(float)) == 0;
  }
  return {};
}

Status check(const ConvertRequest& request, const model::ModelFiles& source, const tokenizer::Tokenizer& tokenizer, const fs::path& part,
             ConvertReport& report) {
  JANGIN_ASSIGN(const model::ModelFiles made, model::open_model(part));
  JANGIN_ASSIGN(const tokenizer::Tokenizer made_tokenizer, made.load_tokenizer());
  JANGIN_ASSIGN(const auto windows, windows_of(request, tokenizer, made_tokenizer));
  JANGIN_TRY(compare_weights(*source.weights, *made.weights, report));
  JANGIN_ASSIGN(const auto network, model::Network::load(source.config, *source.weights, *request.device, tensor::DType::f32));
  JANGIN_ASSIGN(report.parity, compare_with_file(*network, part, windows));
  report.parity.file = request.to.filename().string();
  const auto bound = convert_bound(report.type);
  return bound ? check_parity(report.parity, *bound) : Status();
}

/// One file, or the files of one folder.
Status move_into_place(const fs::path& part, const fs::path& to) {
  std::error_code error;
  if (!fs::is_directory(part)) {
    fs::rename(part, to, error);
    return error ? Status(system_error(to, error.value())) : Status();
  }
  JANGIN_TRY(make_folders(to));
  for (const fs::directory_entry& entry : fs::directory_iterator(part, error)) {
    if (!error) fs::rename(entry.path(), to / entry.path().filename(), error);
  }
  return error ? Status(system_error(to, error.value())) : Status();
}

Result<ConvertReport> convert_into(const ConvertRequest& request, const fs::path& part) {
  JANGIN_ASSIGN(const model::ModelFiles source, model::open_model(request.from));
  ConvertReport report;
  report.type = request.type.value_or(default_type(*source.weights, request.to));
  if (!fits(report.type, request.to)) {
    return fail(ErrorCode::unsupported, fmt::format("cannot be written as {}", model::traits(report.type).name), request.to.string(),
                is_gguf(request.to) ? "a GGUF takes f32, f16, bf16, q8_0, q6_k, q5_0, q4_k or q4_0"
                                    : "a folder takes f32, f16 or bf16; name a .gguf file for blocks");
  }
  JANGIN_ASSIGN(const tokenizer::Tokenizer tokenizer, source.load_tokenizer());
  JANGIN_TRY(write_model(request, source, tokenizer, part, report));
  if (interrupted()) return std::unexpected(interrupted_error());
  JANGIN_TRY(check(request, source, tokenizer, part, report));
  JANGIN_TRY(move_into_place(part, request.to));
  return report;
}

}  // namespace

std::optional<ParityBound> convert_bound(StoredType type) {
  switch (type) {
    case StoredType::f32: return ParityBound{1e-9, 1.0};
    case StoredType::f16:
    case StoredType::bf16: return kHalfBound;
    case StoredType::q8_0: return kQ8Bound;
    default: return std::nullopt;
  }
}

Result<ConvertReport> convert(const ConvertRequest& wish) {
  ConvertRequest request = wish;
  if (!request.to.has_filename()) request.to = request.to.parent_path();  // "folder/"
  fs::path folder = request.to;
  folder += ".part";
  std::error_code error;
  fs::remove_all(folder, error);
  JANGIN_TRY(make_folders(folder));
  auto report = convert_into(request, is_gguf(request.to) ? folder / request.to.filename() : folder);
  fs::remove_all(folder, error);
  return report;
}

}  // namespace jangin::publish
