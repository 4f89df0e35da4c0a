// Table `samples` with its parts `messages`, `evidence` and `scores`; table `exposures`.
#include "record/schema.h"

namespace jangin::record {
namespace {

const Schema<Sample>& sample_schema() {
  static const Schema<Sample> schema = [] {
    Schema<Sample> s{.table = "samples", .fields = {}};
    s.text("sample_id", &Sample::sample_id).text("kind", &Sample::kind).text("method", &Sample::method);
    s.whole("method_version", &Sample::method_version).text("generator", &Sample::generator);
    s.text("derived_from_model", &Sample::derived_from_model).text("fact_id", &Sample::fact_id).text("passage_id", &Sample::passage_id);
    s.text("wording", &Sample::wording).text("language", &Sample::language).whole("seed", &Sample::seed);
    return s;
  }();
  return schema;
}

const Schema<Evidence>& evidence_schema() {
  static const Schema<Evidence> schema = [] {
    Schema<Evidence> s{.table = "evidence", .fields = {}};
    s.text("sample_id", &Evidence::sample_id).text("role", &Evidence::role).text("text_id", &Evidence::text_id).span("span", &Evidence::span);
    return s;
  }();
  return schema;
}

const Schema<Exposure>& exposure_schema() {
  static const Schema<Exposure> schema = [] {
    Schema<Exposure> s{.table = "exposures", .fields = {}};
    s.text("run_id", &Exposure::run_id).whole("step", &Exposure::step).text("sample_id", &Exposure::sample_id);
    s.whole("loss_tokens", &Exposure::loss_tokens).whole("tokens", &Exposure::tokens);
    return s;
  }();
  return schema;
}

/// One row a part of a message; a message without content has one row whose kind is empty.
const std::vector<Column>& message_columns() {
  static const std::vector<Column> columns = {{"message", ColumnType::whole},
                                              {"role", ColumnType::text},
                                              {"learn", ColumnType::flag},
                                              {"kind", ColumnType::text},
                                              {"text", ColumnType::text}};
  return columns;
}

Status append_message(TableWriter& writer, uint64_t row, const Sample& sample, uint64_t ordinal) {
  const Message& message = sample.messages[ordinal];
  auto append = [&](std::string_view kind, std::string_view text) {
    Cell cells[] = {row, std::string_view(sample.sample_id), ordinal, std::string_view(message.role), message.learn, kind, text};
    return writer.append(cells);
  };
  if (message.content.empty()) return append("", "");
  for (const MessagePart& part : message.content) JANGIN_TRY(append(part.kind, part.text));
  return {};
}

Part<Sample> message_part() {
  return {"messages", part_columns("sample_id", message_columns()), [](TableWriter& writer, uint64_t row, const Sample& sample) -> Status {
            for (size_t m = 0; m < sample.messages.size(); ++m) JANGIN_TRY(append_message(writer, row, sample, m));
            return {};
          }};
}

Status take_message(std::span<const Cell> row, Sample& sample) {
  uint64_t ordinal = as_whole(row[1]);
  if (ordinal == sample.messages.size()) sample.messages.push_back(Message{std::string(as_text(row[2])), {}, as_flag(row[3])});
  if (ordinal + 1 != sample.messages.size()) return fail(ErrorCode::invalid_format, "messages are out of order");
  if (!as_text(row[4]).empty()) sample.messages.back().content.push_back(MessagePart{std::string(as_text(row[4])), std::string(as_text(row[5]))});
  return {};
}

const std::vector<Column>& score_columns() {
  static const std::vector<Column> columns = {{"judge", ColumnType::text}, {"score", ColumnType::real}};
  return columns;
}

Part<Sample> score_part() {
  return {"scores", part_columns("sample_id", score_columns()), [](TableWriter& writer, uint64_t row, const Sample& sample) -> Status {
            for (const auto& [judge, score] : sample.scores) {
              Cell cells[] = {row, std::string_view(sample.sample_id), std::string_view(judge), score};
              JANGIN_TRY(writer.append(cells));
            }
            return {};
          }};
}

/// Reads a part whose rows go to the record that they name.
Status read_into(const std::filesystem::path& path, const std::string& part, const std::vector<Column>& columns, std::vector<Sample>& rows,
                 const std::function<Status(std::span<const Cell> row, Sample& sample)>& take) {
  return read_part(path, part, part_columns("", columns), [&](std::span<const Cell> row) -> Status {
    uint64_t at = as_whole(row[0]);
    if (at >= rows.size()) return fail(ErrorCode::invalid_format, "a row belongs to no record", part_path(path, part).string());
    return take(row, rows[at]);
  });
}

}  // namespace

Result<ShardInfo> write_samples(const std::filesystem::path& path, const std::vector<Sample>& rows) {
  return write_records(path, sample_schema(), rows,
                       {message_part(), vector_part("evidence", "", &Sample::sample_id, &Sample::evidence, evidence_schema()), score_part()});
}

Result<std::vector<Sample>> read_samples(const std::filesystem::path& path) {
  JANGIN_ASSIGN(auto rows, read_records(path, sample_schema()));
  JANGIN_TRY(read_into(path, "messages", message_columns(), rows, take_message));
  JANGIN_TRY(read_vector_part(path, "evidence", &Sample::evidence, evidence_schema(), rows));
  JANGIN_TRY(read_into(path, "scores", score_columns(), rows, [](std::span<const Cell> row, Sample& sample) -> Status {
    sample.scores.emplace(as_text(row[1]), as_real(row[2]));
    return {};
  }));
  return rows;
}

Result<ShardInfo> write_exposures(const std::filesystem::path& path, const std::vector<Exposure>& rows) {
  return write_records(path, exposure_schema(), rows);
}
Result<std::vector<Exposure>> read_exposures(const std::filesystem::path& path) { return read_records(path, exposure_schema()); }

}  // namespace jangin::record
