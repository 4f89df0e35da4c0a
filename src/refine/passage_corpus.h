// What steps see that compare passages: the texts of all kept documents, in a mapped file, and where their passages stand. In memory are places
// and ids only.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "record/records.h"
#include "refine/binary_id.h"
#include "refine/step.h"

namespace jangin::refine {

struct CorpusPassage {
  uint64_t begin = 0;  // in PassageCorpus::text()
  uint32_t bytes = 0;
  uint32_t document = 0;  // index
  uint32_t first = 0;     // the first passage with the same id; itself when it is that
  bool out = false;       // rejected, by a step before
  uint16_t heading_bytes = 0;
  uint64_t heading = 0;  // begin of the innermost heading; 0 bytes: none
  uint64_t end() const { return begin + bytes; }
};

struct CorpusDocument {
  std::string name;  // for people: "a.zip / b.pdf"
  uint64_t begin = 0, end = 0;
  uint32_t passages_begin = 0, passages_end = 0;  // indices
};

/// Documents in their order, passages in that of their texts. Thread-safe to read.
class PassageCorpus {
 public:
  /// Ends in white space.
  std::string_view text() const;
  const std::vector<CorpusDocument>& documents() const { return documents_; }
  const std::vector<CorpusPassage>& passages() const { return passages_; }
  std::string_view text_of(size_t passage) const { return text().substr(passages_[passage].begin, passages_[passage].bytes); }
  std::string_view heading_of(size_t passage) const { return text().substr(passages_[passage].heading, passages_[passage].heading_bytes); }
  const BinaryId& id_of(size_t passage) const { return ids_[passage]; }
  /// The passage that holds a place of text() within a document, or else begins last before it; the document may have none there.
  std::optional<size_t> passage_at(uint64_t place) const;
  /// For people, what stands at such a place: "a.zip / b.pdf, Homing".
  std::string name_at(uint64_t place) const;
  /// Neither rejected nor equal to an earlier one.
  bool is_judged(size_t passage) const { return !passages_[passage].out && passages_[passage].first == passage; }
  /// The stretches of a document's text without its rejected passages; of text(), ascending, none empty.
  std::vector<record::Span> kept_runs(const CorpusDocument& document) const;

  /// One judgement a passage: those that do not pass are out, with all that are equal to them.
  void apply(std::span<const Judgement> judgements);

 private:
  friend class PassageCorpusWriter;
  const CorpusDocument& document_at(uint64_t place) const;
  explicit PassageCorpus(MappedFile file) : file_(std::move(file)) {}
  MappedFile file_;
  std::vector<CorpusDocument> documents_;
  std::vector<CorpusPassage> passages_;
  std::vector<BinaryId> ids_;  // of passages
};

/// Writes the texts to a file of its own, which stays until somebody removes it.
class PassageCorpusWriter {
 public:
  /// Replaces the file. Errors: io_error.
  static Result<PassageCorpusWriter> open(const std::filesystem::path& path);

  /// The document whose passages come next, in the order of their spans.
  Status add_document(const record::Document& document);
  /// `kept`: not rejected so far.
  Status add_passage(const record::Passage& passage, bool kept);
  /// Errors: io_error.
  Result<PassageCorpus> finish();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  PassageCorpusWriter(std::filesystem::path path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  Status write(std::string_view bytes);

  std::filesystem::path path_;
  std::unique_ptr<std::FILE, Close> file_;
  uint64_t size_ = 0;
  std::string last_heading_;
  uint64_t last_heading_at_ = 0;
  std::vector<CorpusDocument> documents_;
  std::vector<CorpusPassage> passages_;
  std::vector<BinaryId> ids_;
  std::unordered_map<BinaryId, uint32_t, BinaryIdHash> firsts_;
};

}  // namespace jangin::refine
