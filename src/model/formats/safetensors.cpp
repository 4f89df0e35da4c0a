// Reading safetensors: header, shards. Strict as the format's own library: tensors fill the data without holes or overlaps.
#include "model/formats/safetensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "model/formats/checked_size.h"
#include "model/formats/shown_name.h"
#include "tokenizer/json_fields.h"

namespace jangin::model {
namespace {
using nlohmann::json;
namespace fs = std::filesystem;

constexpr uint64_t kMaxHeaderBytes = 100'000'000;  // the limit of huggingface/safetensors
constexpr size_t kMaxDimensions = 8;

std::unexpected<Error> bad_tensor(const std::string& name, std::string_view what, const std::string& place) {
  return fail(ErrorCode::invalid_format, fmt::format("tensor `{}`: {}", shown_name(name), what), place);
}

struct Entry {
  WeightInfo info;
  uint64_t begin = 0;
};

Result<std::vector<int64_t>> read_shape(const std::string& name, const json& value, const std::string& place) {
  if (!value.is_array() || value.size() > kMaxDimensions) return bad_tensor(name, "`shape` is not a short list", place);
  std::vector<int64_t> shape;
  for (const json& size : value) {
    if (!size.is_number_unsigned() || size.get<uint64_t>() > INT64_MAX) return bad_tensor(name, "`shape` holds something that is not a size", place);
    shape.push_back(size.get<int64_t>());
  }
  return shape;
}

Result<Entry> read_entry(const std::string& name, const json& value, uint64_t data_bytes, const std::string& place) {
  if (name.empty() || !is_clean_name(name)) return bad_tensor(name, "its name is empty or holds control characters", place);
  if (!value.is_object() || !value.contains("dtype") || !value.contains("shape") || !value.contains("data_offsets")) {
    return bad_tensor(name, "`dtype`, `shape` or `data_offsets` is missing", place);
  }
  if (!value["dtype"].is_string()) return bad_tensor(name, "`dtype` is not a text", place);
  const std::string dtype = value["dtype"].get<std::string>();
  const auto type = stored_type_from_safetensors(dtype);
  if (!type) return fail(ErrorCode::unsupported, fmt::format("tensor `{}`: `dtype` {} is not known", shown_name(name), shown_name(dtype)), place);
  JANGIN_ASSIGN(std::vector<int64_t> shape, read_shape(name, value["shape"], place));
  const json& offsets = value["data_offsets"];
  if (!offsets.is_array() || offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned()) {
    return bad_tensor(name, "`data_offsets` is not a pair of offsets", place);
  }
  const uint64_t begin = offsets[0].get<uint64_t>();
  const uint64_t end = offsets[1].get<uint64_t>();
  if (begin > end || end > data_bytes) {
    return bad_tensor(name, fmt::format("`data_offsets` {} to {} leave the file's {} data bytes", begin, end, data_bytes), place);
  }
  const auto bytes = checked_bytes(shape, *type);
  if (!bytes || *bytes != end - begin) return bad_tensor(name, fmt::format("`shape` and `dtype` do not make {} bytes", end - begin), place);
  return Entry{{name, std::move(shape), *type, *bytes, 0}, begin};
}

Status check_layout(std::vector<Entry>& entries, uint64_t data_bytes, const std::string& place) {
  std::sort(entries.begin(), entries.end(),
            [](const Entry& a, const Entry& b) { return std::pair(a.begin, a.begin + a.info.bytes) < std::pair(b.begin, b.begin + b.info.bytes); });
  uint64_t at = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != at)
      return bad_tensor(entry.info.name, entry.begin < at ? "`data_offsets` overlap another tensor" : "`data_offsets` leave a hole", place);
    at += entry.info.bytes;
  }
  if (at != data_bytes) return fail(ErrorCode::invalid_format, fmt::format("tensors end at {} of {} data bytes", at, data_bytes), place);
  return {};
}

/// A name that the object `text` holds twice (JSON parsers silently keep one of them: the other tensor would be lost). `text` is well-formed.
std::optional<std::string> repeated_name(std::string_view text) {
  std::set<std::string> seen;
  std::optional<std::string> repeated;
  const auto look = [&](int depth, json::parse_event_t event, json& key) {
    if (event == json::parse_event_t::key && depth == 1 && !seen.insert(key.get_ref<const std::string&>()).second) repeated = key.get<std::string>();
    return depth == 0;  // what is inside is dropped as it comes
  };
  const json dropped = json::parse(text, look, false);
  static_cast<void>(dropped);
  return repeated;
}

}  // namespace

Result<SafetensorsHeader> parse_safetensors(std::span<const std::byte> file, const std::string& place) {
  if (file.size() < 8) return fail(ErrorCode::invalid_format, "is too short for a safetensors header", place);
  uint64_t length = 0;
  for (int i = 7; i >= 0; --i) length = length << 8 | static_cast<uint64_t>(file[static_cast<size_t>(i)]);
  if (length > kMaxHeaderBytes || length > file.size() - 8) {
    return fail(ErrorCode::invalid_format, fmt::format("header length {} is beyond the file of {} bytes", length, file.size()), place,
                "the file may be cut: fetch it again");
  }
  const std::string_view text(reinterpret_cast<const char*>(file.data()) + 8, length);
  JANGIN_ASSIGN(const json root, tokenizer::parse_json(text, place));
  if (!root.is_object()) return fail(ErrorCode::invalid_format, "header is not an object", place);
  if (const auto twice = repeated_name(text)) return bad_tensor(*twice, "is there twice", place);
  const uint64_t data_bytes = file.size() - 8 - length;
  SafetensorsHeader header;
  std::vector<Entry> entries;
  for (const auto& [name, value] : root.items()) {
    if (name == "__metadata__") {
      if (!value.is_object()) return fail(ErrorCode::invalid_format, "`__metadata__` is not an object", place);
      for (const auto& [key, text_value] : value.items()) {
        if (!text_value.is_string()) return fail(ErrorCode::invalid_format, "`__metadata__` holds something that is not a text", place);
        header.metadata[key] = text_value.get<std::string>();
      }
      continue;
    }
    JANGIN_ASSIGN(Entry entry, read_entry(name, value, data_bytes, place));
    entries.push_back(std::move(entry));
  }
  JANGIN_TRY(check_layout(entries, data_bytes, place));
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.info.name < b.info.name; });
  for (Entry& entry : entries) {
    header.offsets.push_back(8 + length + entry.begin);
    header.weights.push_back(std::move(entry.info));
  }
  return header;
}

Result<std::map<std::string, std::vector<std::string>>> read_safetensors_index(const fs::path& path) {
  JANGIN_ASSIGN(const std::string text, read_file(path, kMaxHeaderBytes));
  JANGIN_ASSIGN(const json root, tokenizer::parse_json(text, path.string()));
  if (!root.is_object() || !root.contains("weight_map") || !root["weight_map"].is_object()) {
    return fail(ErrorCode::invalid_format, "field `weight_map` is missing", path.string());
  }
  std::map<std::string, std::vector<std::string>> shards;  // names sorted as JSON objects are
  for (const auto& [name, file] : root["weight_map"].items()) {
    if (!file.is_string())
      return fail(ErrorCode::invalid_format, fmt::format("`weight_map` of `{}` is not a file name", shown_name(name)), path.string());
    const std::string shard = file.get<std::string>();
    if (shard.empty() || !is_clean_name(shard) || shard.find('/') != std::string::npos || shard == "." || shard == "..") {
      return fail(ErrorCode::invalid_format, fmt::format("`weight_map` of `{}` leaves the folder", shown_name(name)), path.string());
    }
    shards[shard].push_back(name);
  }
  return shards;
}

Status SafetensorsSource::add_file(const fs::path& path, const std::vector<std::string>* wanted) {
  JANGIN_ASSIGN(MappedFile map, MappedFile::open(path));
  JANGIN_ASSIGN(SafetensorsHeader header, parse_safetensors(map.bytes(), path.string()));
  for (size_t i = 0; i < header.weights.size(); ++i) {
    WeightInfo& info = header.weights[i];
    if (wanted && !std::binary_search(wanted->begin(), wanted->end(), info.name)) continue;
    bytes_.push_back(map.bytes().subspan(header.offsets[i], info.bytes));
    infos_.push_back(std::move(info));
  }
  metadata_.merge(header.metadata);
  maps_.push_back(std::move(map));
  return {};
}

Result<std::unique_ptr<SafetensorsSource>> SafetensorsSource::open(const fs::path& path) {
  auto source = std::make_unique<SafetensorsSource>();
  source->place_ = path.string();
  if (path.extension() != ".json") {
    JANGIN_TRY(source->add_file(path, nullptr));
    return source;
  }
  JANGIN_ASSIGN(const auto shards, read_safetensors_index(path));
  for (const auto& [shard, names] : shards) JANGIN_TRY(source->add_file(path.parent_path() / shard, &names));
  std::vector<std::pair<WeightInfo, std::span<const std::byte>>> all;
  for (size_t i = 0; i < source->infos_.size(); ++i) all.emplace_back(std::move(source->infos_[i]), source->bytes_[i]);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first.name < b.first.name; });
  for (size_t i = 0; i < all.size(); ++i) {
    source->infos_[i] = std::move(all[i].first);
    source->bytes_[i] = all[i].second;
  }
  for (const auto& [shard, names] : shards) {
    for (const std::string& name : names) {
      if (!source->find(name))
        return fail(ErrorCode::invalid_format, fmt::format("tensor `{}` is not in {}", shown_name(name), shown_name(shard)), path.string());
    }
  }
  return source;
}

std::span<const std::byte> SafetensorsSource::raw(const WeightInfo& weight) const { return bytes_[static_cast<size_t>(&weight - infos_.data())]; }

}  // namespace jangin::model
