// What the stage carries: one entry a file, and one a file within a file that was opened. Internal to collect/.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/share.h"
#include "collect/collect.h"
#include "collect/containers.h"
#include "collect/opener.h"
#include "collect/originals.h"
#include "collect/reader.h"

namespace jangin::collect {

/// The file of a source that members lie in, however deep.
struct Whole {
  std::string blob_id;
  std::shared_ptr<OpenBudget> budget;  // for opening: bounds what is written
  OpenBudget left;                     // for listing: an archive that lies in it twice is opened once and listed twice
  std::optional<ReadFailure> failure;  // a bound of the whole is broken: its members go
};

struct Entry {
  SourceItem item;
  Original original;
  const Reader* reader = nullptr;
  std::string doc_id;  // of its own bytes: what its reading is kept under. A member's document is named by document_id()
  bool settled = false, from_cache = false;
  std::optional<ReadFailure> failure;  // none of a settled one: its text is in the cache, not in memory

  std::string path_inside;          // empty: a file of a source
  std::shared_ptr<Whole> whole;     // of members and of what they lie in
  MemberSink::Metadata metadata;    // of a member, beside what its reader says
  const Opener* opener = nullptr;   // it holds documents, and is to be opened
  int64_t depth = 0;                // openings above it
  std::string opening_id;           // it was opened (Containers::pack_path)
  uint64_t documents = 0;           // that its opener made
  bool stands_for_members = false;  // it was opened to its end: its members have verdicts, it has none
  bool divided = false;             // several workers open it, and each reads some of its members

  bool is_member() const { return !path_inside.empty(); }
  /// What it is called, for readers.
  const std::string& name() const { return is_member() ? path_inside : item.source_id; }
  /// For people: "docs/box.zip / a/b.pdf".
  std::string readable_name() const { return is_member() ? item.source_id + " / " + path_inside : item.source_id; }
  std::string document_id() const;
};

/// hash(blob of the source's file, path inside it, reader and its version): the doc_id of what lies in a file.
std::string member_document_id(const std::string& blob_id, const std::string& path_inside, std::string_view reader, uint32_t version);

struct OpenFiles {
  const std::filesystem::path& workspace;
  const CollectConfig& config;
  const std::vector<Reader>& all;
  Share share = {};             // of divided entries' members, those of this worker are kept
  HandOut* hand_out = nullptr;  // by which they are handed out; null where no entry is divided
};

/// Opens every entry that has an opener, archives in archives too, and puts the members behind what they lie in. What cannot be opened is
/// settled with its reason. `passed_over`: parts that are no items, by reason. Errors: io_error, interrupted.
Status open_files(const OpenFiles& how, std::vector<Entry>& entries, std::map<std::string, uint64_t>& passed_over);

}  // namespace jangin::collect
