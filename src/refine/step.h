// The base of all refine steps: what a step may see, judge and change. A step is one file in steps/ and one line in registry.cpp.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "record/records.h"

namespace jangin::refine {

class PassageCorpus;

/// What a step thinks of one document or passage. `reason` is a stable snake_case name, empty when it passes; README.md lists all.
struct Judgement {
  bool pass = true;
  std::string reason;
  double score = 0;    // meaning as the step documents
  std::string detail;  // one sentence for people; holds no personal data
};
inline Judgement reject(std::string reason, double score, std::string detail) { return {false, std::move(reason), score, std::move(detail)}; }

/// A new text and how the old one became it.
struct Rewrite {
  std::string text;
  record::EditMap map;
};

/// What a step makes of one document.
struct DocumentOutcome {
  Judgement judgement;
  std::optional<Rewrite> rewrite;               // absent: the text stays
  std::optional<std::string> language;          // absent: the language stays
  std::map<std::string, uint64_t> counts;       // what the report adds up: "masked.email" → places
  std::map<std::string, std::string> metadata;  // keys to set in the document's; an empty value takes the key out
};

/// What a comparing step keeps of a document instead of its text: documents are streamed, so only this stays in memory (a kilobyte or two at most).
struct Sketch {
  std::vector<uint64_t> values;  // a signature, a score: as the step likes
  std::string note;              // what compare() must know besides, a date, say
};

/// One document as compare() sees it.
struct SketchedDocument {
  std::string doc_id, text_id, source_id, path_inside, language;
  uint64_t bytes = 0;  // of the refined text
  Sketch sketch;
  /// The document's name for people: "a.zip / b.pdf".
  std::string name() const { return path_inside.empty() ? source_id : source_id + " / " + path_inside; }
};

/// One step. Objects keep nothing between calls: hooks are const and may run on several threads at once. They must not throw.
/// A step fills in only the hooks that it needs; each default changes and rejects nothing.
class RefineStep {
 public:
  virtual ~RefineStep() = default;

  /// One document by itself; absent: the step has nothing to say about documents. A document that an earlier step rejected still comes here, so that its text is cleaned and masked before it is
  /// stored among the rejects; the judgement on it is then ignored.
  virtual std::optional<DocumentOutcome> refine_document(const record::Document&) const { return std::nullopt; }

  /// Whether the step compares documents with one another; then sketch() is called for each document that passed all that judge one by itself,
  /// after its rewriting, and compare() once, for those that are still kept when the step's turn comes, in their order: one judgement each.
  virtual bool compares() const { return false; }
  virtual Sketch sketch(const record::Document&) const { return {}; }
  virtual std::vector<Judgement> compare(std::span<const SketchedDocument>) const { return {}; }

  /// One passage of a document that passed everything. May set the passage's language.
  virtual Judgement judge_passage(record::Passage&, const record::Document&) const { return {}; }

  /// Whether the step compares passages with one another; then compare_passages() is called once, when all documents are compared: one judgement
  /// for each passage of the corpus, of which those count that are judged (PassageCorpus::is_judged). One that passes with a detail is noted: its
  /// verdict is kept. Errors: what makes the comparison impossible.
  virtual bool compares_passages() const { return false; }
  virtual Result<std::vector<Judgement>> compare_passages(const PassageCorpus&) const { return {}; }
};

}  // namespace jangin::refine
