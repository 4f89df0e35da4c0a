// Bytes of GGUF files for tests, written field by field and apart from the program's own writer, so that each of them may lie.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/formats/gguf.h"

namespace jangin::model {

template <typename T>
std::string raw_bytes(T value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof(T));
}
inline std::string raw_text(std::string_view text) { return raw_bytes<uint64_t>(text.size()) + std::string(text); }

/// One metadata entry: key, type number, bytes of the value.
inline std::string entry(std::string_view key, uint32_t type, const std::string& value) { return raw_text(key) + raw_bytes(type) + value; }
inline std::string entry(std::string_view key, GgufType type, const std::string& value) { return entry(key, static_cast<uint32_t>(type), value); }
inline std::string text_entry(std::string_view key, std::string_view value) { return entry(key, GgufType::string, raw_text(value)); }
inline std::string u32_entry(std::string_view key, uint32_t value) { return entry(key, GgufType::u32, raw_bytes(value)); }
inline std::string f32_entry(std::string_view key, float value) { return entry(key, GgufType::f32, raw_bytes(value)); }
inline std::string array_entry(std::string_view key, uint32_t type, uint64_t count, const std::string& values) {
  return entry(key, GgufType::array, raw_bytes(type) + raw_bytes(count) + values);
}
inline std::string texts_entry(std::string_view key, const std::vector<std::string>& values) {
  std::string bytes;
  for (const std::string& value : values) bytes += raw_text(value);
  return array_entry(key, static_cast<uint32_t>(GgufType::string), values.size(), bytes);
}
inline std::string i32s_entry(std::string_view key, const std::vector<int32_t>& values) {
  std::string bytes;
  for (int32_t value : values) bytes += raw_bytes(value);
  return array_entry(key, static_cast<uint32_t>(GgufType::i32), values.size(), bytes);
}

struct TensorBytes {
  std::string name;
  std::vector<uint64_t> sizes;  // as the file has them: innermost first
  uint32_t type = 0;            // F32
  uint64_t offset = 0;
  uint64_t bytes = 0;  // how much data the builder appends
};

struct GgufBytes {
  uint32_t version = 3;
  std::vector<std::string> metadata;
  std::vector<TensorBytes> tensors;
  std::optional<uint64_t> tensor_count, metadata_count;  // set: what the header says instead
  uint64_t alignment = 32;

  /// Appends a tensor of F32, or of another type that lays `block_values` values into `block_bytes` bytes, behind the others.
  void add(std::string name, std::vector<uint64_t> sizes, uint32_t type = 0, uint64_t block_values = 1, uint64_t block_bytes = 4) {
    uint64_t bytes = block_bytes;
    for (uint64_t size : sizes) bytes *= size;
    bytes /= block_values;
    tensors.push_back({std::move(name), std::move(sizes), type, end_, bytes});
    end_ = (end_ + bytes + alignment - 1) / alignment * alignment;
  }
  std::string build() const {
    std::string out = "GGUF" + raw_bytes(version) + raw_bytes<uint64_t>(tensor_count.value_or(tensors.size())) +
                      raw_bytes<uint64_t>(metadata_count.value_or(metadata.size()));
    for (const std::string& one : metadata) out += one;
    for (const TensorBytes& tensor : tensors) {
      out += raw_text(tensor.name) + raw_bytes<uint32_t>(static_cast<uint32_t>(tensor.sizes.size()));
      for (uint64_t size : tensor.sizes) out += raw_bytes(size);
      out += raw_bytes(tensor.type) + raw_bytes(tensor.offset);
    }
    for (const TensorBytes& tensor : tensors) {
      out.resize((out.size() + alignment - 1) / alignment * alignment);
      for (uint64_t i = 0; i < tensor.bytes; ++i) out += static_cast<char>(i % 4 == 3 ? 0x3d : i * 37);  // small positive numbers
    }
    return out;
  }

 private:
  uint64_t end_ = 0;
};

/// A whole llama of one layer with a tokenizer: 3 KB.
inline GgufBytes tiny_gguf() {
  GgufBytes gguf;
  gguf.metadata = {text_entry("general.architecture", "llama"),
                   u32_entry("llama.block_count", 1),
                   u32_entry("llama.context_length", 16),
                   u32_entry("llama.embedding_length", 4),
                   u32_entry("llama.feed_forward_length", 6),
                   u32_entry("llama.attention.head_count", 2),
                   u32_entry("llama.attention.head_count_kv", 1),
                   f32_entry("llama.attention.layer_norm_rms_epsilon", 1e-5f),
                   text_entry("tokenizer.ggml.model", "gpt2"),
                   text_entry("tokenizer.ggml.pre", "gpt-2"),
                   texts_entry("tokenizer.ggml.tokens", {"a", "b", "ab", "<s>"}),
                   i32s_entry("tokenizer.ggml.token_type", {1, 1, 1, 3}),
                   texts_entry("tokenizer.ggml.merges", {"a b"}),
                   u32_entry("tokenizer.ggml.bos_token_id", 3),
                   text_entry("tokenizer.chat_template", "{{ messages }}")};
  gguf.add("token_embd.weight", {4, 4});
  gguf.add("blk.0.attn_norm.weight", {4});
  gguf.add("blk.0.attn_q.weight", {4, 4});
  gguf.add("blk.0.attn_k.weight", {4, 2});
  gguf.add("blk.0.attn_v.weight", {4, 2});
  gguf.add("blk.0.attn_output.weight", {4, 4});
  gguf.add("blk.0.ffn_norm.weight", {4});
  gguf.add("blk.0.ffn_gate.weight", {4, 6});
  gguf.add("blk.0.ffn_up.weight", {4, 6});
  gguf.add("blk.0.ffn_down.weight", {6, 4});
  gguf.add("output_norm.weight", {4});
  return gguf;
}

/// A llama of one layer and 256 columns whose rows of 256 are stored as `traits` says, the others as F32.
inline GgufBytes wide_gguf(const StoredTypeTraits& traits) {
  GgufBytes gguf = tiny_gguf();
  std::erase_if(gguf.metadata, [](const std::string& one) { return one.starts_with(raw_text("llama.embedding_length")); });
  for (const char* key : {"key_length", "value_length"}) gguf.metadata.push_back(u32_entry("llama.attention." + std::string(key), 4));
  gguf.metadata.push_back(u32_entry("llama.embedding_length", 256));
  GgufBytes wide;
  wide.metadata = gguf.metadata;
  for (const TensorBytes& tensor : gguf.tensors) {
    std::vector<uint64_t> sizes = tensor.sizes;
    const bool query = tensor.name == "blk.0.attn_q.weight", output = tensor.name == "blk.0.attn_output.weight";
    if (output)
      sizes = {8, 256};
    else if (tensor.name == "blk.0.ffn_down.weight")
      sizes = {6, 256};
    else
      sizes[0] = 256;
    if (query) sizes[1] = 8;
    if (tensor.name == "blk.0.attn_k.weight" || tensor.name == "blk.0.attn_v.weight") sizes[1] = 4;
    const bool blocks = sizes.size() == 2 && sizes[0] == 256;
    if (blocks)
      wide.add(tensor.name, sizes, static_cast<uint32_t>(traits.ggml_id), static_cast<uint64_t>(traits.block_values),
               static_cast<uint64_t>(traits.block_bytes));
    else
      wide.add(tensor.name, sizes);
  }
  return wide;
}

}  // namespace jangin::model
