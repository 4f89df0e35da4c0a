// See email.h.
#include "collect/readers/email.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/html.h"
#include "collect/readers/mail/mime.h"
#include "collect/readers/plain.h"
#include "collect/readers/tree.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

using namespace mail;

constexpr int kMaxDepth = 8;  // parts in parts, messages in messages
constexpr size_t kMaxParts = 1000, kMaxMessages = 100'000;
constexpr size_t kMaxAttachmentBytes = 400'000'000;  // of all attachments together, decoded

class EmailReader {
 public:
  explicit EmailReader(const ReadInput& input) : limits_(input.limits), writer_(input.limits) {}

  void message(std::string_view bytes, int level, int depth) {
    Part whole = parse_part(bytes);
    std::string subject = collapse_spaces(decode_words(whole.header("subject")));
    if (title_.empty()) title_ = subject;
    writer_.heading(level, subject.empty() ? "(no subject)" : subject);
    static constexpr std::array<std::array<std::string_view, 2>, 4> kShown{{{"from", "From"}, {"to", "To"}, {"cc", "Cc"}, {"date", "Date"}}};
    for (const auto& [name, label] : kShown) {
      std::string value = collapse_spaces(decode_words(whole.header(name)));
      if (!value.empty()) writer_.item(0, 0, fmt::format("**{}**: {}", label, value));
    }
    part(whole, level, depth);
  }

  ReadOutcome finish(Reading reading) {
    reading.title = text::nfc(title_);
    if (!unread_.empty()) reading.metadata["unread_attachments"] = text::nfc(unread_);
    return writer_.finish(std::move(reading), links_);
  }
  bool full() const { return writer_.full(); }

 private:
  void part(const Part& part_in, int level, int depth) {
    if (depth > kMaxDepth || ++parts_ > kMaxParts * 10 || writer_.full()) return;
    std::string_view content = part_in.header("content-type");
    std::string type = content.empty() ? "text/plain" : media_type(content);
    std::string name = file_name(part_in);
    bool attached =
        to_lower_ascii(media_type(part_in.header("content-disposition"))) == "attachment" || (!name.empty() && !type.starts_with("multipart/"));
    if (type == "message/rfc822") {
      message(decode_body(part_in), std::min(level + 1, 6), depth + 1);
    } else if (type.starts_with("multipart/")) {
      multipart(part_in, type, level, depth);
    } else if (attached) {
      attachment(part_in, name, level, depth);
    } else if (type == "text/html") {
      std::string bytes = decode_body(part_in);
      std::string charset = parameter(content, "charset");
      write_html(to_utf8(bytes, charset.empty() ? declared_in_markup(bytes) : charset), 0, writer_, links_);
    } else if (type.starts_with("text/")) {
      plain(to_utf8(decode_body(part_in), parameter(content, "charset")));
    }
  }

  static std::string file_name(const Part& part) {
    std::string name = parameter(part.header("content-disposition"), "filename");
    if (name.empty()) name = parameter(part.header("content-type"), "name");
    return collapse_spaces(name);
  }

  /// Of alternatives the plain text, or the last one that can be read; of others all.
  void multipart(const Part& whole, std::string_view type, int level, int depth) {
    std::string body(whole.body);
    if (whole.header("content-transfer-encoding").size() > 5) body = decode_body(whole);
    std::vector<std::string_view> parts = split_parts(body, parameter(whole.header("content-type"), "boundary"), kMaxParts);
    if (type != "multipart/alternative") {
      for (std::string_view bytes : parts) part(parse_part(bytes), level, depth + 1);
      return;
    }
    const std::string_view* chosen = nullptr;
    for (const std::string_view& bytes : parts) {
      Part candidate = parse_part(bytes);
      std::string kind = media_type(candidate.header("content-type"));
      bool text = kind == "text/plain" || kind.empty();
      if (text && collapse_spaces(decode_body(candidate)).empty()) continue;
      chosen = &bytes;
      if (text) break;
    }
    if (chosen) part(parse_part(*chosen), level, depth + 1);
  }

  /// Paragraphs between empty lines; quotations stay behind ">"; the signature's mark ends nothing.
  void plain(const std::string& text) {
    std::string paragraph;
    for (std::string_view line : split_lines(text)) {
      if (!trim(line).empty()) {
        (paragraph += line) += '\n';
        continue;
      }
      writer_.paragraph(paragraph);
      paragraph.clear();
    }
    writer_.paragraph(paragraph);
  }

  void attachment(const Part& part, const std::string& name, int level, int depth) {
    auto not_read = [&](std::string_view reason) {
      unread_ += (unread_.empty() ? "" : ", ") + (name.empty() ? "(no name)" : name) + " (" + std::string(reason) + ")";
    };
    attached_bytes_ += part.body.size();
    if (attached_bytes_ > kMaxAttachmentBytes) return not_read("too_large");
    std::string bytes = decode_body(part);
    const Reader* reader = bytes.empty() ? nullptr : find_reader(readers(), name, std::string_view(bytes).substr(0, 4096));
    if (!reader) return not_read(bytes.empty() ? "zero_bytes" : "no_reader");
    if (reader->read == read_email) return message(bytes, std::min(level + 1, 6), depth + 1);
    ReadOutcome outcome = reader->read({std::as_bytes(std::span(bytes.data(), bytes.size())), name, limits_});
    if (!outcome) return not_read(outcome.error().reason);
    writer_.heading(2, "Attachment: " + name);
    writer_.append(outcome->text);
  }

  const ReadLimits limits_;
  BlockWriter writer_;
  std::string title_, unread_;
  std::vector<std::string> links_;
  size_t parts_ = 0, attached_bytes_ = 0;
};

/// Messages of an mbox: each begins with a line "From " behind an empty one (or at the start).
std::vector<std::string_view> messages_of(std::string_view bytes) {
  std::vector<std::string_view> out;
  size_t begin = 0;
  for (size_t at = bytes.find("\nFrom ", 1); at != std::string_view::npos && out.size() + 1 < kMaxMessages; at = bytes.find("\nFrom ", at + 1)) {
    bool behind_empty = bytes[at - 1] == '\n' || (at > 1 && bytes[at - 1] == '\r' && bytes[at - 2] == '\n');
    if (!behind_empty) continue;
    out.push_back(bytes.substr(begin, at + 1 - begin));
    begin = at + 1;
  }
  out.push_back(bytes.substr(begin));
  for (std::string_view& message : out) message.remove_prefix(std::min(message.find('\n'), message.size() - 1) + 1);  // the line "From "
  return out;
}

bool is_message(std::string_view bytes) {
  Part part = parse_part(bytes.substr(0, 65536));
  for (std::string_view name : {"from", "to", "subject", "date", "received", "mime-version", "message-id", "return-path"}) {
    if (!part.header(name).empty()) return true;
  }
  return false;
}

}  // namespace

ReadOutcome read_email(const ReadInput& input) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  bool box = bytes.starts_with("From ");
  std::vector<std::string_view> messages = box ? messages_of(bytes) : std::vector<std::string_view>{bytes};
  if (!is_message(messages[0])) return read_failure("not_a_message", "the file does not begin with the headers of a message");
  EmailReader reader(input);
  for (std::string_view message : messages) {
    if (!reader.full()) reader.message(message, 1, 0);
  }
  Reading reading;
  if (box) reading.metadata["messages"] = std::to_string(messages.size());
  return reader.finish(std::move(reading));
}

}  // namespace jangin::collect
