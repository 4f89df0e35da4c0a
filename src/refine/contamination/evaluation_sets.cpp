// The formats differ in two fields only: rows of one question are put together, and worked answers are cut down to their result.
#include "refine/contamination/evaluation_sets.h"

#include <fmt/format.h>
#include <zlib.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "base/strings.h"

namespace jangin::refine {
namespace {

using Json = nlohmann::json;

std::string text_of(const Json& object, const char* key) {
  auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : "";
}

std::vector<std::string> texts_of(const Json& object, const char* key) {
  std::vector<std::string> texts;
  auto at = object.find(key);
  if (at == object.end() || !at->is_array()) return texts;
  for (const Json& item : *at) {
    if (item.is_string()) texts.push_back(item.get<std::string>());
  }
  return texts;
}

/// The result of a worked answer ("… #### 72"), other answers whole.
std::string result_of(const std::string& answer) {
  size_t mark = answer.rfind("####");
  return mark == answer.npos ? answer : std::string(trim(std::string_view(answer).substr(mark + 4)));
}

/// One row of MMLU: a choice of the question before, or the first of a new one.
void add_row(const Json& row, std::string id, std::vector<EvaluationItem>& items, EvaluationItem item) {
  std::string choice = text_of(row, "answer");
  if (items.empty() || items.back().id != id || items.back().question != item.question) {
    item.id = std::move(id);
    items.push_back(std::move(item));
  }
  items.back().choices.push_back(choice);
  if (auto right = row.find("is_correct"); right != row.end() && right->is_boolean() && right->get<bool>())
    items.back().answers.push_back(std::move(choice));
}

Status add_line(std::string_view line, const std::string& name, size_t number, std::vector<EvaluationItem>& items) {
  Json object = Json::parse(line, nullptr, false);
  std::string place = fmt::format("{}:{}", name, number);
  if (!object.is_object())
    return fail(ErrorCode::invalid_format, "not a JSON object", place, "an evaluation set holds one object a line (docs/formats.md)");
  EvaluationItem item;
  item.set = name;
  item.question = text_of(object, "question");
  if (trim(item.question).empty()) return fail(ErrorCode::invalid_format, "`question` is missing", place, "see docs/formats.md, evaluation sets");
  auto index = object.find("eval_instance_index");
  if (index != object.end() && index->is_number_integer()) {
    std::string split = text_of(object, "split");
    add_row(object, (split.empty() ? "" : split + "-") + std::to_string(index->get<int64_t>()), items, std::move(item));
    return {};
  }
  item.id = text_of(object, "id").empty() ? std::to_string(number) : text_of(object, "id");
  item.choices = texts_of(object, "choices");
  item.answers = texts_of(object, "answers");
  if (std::string answer = text_of(object, "answer"); !answer.empty()) item.answers.push_back(result_of(answer));
  items.push_back(std::move(item));
  return {};
}

std::string set_name(const std::filesystem::path& file) {
  std::string name = file.filename().string();
  for (std::string_view ending : {".gz", ".jsonl", ".json"}) {
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name;
}

/// The file's bytes, unpacked when it is gzipped.
Result<std::string> read_packed(const std::filesystem::path& file) {
  constexpr size_t kMost = size_t{1} << 30, kStep = 1 << 16;
  std::error_code error;
  if (!std::filesystem::is_regular_file(file, error)) return fail(ErrorCode::not_found, "no such evaluation set", file.string());
  std::unique_ptr<gzFile_s, int (*)(gzFile)> input(gzopen(file.c_str(), "rb"), gzclose);
  if (!input) return fail(ErrorCode::io_error, "cannot be opened", file.string());
  std::string bytes;
  while (true) {
    size_t had = bytes.size();
    bytes.resize(had + kStep);
    int count = gzread(input.get(), bytes.data() + had, kStep);
    if (count < 0) return fail(ErrorCode::io_error, "cannot be unpacked", file.string());
    bytes.resize(had + static_cast<size_t>(count));
    if (count == 0) return bytes;
    if (bytes.size() > kMost) return fail(ErrorCode::limit_exceeded, "holds more than 1 GiB", file.string());
  }
}

}  // namespace

Result<std::vector<EvaluationItem>> parse_evaluation_set(std::string_view jsonl, const std::string& name) {
  std::vector<EvaluationItem> items;
  size_t number = 0;
  if (jsonl.starts_with("\xEF\xBB\xBF")) jsonl.remove_prefix(3);
  for (std::string_view line : split_lines(jsonl)) {
    ++number;
    if (!trim(line).empty()) JANGIN_TRY(add_line(line, name, number, items));
  }
  return items;
}

Result<std::vector<EvaluationItem>> read_evaluation_set(const std::filesystem::path& file) {
  JANGIN_ASSIGN(std::string bytes, read_packed(file));
  return parse_evaluation_set(bytes, set_name(file));
}

}  // namespace jangin::refine
