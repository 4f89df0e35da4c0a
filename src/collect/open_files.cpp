// Level by level: what is to be opened is opened side by side, its members take their place behind it, archives among them are the next level.
#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "collect/entry.h"
#include "collect/sources/warc.h"
#include "collect/unique_names.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

bool is_hidden(std::string_view path) { return path.starts_with('.') || path.find("/.") != std::string_view::npos; }

/// "../x" and "./x" name folders, not hidden files.
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::string_view part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(path.size(), part.size() + 1));
    if (part == "." || part == ".." || part.empty()) continue;
    out += (out.empty() ? "" : "/") + std::string(part);
  }
  return out;
}

class Expansion {
 public:
  Expansion(const OpenFiles& how, std::map<std::string, uint64_t>& passed_over)
      : how_(how), passed_over_(passed_over), containers_(how.workspace, how.config, how.all) {}

  Status run(std::vector<Entry>& entries) {
    for (;;) {
      std::vector<Opening> openings;
      for (Entry& entry : entries) {
        if (is_waiting(entry)) openings.push_back(opening_of(entry));
      }
      if (openings.empty()) return tell_apart(entries), Status();
      JANGIN_ASSIGN(auto listings, containers_.open(openings));
      std::vector<Entry> out;
      for (Entry& entry : entries) {
        out.push_back(std::move(entry));
        if (!is_waiting(out.back())) continue;
        const std::string id = containers_.opening_id(opening_of(out.back()));
        const Listing& listing = listings.at(id);
        // Another file of a source, which holds the same, has used its own bounds up: once more, on this one's.
        if (listing.exceeded && !out.back().whole->budget->exceeded) continue;
        out.back().opening_id = id;
        take(listing, out);
      }
      entries = std::move(out);
      drop_broken(entries);
    }
  }

 private:
  static bool is_waiting(const Entry& entry) { return entry.opener && !entry.settled && entry.opening_id.empty(); }

  Opening opening_of(Entry& entry) const {
    if (!entry.whole) {
      const OpenBudget bounds{static_cast<uint64_t>(how_.config.max_unpacked_mb) * 1'000'000, static_cast<uint64_t>(how_.config.max_members), {}};
      entry.whole = std::make_shared<Whole>(Whole{entry.original.blob_id, std::make_shared<OpenBudget>(bounds), bounds, {}});
    }
    const std::string& name = entry.name();
    const bool name_matters = entry.opener->name_matters && entry.opener->name_matters(name);
    return {entry.original.blob_id,
            entry.original.bytes,
            name_matters ? name.substr(name.rfind('/') + 1) : std::string(),
            entry.opener,
            entry.is_member() ? std::string() : opener_options(how_.config.sources[entry.item.config]),
            entry.whole->budget};
  }

  static void settle(Entry& entry, ReadFailure failure) {
    entry.failure = std::move(failure);
    entry.settled = true;
    if (entry.doc_id.empty() && !entry.is_member()) entry.doc_id = hash_fields({"unread", entry.item.source_id, entry.original.blob_id});
  }

  /// The entry that was opened is the last of `out`; its members follow it there.
  void take(const Listing& listing, std::vector<Entry>& out) {
    const size_t at = out.size() - 1;
    out[at].from_cache = listing.from_cache;
    out[at].documents = listing.documents;
    std::shared_ptr<Whole> whole = out[at].whole;
    if (listing.exceeded) whole->failure = listing.failure;
    for (const auto& [reason, count] : listing.passed_over) passed_over_[reason] += count;
    for (const PackRecord& record : listing.members) {
      if (whole->failure) break;
      add(record, at, out);
    }
    const bool holds_nothing = listing.members.empty() && listing.documents == 0;
    if (out[at].divided) keep_own(at + 1, out);
    if (listing.failure) {
      settle(out[at], *listing.failure);
    } else if (holds_nothing) {
      settle(out[at], {"no_documents", listing.passed_over.empty() ? "it holds no file" : "it holds nothing that is a document"});
    } else {
      out[at].stands_for_members = out[at].settled = true;
    }
  }

  /// Of the members, `out` from `first` on, those that this worker has to read.
  void keep_own(size_t first, std::vector<Entry>& out) {
    std::vector<uint64_t> bytes;
    for (size_t i = first; i < out.size(); ++i) bytes.push_back(out[i].original.bytes);
    const std::vector<int> owner = how_.hand_out->give(bytes);
    size_t next = 0;
    const auto others =
        std::remove_if(out.begin() + static_cast<ptrdiff_t>(first), out.end(), [&](const Entry&) { return owner[next++] != how_.share.index; });
    out.erase(others, out.end());
  }

  void add(const PackRecord& record, size_t container, std::vector<Entry>& out) {
    Whole& whole = *out[container].whole;
    const SourceConfig& source = how_.config.sources[out[container].item.config];
    if (whole.left.members == 0 || whole.left.bytes < record.bytes * (record.blob_id.empty() ? 0 : 1)) {
      const char* bound = whole.left.members == 0 ? "holds more files than it may (max_members)" : "unpacks to more than it may (max_unpacked_mb)";
      whole.failure = ReadFailure{"archive_bomb", bound};
      return;
    }
    --whole.left.members;
    if (!record.blob_id.empty()) whole.left.bytes -= record.bytes;
    const std::string plain = without_dots(record.name);
    if (!source.hidden && record.metadata.empty() && is_hidden(plain)) {  // a URI is no file name
      ++passed_over_["hidden"];
      return;
    }
    if (std::ranges::any_of(source.exclude, [&](const std::string& glob) { return matches_glob(glob, plain); })) {
      ++passed_over_["excluded"];
      return;
    }
    Entry entry;
    entry.item.source_id = out[container].item.source_id;
    entry.item.config = out[container].item.config;
    entry.item.bytes = record.bytes;
    entry.whole = out[container].whole;
    entry.depth = out[container].depth + 1;
    entry.path_inside = out[container].is_member() ? out[container].path_inside + '/' + record.name : record.name;
    entry.metadata = record.metadata;
    entry.original.blob_id = record.blob_id;
    entry.original.bytes = record.blob_id.empty() ? 0 : record.bytes;
    if (record.kind == PackRecord::Kind::refused) {
      settle(entry, record.failure);
    } else {
      find_part(entry, source);
    }
    out.push_back(std::move(entry));
  }

  /// Who looks at a member: a reader, or an opener when it is an archive itself.
  void find_part(Entry& entry, const SourceConfig& source) const {
    std::string first;
    auto type = entry.metadata.find("content_type");  // the web's word for what it is counts more than the end of a URI
    const bool is_typed = type != entry.metadata.end();
    entry.reader = find_reader(how_.all, is_typed ? "x." + std::string(extension_of_type(type->second)) : entry.path_inside, first);
    if (!entry.reader && !is_typed) {
      first = first_bytes_of(how_.workspace / "sources" / entry.original.blob_id);
      entry.reader = find_reader(how_.all, entry.path_inside, first);
    }
    if (entry.reader) {
      entry.doc_id = hash_fields({entry.original.blob_id, "", entry.reader->name, std::to_string(entry.reader->version)});
      return;
    }
    entry.opener = source.open_archives ? opener_of_name(entry.path_inside, first) : nullptr;
    if (!entry.opener) return settle(entry, {"no_reader", "no reader for this kind of file"});
    if (entry.depth >= how_.config.max_depth) settle(entry, {"too_deep", fmt::format("an archive within {} others (max_depth)", entry.depth)});
  }

  /// Below one file of a source no two members have one name.
  static void tell_apart(std::vector<Entry>& entries) {
    UniqueNames names;
    for (Entry& entry : entries) {
      if (!entry.is_member()) names.clear();
      if (entry.is_member()) entry.path_inside = names.take(std::move(entry.path_inside));
    }
  }

  /// Of a whole that broke its bounds only the file of the source stays, with the reason.
  static void drop_broken(std::vector<Entry>& entries) {
    for (Entry& entry : entries) {
      if (!entry.is_member() && entry.whole && entry.whole->failure) {
        settle(entry, *entry.whole->failure);
        entry.stands_for_members = false;
        entry.documents = 0;
      }
    }
    std::erase_if(entries, [](const Entry& entry) { return entry.is_member() && entry.whole->failure; });
  }

  const OpenFiles& how_;
  std::map<std::string, uint64_t>& passed_over_;
  Containers containers_;
};

}  // namespace

std::string member_document_id(const std::string& blob_id, const std::string& path_inside, std::string_view reader, uint32_t version) {
  return hash_fields({blob_id, path_inside, reader, std::to_string(version)});
}

std::string Entry::document_id() const {
  if (!is_member()) return doc_id;
  return reader ? member_document_id(whole->blob_id, path_inside, reader->name, reader->version)
                : member_document_id(whole->blob_id, path_inside, "unread", 1);
}

Status open_files(const OpenFiles& how, std::vector<Entry>& entries, std::map<std::string, uint64_t>& passed_over) {
  return Expansion(how, passed_over).run(entries);
}

}  // namespace jangin::collect
