// GGUF version 3, little-endian, alignment 32.
#include "model/formats/gguf_writer.h"

#include <fmt/format.h>

#include <cassert>
#include <cstring>

#include "base/file.h"
#include "model/formats/checked_size.h"
#include "model/formats/output_file.h"

namespace jangin::model {
namespace {

constexpr uint32_t kVersion = 3;
constexpr uint64_t kAlignment = 32;

template <typename T>
void put(std::string& out, T value) {
  static_assert(std::endian::native == std::endian::little);
  out.append(reinterpret_cast<const char*>(&value), sizeof(T));
}

void put_text(std::string& out, std::string_view text) {
  put(out, static_cast<uint64_t>(text.size()));
  out += text;
}

uint64_t aligned(uint64_t at) { return (at + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

void GgufWriter::key(std::string_view name, GgufType type) {
  put_text(metadata_, name);
  put(metadata_, static_cast<uint32_t>(type));
  ++metadata_count_;
}

void GgufWriter::set_text(std::string_view name, std::string_view value) {
  key(name, GgufType::string);
  put_text(metadata_, value);
}
void GgufWriter::set_u32(std::string_view name, uint32_t value) {
  key(name, GgufType::u32);
  put(metadata_, value);
}
void GgufWriter::set_f32(std::string_view name, float value) {
  key(name, GgufType::f32);
  put(metadata_, value);
}
void GgufWriter::set_flag(std::string_view name, bool value) {
  key(name, GgufType::boolean);
  put(metadata_, static_cast<uint8_t>(value));
}
void GgufWriter::set_texts(std::string_view name, const std::vector<std::string>& values) {
  key(name, GgufType::array);
  put(metadata_, static_cast<uint32_t>(GgufType::string));
  put(metadata_, static_cast<uint64_t>(values.size()));
  for (const std::string& value : values) put_text(metadata_, value);
}
void GgufWriter::set_f32s(std::string_view name, const std::vector<float>& values) {
  key(name, GgufType::array);
  put(metadata_, static_cast<uint32_t>(GgufType::f32));
  put(metadata_, static_cast<uint64_t>(values.size()));
  for (float value : values) put(metadata_, value);
}

void GgufWriter::set_i32s(std::string_view name, const std::vector<int32_t>& values) {
  key(name, GgufType::array);
  put(metadata_, static_cast<uint32_t>(GgufType::i32));
  put(metadata_, static_cast<uint64_t>(values.size()));
  for (int32_t value : values) put(metadata_, value);
}

void GgufWriter::add_tensor(std::string_view name, const std::vector<int64_t>& shape, StoredType type) {
  const auto bytes = checked_bytes(shape, type);
  assert(bytes && traits(type).ggml_id >= 0);
  tensors_.push_back({std::string(name), shape, type, data_bytes_, bytes.value_or(0)});
  data_bytes_ = aligned(data_bytes_ + bytes.value_or(0));
}

std::string GgufWriter::header() const {
  std::string out = "GGUF";
  put(out, kVersion);
  put(out, static_cast<uint64_t>(tensors_.size()));
  put(out, metadata_count_);
  out += metadata_;
  for (const Tensor& tensor : tensors_) {
    put_text(out, tensor.name);
    put(out, static_cast<uint32_t>(tensor.shape.size()));
    for (auto size = tensor.shape.rbegin(); size != tensor.shape.rend(); ++size) put(out, static_cast<uint64_t>(*size));
    put(out, static_cast<uint32_t>(traits(tensor.type).ggml_id));
    put(out, tensor.offset);
  }
  return out;
}

Status GgufWriter::write(const std::filesystem::path& path, const Producer& produce) const {
  return write_through_temporary(path, [&](const std::filesystem::path& temporary) -> Status {
    JANGIN_ASSIGN(OutputFile file, OutputFile::create(temporary));
    JANGIN_TRY(file.write(header()));
    JANGIN_TRY(file.pad(kAlignment));
    const uint64_t start = file.position();
    for (size_t i = 0; i < tensors_.size(); ++i) {
      JANGIN_TRY(produce(i, [&](std::span<const std::byte> bytes) { return file.write(bytes); }));
      if (file.position() != start + tensors_[i].offset + tensors_[i].bytes) {
        return fail(ErrorCode::internal, fmt::format("tensor `{}` gave another number of bytes than its {}", tensors_[i].name, tensors_[i].bytes),
                    path.string());
      }
      JANGIN_TRY(file.pad(kAlignment));
    }
    return file.close();
  });
}

}  // namespace jangin::model
