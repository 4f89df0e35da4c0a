// See archive.h. The only file that names libarchive.
#include "collect/sources/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <iconv.h>
#include <locale.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/readers/encoding.h"
#include "collect/sources/packed_stream.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kBlockBytes = 256 << 10;
constexpr std::array<std::string_view, 7> kPacked{"gz", "bz2", "xz", "zst", "lz4", "lzma", "z"};

struct FreeArchive {
  void operator()(archive* a) const { archive_read_free(a); }
};
using Archive = std::unique_ptr<archive, FreeArchive>;

std::string_view extension(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);
  const size_t dot = path.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : path.substr(dot + 1);
}

/// libarchive hands names that formats hold as UTF-8 or UTF-16 over in the locale's encoding. Null where the system has no such locale.
locale_t utf8_locale() {
  static locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", static_cast<locale_t>(nullptr));
  return locale;
}

struct InUtf8 {
  locale_t before = utf8_locale() ? uselocale(utf8_locale()) : static_cast<locale_t>(nullptr);
  ~InUtf8() {
    if (before) uselocale(before);
  }
};

bool is_packed(std::string_view ending) { return std::ranges::find(kPacked, ending) != kPacked.end(); }

/// "notes.txt.gz" → "notes.txt"; empty when the name is that of an archive with names of its own.
std::string name_of_single(std::string_view path) {
  path = path.substr(path.rfind('/') + 1);
  if (!is_packed(to_lower_ascii(extension(path)))) return {};
  path.remove_suffix(extension(path).size() + 1);
  return to_lower_ascii(extension(path)) == "tar" ? std::string() : std::string(path);
}

/// Formats by library, never by a program: it may start none.
Archive new_archive(bool single) {
  Archive a(archive_read_new());
  for (auto support :
       {archive_read_support_filter_gzip, archive_read_support_filter_bzip2, archive_read_support_filter_xz, archive_read_support_filter_lzma,
        archive_read_support_filter_zstd, archive_read_support_filter_lz4, archive_read_support_filter_compress}) {
    support(a.get());
  }
  if (single) {
    archive_read_support_format_raw(a.get());
    return a;
  }
  for (auto support : {archive_read_support_format_tar, archive_read_support_format_zip, archive_read_support_format_7zip}) support(a.get());
  return a;
}

std::string said(archive* a) {
  const char* words = archive_error_string(a);
  return words ? words : "the archive cannot be read";
}

bool says(const std::string& words, std::string_view part) { return to_lower_ascii(words).find(part) != std::string::npos; }

/// `opened`: the format is known; before that libarchive may not be asked whether it is encrypted.
ReadFailure failure_of(archive* a, bool opened = true) {
  std::string words = said(a);
  if ((opened && archive_read_has_encrypted_entries(a) > 0) || says(words, "encrypt") || says(words, "passphrase"))
    return {"encrypted", "the archive is encrypted"};
  if (says(words, "truncated") || says(words, "premature") || says(words, "end of file") || says(words, "unexpected eof")) {
    return {"truncated", "the archive ends too early: " + words};
  }
  return {"damaged", words};
}

/// Why an entry is no member; empty reason: it is one.
ReadFailure entry_problem(archive_entry* entry, uint64_t max_bytes) {
  if (archive_entry_hardlink(entry)) return {"hard_link", "a link to another file of the archive"};
  switch (archive_entry_filetype(entry)) {
    case AE_IFREG: break;
    case AE_IFLNK: return {"symlink", "a symbolic link"};
    default: return {"not_a_file", "a device, pipe or socket"};
  }
  if (archive_entry_is_data_encrypted(entry) || archive_entry_is_metadata_encrypted(entry))
    return {"encrypted", "the file is encrypted in its archive"};
  if (archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0 && static_cast<uint64_t>(archive_entry_size(entry)) > max_bytes) {
    return {"too_large", fmt::format("{}, the limit is {} (max_file_mb)", format_bytes(static_cast<uint64_t>(archive_entry_size(entry))),
                                     format_bytes(max_bytes))};
  }
  return {};
}

/// Hands over one entry's bytes, holes as zeros. A failure is the member's, unless the archive cannot go on (`fatal`).
std::optional<ReadFailure> copy_member(archive* a, uint64_t max_bytes, MemberSink& sink, bool& fatal) {
  static const std::string kZeros(kBlockBytes, '\0');
  uint64_t written = 0;
  for (;;) {
    const void* block = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(a, &block, &size, &offset);
    if (status == ARCHIVE_EOF) return std::nullopt;
    if (status == ARCHIVE_RETRY) continue;
    if (status != ARCHIVE_OK) {
      fatal = status == ARCHIVE_FATAL;
      return failure_of(a);
    }
    const uint64_t begin = static_cast<uint64_t>(std::max<la_int64_t>(offset, 0));
    if (begin < written) return ReadFailure{"damaged", "its parts overlap"};
    if (begin > max_bytes || size > max_bytes - begin) {
      return ReadFailure{"too_large", fmt::format("more than {}, the limit (max_file_mb)", format_bytes(max_bytes))};
    }
    for (; written < begin; written += std::min<uint64_t>(begin - written, kZeros.size())) {
      sink.data(std::string_view(kZeros).substr(0, begin - written));
    }
    sink.data({static_cast<const char*>(block), size});
    written += size;
  }
}

/// Names that are no UTF-8 come from tools that wrote the code page of their country, one for the whole archive.
class Names {
 public:
  std::string decoded(const std::string& raw) {
    if (text::find_invalid_utf8(raw) == std::string_view::npos) return raw;
    if (!encoding_) encoding_ = detect_encoding(raw);
    return Decoder(*encoding_).decode(raw);
  }

 private:
  std::optional<Encoding> encoding_;
};

std::string raw_name(archive_entry* entry) {
  const char* name = archive_entry_pathname(entry);
  if (!name) name = archive_entry_pathname_utf8(entry);
  return name ? name : "";
}

struct Walk {
  archive* a;
  const OpenInput& input;
  MemberSink& sink;
  std::string single;
  Names names;

  std::string name_of(archive_entry* entry) { return single.empty() ? names.decoded(raw_name(entry)) : single; }

  /// True: go on with the next entry.
  bool entry(archive_entry* entry, OpenOutcome& outcome) {
    if (archive_entry_filetype(entry) == AE_IFDIR && !archive_entry_hardlink(entry)) return true;
    const std::string name = name_of(entry);
    const uint64_t size = static_cast<uint64_t>(std::max<la_int64_t>(archive_entry_size(entry), 0));
    ReadFailure problem = entry_problem(entry, input.max_member_bytes);
    if (!problem.reason.empty()) {
      sink.refuse(name, problem, size);
      return true;
    }
    bool fatal = false;
    sink.begin(name, {});
    if (archive_entry_size_is_set(entry) && size == 0) return sink.end(), true;
    auto failed = copy_member(a, input.max_member_bytes, sink, fatal);
    if (!failed) {
      sink.end();
      return true;
    }
    sink.refuse(name, *failed, size);
    // A zip's other files are to be had all the same; behind a cut there is nothing.
    if (fatal && failed->reason == "truncated") outcome = std::unexpected(std::move(*failed));
    return outcome.has_value();
  }

  OpenOutcome run() {
    OpenOutcome outcome;
    for (;;) {
      archive_entry* next = nullptr;
      const int status = archive_read_next_header(a, &next);
      if (status == ARCHIVE_EOF) return outcome;
      if (status == ARCHIVE_RETRY) continue;
      if (status < ARCHIVE_WARN) return std::unexpected(failure_of(a));
      if (!entry(next, outcome)) return outcome;
    }
  }
};

}  // namespace

OpenOutcome open_archive(const OpenInput& input, MemberSink& sink) {
  if (input.bytes == 0) return read_failure("zero_bytes", "the file is empty");
  InUtf8 names;
  std::string single = name_of_single(input.name);
  Archive a = new_archive(!single.empty());
  if (archive_read_open_fd(a.get(), input.file, kBlockBytes) != ARCHIVE_OK) {
    ReadFailure failure = failure_of(a.get(), false);
    if (says(failure.detail, "unrecognized")) failure = {"not_an_archive", "neither zip nor tar nor 7z"};
    return std::unexpected(std::move(failure));
  }
  return Walk{a.get(), input, sink, std::move(single), {}}.run();
}

void prepare_archives() {
  utf8_locale();
  // The first conversion makes the C library look for its table of conversions.
  for (const char* from : {"UTF-16LE", "UTF-16BE", "UTF-8"}) {
    iconv_t conversion = iconv_open("UTF-8", from);
    if (conversion != reinterpret_cast<iconv_t>(-1)) iconv_close(conversion);
  }
}

bool is_packed_single(std::string_view path) { return !name_of_single(path).empty(); }

bool is_archive(std::string_view path, std::string_view first_bytes) {
  const std::string ending = to_lower_ascii(extension(path));
  if (ending.empty()) {
    return first_bytes.starts_with("PK\3\4") || first_bytes.starts_with("7z\xbc\xaf\x27\x1c") || first_bytes.substr(0, 262).ends_with("ustar");
  }
  constexpr std::array<std::string_view, 10> kNamed{"zip", "tar", "7z", "tgz", "tbz", "tbz2", "txz", "tzst", "tzs", "taz"};
  return std::ranges::find(kNamed, ending) != kNamed.end() || is_packed(ending);
}

struct PackedStream::State {
  Archive a;
};
PackedStream::PackedStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
PackedStream::PackedStream(PackedStream&&) noexcept = default;
PackedStream::~PackedStream() = default;

std::expected<PackedStream, ReadFailure> PackedStream::open(int file) {
  auto state = std::make_unique<State>(State{new_archive(true)});
  archive_entry* entry = nullptr;
  if (archive_read_open_fd(state->a.get(), file, kBlockBytes) != ARCHIVE_OK || archive_read_next_header(state->a.get(), &entry) != ARCHIVE_OK) {
    return std::unexpected(failure_of(state->a.get(), false));
  }
  return PackedStream(std::move(state));
}

std::expected<std::string_view, ReadFailure> PackedStream::next() {
  for (;;) {
    const void* block = nullptr;
    size_t size = 0;
    la_int64_t offset = 0;
    const int status = archive_read_data_block(state_->a.get(), &block, &size, &offset);
    if (status == ARCHIVE_EOF) return std::string_view();
    if (status < ARCHIVE_OK) return std::unexpected(failure_of(state_->a.get()));
    if (size > 0) return std::string_view(static_cast<const char*>(block), size);
  }
}

bool StreamReader::fill() {
  if (failure_) return false;
  auto piece = stream_.next();
  if (!piece) failure_ = std::move(piece.error());
  rest_ = piece ? *piece : std::string_view();
  return !rest_.empty();
}

bool StreamReader::line(std::string& out, size_t max_bytes, bool& too_long) {
  out.clear();
  too_long = false;
  bool any = false;
  while (!rest_.empty() || fill()) {
    any = true;
    const size_t end = rest_.find('\n');
    const std::string_view piece = rest_.substr(0, end);
    const size_t room = max_bytes - out.size();
    too_long = too_long || piece.size() > room;
    out += piece.substr(0, room);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (end != std::string_view::npos) break;
  }
  return any && !failure_;
}

}  // namespace jangin::collect
