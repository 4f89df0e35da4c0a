// The reader of question files: one JSON object a line, each field checked, errors with line and field.
#include "judge/question_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <unordered_map>

#include "base/file.h"
#include "base/strings.h"

namespace jangin::judge {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kMaxQuestionFileBytes = uint64_t{1} << 30;

/// Reads the fields of one line; the first fault is kept.
class LineReader {
 public:
  LineReader(const Json& object, std::string place) : object_(object), place_(std::move(place)) {}

  void text(const char* key, std::string& value, bool required, const Json* inside = nullptr) {
    const Json* field = find(inside != nullptr ? *inside : object_, key);
    if (field == nullptr) {
      if (required) fault(key, "is missing");
    } else if (!field->is_string()) {
      fault(key, "must be a text");
    } else {
      value = field->get<std::string>();
      if (required && trim(value).empty()) fault(key, "is empty");
    }
  }

  void texts(const char* key, std::vector<std::string>& values) {
    const Json* field = find(object_, key);
    if (field == nullptr) return;
    if (!field->is_array()) return fault(key, "must be a list of texts");
    for (const Json& item : *field) {
      if (!item.is_string()) return fault(key, "must be a list of texts");
      values.push_back(item.get<std::string>());
    }
  }

  void flag(const char* key, bool& value) {
    const Json* field = find(object_, key);
    if (field == nullptr) return;
    if (!field->is_boolean()) return fault(key, "must be true or false");
    value = field->get<bool>();
  }

  void index(const char* key, std::optional<size_t>& value) {
    const Json* field = find(object_, key);
    if (field == nullptr) return;
    if (!field->is_number_unsigned()) return fault(key, "must be a number from 0");
    value = field->get<size_t>();
  }

  void evidence(QuestionEvidence& value) {
    const Json* field = find(object_, "evidence");
    if (field == nullptr) return;
    if (!field->is_object()) return fault("evidence", "must be an object");
    text("file", value.file, false, field);
    text("quote", value.quote, false, field);
    const Json* page = find(*field, "page");
    if (page == nullptr) return;
    if (!page->is_number_unsigned()) return fault("evidence.page", "must be a number from 1");
    value.page = page->get<uint32_t>();
  }

  void fault(const char* key, std::string_view what) {
    if (!error_) error_ = Error{ErrorCode::invalid_format, fmt::format("`{}` {}", key, what), place_, "see docs/formats.md, question file"};
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  static const Json* find(const Json& object, const char* key) {
    auto at = object.find(key);
    return at == object.end() || at->is_null() ? nullptr : &*at;
  }
  const Json& object_;
  std::string place_;
  std::optional<Error> error_;
};

void check(const Question& question, LineReader& reader) {
  if (question.unanswerable) return;
  if (question.choices.empty()) {
    if (question.answers.empty()) reader.fault("answers", "is missing: neither choices nor unanswerable");
    return;
  }
  if (question.choices.size() < 2) return reader.fault("choices", "needs at least two choices");
  if (!question.answer_index) return reader.fault("answer_index", "is missing beside choices");
  if (*question.answer_index >= question.choices.size()) reader.fault("answer_index", "is outside choices");
}

Result<Question> parse_line(std::string_view line, const std::string& place) {
  Json object = Json::parse(line, nullptr, false);
  if (object.is_discarded()) return fail(ErrorCode::invalid_format, "not a JSON object", place, "a question file holds one object a line");
  if (!object.is_object()) return fail(ErrorCode::invalid_format, "not a JSON object", place, "a question file holds one object a line");
  Question question;
  LineReader reader(object, place);
  reader.text("id", question.id, true);
  reader.text("question", question.question, true);
  reader.texts("answers", question.answers);
  reader.texts("choices", question.choices);
  reader.index("answer_index", question.answer_index);
  reader.flag("unanswerable", question.unanswerable);
  reader.evidence(question.evidence);
  check(question, reader);
  if (reader.error()) return std::unexpected(*reader.error());
  return question;
}

}  // namespace

Result<std::vector<Question>> parse_questions(std::string_view jsonl, const std::string& place) {
  std::vector<Question> questions;
  std::unordered_map<std::string, size_t> line_of_id;
  size_t number = 0;
  for (std::string_view line : split_lines(jsonl)) {
    ++number;
    if (number == 1 && line.starts_with("\xEF\xBB\xBF")) line.remove_prefix(3);
    if (trim(line).empty()) continue;
    std::string line_place = fmt::format("{}:{}", place, number);
    JANGIN_ASSIGN(Question question, parse_line(line, line_place));
    auto [at, added] = line_of_id.emplace(question.id, number);
    if (!added)
      return fail(ErrorCode::invalid_format, fmt::format("`id` \"{}\" is used twice, first on line {}", question.id, at->second), line_place);
    questions.push_back(std::move(question));
  }
  if (questions.empty()) return fail(ErrorCode::invalid_format, "holds no question", place, "a question file holds one object a line");
  return questions;
}

Result<std::vector<Question>> read_questions(const std::filesystem::path& path) {
  JANGIN_ASSIGN(std::string bytes, read_file(path, kMaxQuestionFileBytes));
  return parse_questions(bytes, path.string());
}

}  // namespace jangin::judge
