// The reader of samples to be judged.
#include "judge/sample_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

using Json = nlohmann::json;

constexpr uint64_t kMaxSampleFileBytes = uint64_t{1} << 31;

Status read_field(const Json& line, const char* key, bool required, const std::string& place, std::string& value) {
  auto found = line.find(key);
  if (found == line.end() || found->is_null()) {
    if (required)
      return fail(ErrorCode::invalid_argument, fmt::format("{}: is missing", key), place,
                  "each line is {\"question\", \"answer\", \"evidence\", \"context\", \"language\"}");
    return {};
  }
  if (!found->is_string()) return fail(ErrorCode::invalid_argument, fmt::format("{}: must be a text", key), place);
  value = text::repair_utf8(found->get<std::string>());
  return {};
}

Result<JudgedSample> read_line(std::string_view text, const std::string& place, size_t number) {
  const Json line = Json::parse(text, nullptr, false);
  if (!line.is_object()) return fail(ErrorCode::invalid_argument, "is no JSON object", place, "one JSON object a line");
  JudgedSample sample;
  sample.id = fmt::format("line {}", number);
  JANGIN_TRY(read_field(line, "id", false, place, sample.id));
  JANGIN_TRY(read_field(line, "question", false, place, sample.question));
  JANGIN_TRY(read_field(line, "answer", true, place, sample.answer));
  JANGIN_TRY(read_field(line, "evidence", true, place, sample.evidence));
  JANGIN_TRY(read_field(line, "context", false, place, sample.context));
  JANGIN_TRY(read_field(line, "superseded", false, place, sample.superseded));
  JANGIN_TRY(read_field(line, "language", false, place, sample.language));
  JANGIN_TRY(read_field(line, "planted", false, place, sample.planted));
  sample.planted_known = line.contains("planted");
  if (auto found = line.find("refusal"); found != line.end()) {
    if (!found->is_boolean()) return fail(ErrorCode::invalid_argument, "refusal: must be true or false", place);
    sample.refusal = found->get<bool>();
  }
  return sample;
}

}  // namespace

GateInput JudgedSample::input() const {
  return {.subject_id = id,
          .question = question,
          .answer = answer,
          .evidence = evidence,
          .context = context,
          .language = language,
          .refusal = refusal,
          .superseded = superseded};
}

Result<std::vector<JudgedSample>> read_judged_samples(const std::filesystem::path& file) {
  JANGIN_ASSIGN(const std::string bytes, read_file(file, kMaxSampleFileBytes));
  std::vector<JudgedSample> samples;
  size_t number = 0;
  for (std::string_view line : split_lines(bytes)) {
    ++number;
    if (trim(line).empty()) continue;
    JANGIN_ASSIGN(JudgedSample sample, read_line(line, fmt::format("{}, line {}", file.string(), number), number));
    samples.push_back(std::move(sample));
  }
  return samples;
}

}  // namespace jangin::judge
