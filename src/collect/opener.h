// The base of all openers: a file that holds many documents (an archive, a data set, …) → its members, one after another. An opener runs
// inside the sandboxed child, as readers do: it has the file's descriptor, opens nothing by name, and may fail in any way without harm.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"
#include "collect/source.h"

namespace jangin::collect {

struct OpenInput {
  int file = -1;        // read-only, at its start
  uint64_t bytes = 0;   // of the file
  std::string name;     // what the file is called; never opened
  std::string options;  // JSON object, as the caller of the opener's own make_…_options() wrote it; may be empty
  uint64_t max_member_bytes = 0;
  ReadLimits limits;  // of documents that the opener makes itself
};

/// Takes members in order. Names are UTF-8 or not: the sink makes them readable.
class MemberSink {
 public:
  using Metadata = std::map<std::string, std::string>;
  virtual ~MemberSink() = default;
  /// Starts a member whose bytes follow in any number of data() and end with end().
  virtual void begin(std::string_view name, const Metadata& metadata) = 0;
  virtual void data(std::string_view bytes) = 0;
  virtual void end() = 0;
  /// A member that is not to be had, also one that was begun: what came of it is dropped. `bytes`: as many as it says it has.
  virtual void refuse(std::string_view name, const ReadFailure& failure, uint64_t bytes) = 0;
  /// A member that is a document already (a row), or a failure of one, made by the named reader from `bytes` bytes of text.
  virtual void document(std::string_view name, std::string_view reader, uint64_t bytes, const ReadOutcome& outcome) = 0;
  /// `count` parts that are no documents and were not looked at.
  virtual void pass_over(std::string_view reason, uint64_t count) = 0;
};

/// Nothing: all members were handed over. A failure: those handed over so far stand, the file itself is listed with the reason.
using OpenOutcome = std::expected<void, ReadFailure>;

struct Opener {
  std::string_view name;  // "archive": part of what its answers are kept under
  uint32_t version;       // raised whenever members or texts may change
  OpenOutcome (*open)(const OpenInput& input, MemberSink& sink);
  void (*prepare)() = nullptr;                            // once in the reader host, before any document
  bool (*name_matters)(std::string_view path) = nullptr;  // null: never; its members depend on what the file is called
  /// On the caller's side, null: nothing: what lies beside the source's file, when the file alone is not what it means.
  std::optional<ReadFailure> (*look_beside)(const std::filesystem::path& file) = nullptr;
  bool opens_its_file = false;  // its library must open the file by its name (/proc/self/fd/…): that file alone, to read, may be opened
};

/// The openers of this program (sources/registry.cpp).
const std::vector<Opener>& openers();
const Opener* find_opener(std::string_view name);
/// The opener of a file that is no format of a reader, by its name; nullptr: none.
const Opener* opener_of_name(std::string_view path, std::string_view first_bytes);
/// The opener of a source's file, which its kind may decide, and the options for it (OpenInput::options).
const Opener* opener_of_source(const SourceConfig& source, std::string_view path, std::string_view first_bytes);
std::string opener_options(const SourceConfig& source);

}  // namespace jangin::collect
