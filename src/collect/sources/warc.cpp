// See warc.h. A record: version line, fields, blank line, content of the stated length, two line ends.
#include "collect/sources/warc.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/sources/http_body.h"
#include "collect/sources/packed_stream.h"

namespace jangin::collect {
namespace {

constexpr size_t kMaxLine = 64 << 10;
constexpr size_t kMaxFields = 1000;
constexpr uint64_t kMaxHeadBytes = 256 << 10;  // of an HTTP response's head

using Fields = std::map<std::string, std::string>;

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t' || text.front() == '\r')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// "Name: value" into the fields; of several the first.
void add_field(std::string_view line, Fields& fields) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos || fields.size() >= kMaxFields) return;
  fields.try_emplace(to_lower_ascii(trimmed(line.substr(0, colon))), trimmed(line.substr(colon + 1)));
}

std::string field(const Fields& fields, const char* name) {
  auto at = fields.find(name);
  return at == fields.end() ? std::string() : at->second;
}

template <typename T>
std::optional<T> number(std::string_view text) {
  T value{};
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end != text.data() ? std::optional<T>(value) : std::nullopt;
}

std::string bare_type(std::string_view content_type) { return to_lower_ascii(trimmed(content_type.substr(0, content_type.find(';')))); }

struct Http {
  int status = 0;
  Fields fields;
  std::string_view body;
};

/// Nothing when the bytes are no HTTP response, or its head is not whole yet.
std::optional<Http> parse_http(std::string_view bytes) {
  Http http;
  bool first = true;
  size_t at = 0;
  while (at < bytes.size() && at < kMaxHeadBytes) {
    const size_t end = bytes.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view line = trimmed(bytes.substr(at, end - at));
    at = end + 1;
    if (first) {
      const size_t space = line.find(' ');
      if (!line.starts_with("HTTP/") || space == std::string_view::npos) return std::nullopt;
      http.status = number<int>(trimmed(line.substr(space))).value_or(0);
      first = false;
    } else if (line.empty()) {
      http.body = bytes.substr(at);
      return http;
    } else {
      add_field(line, http.fields);
    }
  }
  return std::nullopt;
}

/// A record's content as it comes: a member of the sink, or the reason why it is passed over. Of an HTTP response the head is held, never the body.
class Content {
 public:
  Content(MemberSink& sink, uint64_t max_bytes, std::string uri, std::string date)
      : sink_(sink), max_bytes_(max_bytes), uri_(std::move(uri)), date_(std::move(date)) {}

  void begin_body(const std::string& media, std::string_view transfer, std::string_view encoding) {
    sink_.begin(uri_, {{"content_type", media}, {"fetched", date_}, {"uri", uri_}});
    body_.emplace(transfer, encoding, max_bytes_, [this](std::string_view piece) { sink_.data(piece); });
  }

  void data(std::string_view piece) {
    if (body_) return body_->data(piece);
    if (!passed_over_.empty()) return;
    head_ += piece;
    if (auto http = parse_http(head_)) {
      begin_response(*http);
    } else if (head_.size() >= kMaxHeadBytes) {
      passed_over_ = "not_http";
    }
    if (body_ || !passed_over_.empty()) head_.clear();
  }

  void refuse(const ReadFailure& failure, uint64_t bytes) { sink_.refuse(uri_, failure, bytes); }
  /// The reason why it is passed over; empty: it was handed over or refused.
  std::string finish(uint64_t bytes) {
    if (!body_) return passed_over_.empty() ? "not_http" : passed_over_;
    const auto failure = body_->finish();
    failure ? refuse(*failure, bytes) : sink_.end();
    return {};
  }

 private:
  void begin_response(const Http& http) {
    const std::string media = bare_type(field(http.fields, "content-type"));
    if (http.status != 200) {
      passed_over_ = "http_status";
    } else if (extension_of_type(media).empty()) {
      passed_over_ = "content_type";
    } else {
      begin_body(media, to_lower_ascii(field(http.fields, "transfer-encoding")), to_lower_ascii(field(http.fields, "content-encoding")));
      body_->data(http.body);
    }
  }

  MemberSink& sink_;
  uint64_t max_bytes_;
  std::string uri_, date_, head_, passed_over_;
  std::optional<HttpBody> body_;
};

class Warc {
 public:
  Warc(const OpenInput& input, StreamReader reader, MemberSink& sink) : input_(input), reader_(std::move(reader)), sink_(sink) {}

  OpenOutcome run() {
    OpenOutcome outcome = read_records();
    for (const auto& [reason, count] : passed_) sink_.pass_over(reason, count);
    return reader_.failure() ? std::unexpected(*reader_.failure()) : std::move(outcome);
  }

 private:
  OpenOutcome read_records() {
    for (uint64_t records = 0;; ++records) {
      std::string line;
      bool too_long = false;
      do {
        if (!reader_.line(line, kMaxLine, too_long)) return {};
      } while (trimmed(line).empty());
      if (!trimmed(line).starts_with("WARC/")) {
        return records == 0 ? read_failure("not_a_warc", "does not begin with a WARC record")
                            : read_failure("damaged", "a record does not begin with WARC/");
      }
      Fields fields;
      while (reader_.line(line, kMaxLine, too_long) && !trimmed(line).empty()) add_field(line, fields);
      const auto bytes = number<uint64_t>(field(fields, "content-length"));
      if (!bytes) return read_failure("damaged", "a record does not say its length");
      if (!record(fields, *bytes)) return read_failure("truncated", "the last record ends too early");
    }
  }

  bool skip(std::string reason, uint64_t bytes) {
    ++passed_[std::move(reason)];
    return reader_.bytes(bytes, [](std::string_view) {});
  }

  /// False when the content is cut off.
  bool record(const Fields& fields, uint64_t bytes) {
    const std::string type = to_lower_ascii(field(fields, "warc-type"));
    const std::string media = bare_type(field(fields, "content-type"));
    const bool is_response = type == "response", is_plain = type == "resource" || type == "conversion";
    if (!is_response && !is_plain) return skip("warc_" + reason_name(type), bytes);
    if (is_response && media != "application/http") return skip("not_http", bytes);
    if (is_plain && extension_of_type(media).empty()) return skip("content_type", bytes);
    std::string uri = field(fields, "warc-target-uri");
    if (uri.starts_with('<') && uri.ends_with('>')) uri = uri.substr(1, uri.size() - 2);
    if (uri.empty()) uri = field(fields, "warc-record-id");
    if (bytes > input_.max_member_bytes) {
      sink_.refuse(uri, {"too_large", fmt::format("{}, the limit is {} (max_file_mb)", format_bytes(bytes), format_bytes(input_.max_member_bytes))},
                   bytes);
      return reader_.bytes(bytes, [](std::string_view) {});
    }
    Content content(sink_, input_.max_member_bytes, std::move(uri), field(fields, "warc-date"));
    if (is_plain) content.begin_body(media, "", "");
    if (!reader_.bytes(bytes, [&](std::string_view piece) { content.data(piece); })) {
      content.refuse({"truncated", "the record ends too early"}, bytes);
      return false;
    }
    if (const std::string reason = content.finish(bytes); !reason.empty()) ++passed_[reason];
    return true;
  }

  static std::string reason_name(const std::string& type) {
    static constexpr std::array<std::string_view, 6> kKnown{"warcinfo", "request", "metadata", "revisit", "continuation", "response"};
    return std::ranges::find(kKnown, type) == kKnown.end() ? "other" : type;
  }

  const OpenInput& input_;
  StreamReader reader_;
  MemberSink& sink_;
  std::map<std::string, uint64_t> passed_;
};

}  // namespace

OpenOutcome open_warc(const OpenInput& input, MemberSink& sink) {
  auto stream = PackedStream::open(input.file);
  if (!stream) return std::unexpected(std::move(stream.error()));
  return Warc(input, StreamReader(std::move(*stream)), sink).run();
}

bool is_warc(std::string_view path) {
  const std::string name = to_lower_ascii(path);
  return name.ends_with(".warc") || name.ends_with(".warc.gz") || name.ends_with(".wet.gz") || name.ends_with(".warc.zst");
}

std::string_view extension_of_type(std::string_view content_type) {
  static const std::map<std::string_view, std::string_view> kTypes{
      {"text/html", "html"},
      {"application/xhtml+xml", "xhtml"},
      {"text/plain", "txt"},
      {"text/markdown", "md"},
      {"application/pdf", "pdf"},
      {"text/csv", "csv"},
      {"application/json", "json"},
      {"application/rtf", "rtf"},
      {"text/rtf", "rtf"},
      {"application/epub+zip", "epub"},
      {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"},
      {"application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"},
      {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"},
      {"application/vnd.oasis.opendocument.text", "odt"},
      {"application/x-hwp", "hwp"},
      {"application/haansofthwp", "hwp"},
      {"application/hwp+zip", "hwpx"}};
  auto at = kTypes.find(content_type);
  return at == kTypes.end() ? std::string_view() : at->second;
}

}  // namespace jangin::collect
