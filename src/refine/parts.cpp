// A part: magic, key, PartInfo, documents, SHA-256. Integers and floats as this machine holds them: parts do not travel.
#include "refine/parts.h"

#include <charconv>
#include <cstring>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/hash.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kMagic = "jangin refine part 2\n";
constexpr size_t kHashBytes = 64;

// The fields of each struct, once for writing and for reading.
template <typename Io>
void fields(Io& io, record::Span& span) {
  io(span.begin, span.end);
}
template <typename Io>
void fields(Io& io, record::Edit& edit) {
  io(edit.before, edit.after);
}
template <typename Io>
void fields(Io& io, record::TextPlace& place) {
  io(place.text, place.page, place.left, place.top, place.right, place.bottom, place.bytes);
}
template <typename Io>
void fields(Io& io, record::Document& d) {
  io(d.doc_id, d.text_id, d.source_id, d.blob_id, d.path_inside, d.reader, d.reader_version, d.title, d.language, d.pages, d.text, d.places,
     d.metadata, d.missing_references);
}
template <typename Io>
void fields(Io& io, record::Verdict& v) {
  io(v.subject_id, v.step, v.step_version, v.pass, v.reason, v.score, v.detail);
}
template <typename Io>
void fields(Io& io, record::TextEdit& e) {
  io(e.doc_id, e.step, e.step_version, e.text_id_before, e.text_id_after, e.map);
}
template <typename Io>
void fields(Io& io, record::Occurrence& o) {
  io(o.passage_id, o.doc_id, o.span, o.page_first, o.page_last, o.ordinal);
}
template <typename Io>
void fields(Io& io, Sketch& sketch) {
  io(sketch.values, sketch.note);
}
template <typename Io>
void fields(Io& io, GroupMentions& g) {
  io(g.group, g.mentions, g.positive, g.negative, g.beside);
}
template <typename Io>
void fields(Io& io, DocumentBalance& b) {
  io(b.words, b.sentences, b.heading_words, b.groups);
}
/// Without the text, which is a slice of the document's.
template <typename Io>
void fields(Io& io, CutPassage& cut) {
  io(cut.passage.passage_id, cut.passage.heading_path, cut.passage.language, cut.passage.occurrences, cut.verdict);
}
template <typename Io>
void fields(Io& io, RefinedDocument& r) {
  io(r.document, r.bytes_in, r.kept, r.verdicts, r.edits, r.counts, r.balance, r.sketches, r.passages);
}
template <typename Io>
void fields(Io& io, PartInfo& info) {
  io(info.first_row, info.kept, info.seconds);
}

class FieldWriter {
 public:
  template <typename... T>
  void operator()(T&... values) {
    (put(values), ...);
  }
  std::string take() { return std::move(out_); }

 private:
  template <typename T>
  void put(T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      out_.append(reinterpret_cast<const char*>(&value), sizeof value);
    } else {
      fields(*this, value);
    }
  }
  void put(const std::string& text) {
    size(text.size());
    out_ += text;
  }
  void put(std::string& text) { put(std::as_const(text)); }
  template <typename T>
  void put(std::vector<T>& values) {
    size(values.size());
    for (T& value : values) put(value);
  }
  template <typename T>
  void put(std::map<std::string, T>& values) {
    size(values.size());
    for (auto& [key, value] : values) put(key), put(value);
  }
  void put(record::EditMap& map) {
    std::vector<record::Edit> edits = map.edits();
    put(edits);
  }
  void size(uint64_t count) { put(count); }
  std::string out_;
};

/// After the first field that does not fit, all are empty and ok() is false.
class FieldReader {
 public:
  explicit FieldReader(std::string_view bytes) : rest_(bytes) {}
  template <typename... T>
  void operator()(T&... values) {
    (get(values), ...);
  }
  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

 private:
  template <typename T>
  void get(T& value) {
    if constexpr (std::is_arithmetic_v<T>) {
      std::string_view bytes = take(sizeof value);
      if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof value);
    } else {
      fields(*this, value);
    }
  }
  void get(std::string& text) { text = take(size()); }
  template <typename T>
  void get(std::vector<T>& values) {
    values.clear();
    for (uint64_t left = size(); left > 0 && ok_; --left) get(values.emplace_back());
  }
  template <typename T>
  void get(std::map<std::string, T>& values) {
    for (uint64_t left = size(); left > 0 && ok_; --left) {
      std::string key;
      get(key);
      get(values[std::move(key)]);
    }
  }
  void get(record::EditMap& map) {
    std::vector<record::Edit> edits;
    get(edits);
    for (const record::Edit& edit : edits) map.replace(edit.before, edit.after);
  }
  uint64_t size() {
    uint64_t count = 0;
    get(count);
    return count;
  }
  std::string_view take(uint64_t bytes) {
    ok_ = ok_ && bytes <= rest_.size();
    if (!ok_) return {};
    std::string_view taken = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return taken;
  }
  std::string_view rest_;
  bool ok_ = true;
};

std::string_view view(const MappedFile& file) { return {reinterpret_cast<const char*>(file.bytes().data()), file.bytes().size()}; }

/// What stands between magic and hash, behind the key; nothing when it is of another run.
std::optional<FieldReader> open_body(std::string_view bytes, const std::string& key) {
  if (!bytes.starts_with(kMagic) || bytes.size() < kMagic.size() + kHashBytes) return std::nullopt;
  FieldReader reader(bytes.substr(kMagic.size(), bytes.size() - kMagic.size() - kHashBytes));
  std::string found;
  reader(found);
  if (!reader.ok() || found != key) return std::nullopt;
  return reader;
}

void restore_texts(RefinedDocument& refined) {
  std::string_view text = refined.document.text;
  for (CutPassage& cut : refined.passages) {
    record::Span span = cut.passage.occurrences.empty() ? record::Span{} : cut.passage.occurrences.front().span;
    if (span.begin <= span.end && span.end <= text.size()) cut.passage.text = text.substr(span.begin, span.size());
  }
}

}  // namespace

fs::path PartStore::path(uint64_t first_row) const { return folder_ / fmt::format("{:012}.part", first_row); }

std::set<uint64_t> PartStore::first_rows() const {
  std::set<uint64_t> rows;
  std::error_code error;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    uint64_t row = 0;
    const std::string name = entry->path().filename().string();
    std::from_chars(name.data(), name.data() + name.size(), row);
    if (entry->path() == path(row)) rows.insert(row);
  }
  return rows;
}

std::optional<PartInfo> PartStore::find(uint64_t first_row) const {
  auto file = MappedFile::open(path(first_row));
  if (!file) return std::nullopt;
  std::string_view bytes = view(*file);
  auto body = open_body(bytes, key_);
  if (!body || sha256_hex(bytes.substr(0, bytes.size() - kHashBytes)) != bytes.substr(bytes.size() - kHashBytes)) return std::nullopt;
  PartInfo info;
  (*body)(info);
  if (!body->ok() || info.first_row != first_row || info.kept.empty()) return std::nullopt;
  return info;
}

Status PartStore::write(uint64_t first_row, std::vector<RefinedDocument>& documents, const StepSeconds& seconds) const {
  PartInfo info{first_row, {}, seconds};
  for (const RefinedDocument& document : documents) info.kept.push_back(document.kept ? 1 : 0);
  FieldWriter writer;
  std::string key = key_;
  writer(key, info);
  for (RefinedDocument& document : documents) writer(document);
  std::string bytes = std::string(kMagic) + writer.take();
  bytes += sha256_hex(bytes);
  return write_file(path(first_row), bytes);
}

Status PartStore::read(uint64_t first_row, const std::function<Status(RefinedDocument& document)>& take) const {
  JANGIN_ASSIGN(MappedFile file, MappedFile::open(path(first_row)));
  auto body = open_body(view(file), key_);
  auto damaged = [&] { return fail(ErrorCode::invalid_format, "is damaged", place(first_row), "run the same command again"); };
  if (!body) return damaged();
  PartInfo info;
  (*body)(info);
  for (size_t i = 0; i < info.kept.size(); ++i) {
    RefinedDocument document;
    (*body)(document);
    if (!body->ok()) return damaged();
    restore_texts(document);
    JANGIN_TRY(take(document));
  }
  if (!body->at_end()) return damaged();
  return {};
}

void PartStore::remove() const {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

}  // namespace jangin::refine
