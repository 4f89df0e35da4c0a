// Refining: collected documents → clean documents and passages, every change and every rejection on record. Reads and writes shards of a
// workspace; knows no other stage.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"

namespace jangin::refine {

/// [refine.broken_text]: what counts as broken.
struct BrokenTextConfig {
  /// Share of characters that stand for nothing (U+FFFD, private use, unassigned) beyond which a document is broken. 1: off.
  double max_unmapped_share = 0.02;
  /// Share of letters in sequences that one encoding read as another leaves behind. 1: off.
  double max_mojibake_share = 0.02;
  /// Share of control characters beyond which a text is a binary file. 1: off.
  double max_control_share = 0.005;
  /// Letters and digits of a document, at least. 0: off.
  int64_t min_letters = 20;
};

/// [refine.personal_data]: what is masked.
struct PersonalDataConfig {
  /// Names of personal/kinds.cpp; empty: nothing is masked. All by default: what a model has learned cannot be taken back, and a kind that is an organisation's own to
  /// teach (its address, its staff's names) is one word less here.
  std::vector<std::string> kinds = {"email", "resident_registration", "foreigner_registration", "card", "business_registration", "drivers_licence", "passport",
                                    "social_security", "phone", "bank_account", "ip", "address", "name"};
  /// Kinds for which a document is rejected (`personal_data`) instead of taught with placeholders. Empty: none.
  std::vector<std::string> reject;
  /// E-mail domains that stay (with their subdomains). Reserved ones (RFC 2606: example.com, .test, …) always stay.
  std::vector<std::string> keep_domains;
};

/// [refine.passages]: how documents are cut. Words are runs between spaces.
struct PassageConfig {
  /// A section longer than this is cut between its paragraphs, into parts of about equal length; a part may be min_words longer.
  int64_t max_words = 400;
  /// The last part of a section is joined to the one before when it is shorter.
  int64_t min_words = 80;
  /// A table, list or block of code is kept whole up to this length.
  int64_t max_block_words = 1000;
  /// A passage that says less than so many letters is listed as rejected (too_short); a Hangul syllable counts as two, a digit as a half,
  /// so that "삭제 <2013.10.20>" goes and "금연구역에서는 금연한다." stays. 0: off.
  int64_t min_letters = 12;
};

/// [refine]. The default rejects only what is broken, duplicate or a mere list of contents, and masks personal data.
struct RefineConfig {
  /// Names of the steps that run, of those in registry.cpp; they run in that table's order. Empty: all.
  std::vector<std::string> steps;
  /// ISO 639-1 codes that are wanted; empty: all. A text whose language cannot be told is kept.
  std::vector<std::string> languages;
  BrokenTextConfig broken_text;
  PersonalDataConfig personal_data;
  PassageConfig passages;
};
/// Errors: those of ConfigTable; invalid_argument for an unknown step or kind (names the nearest).
Status read_config(ConfigTable table, RefineConfig& config);
/// Hash of every field.
std::string config_hash(const RefineConfig& config);

struct RefineRequest {
  std::filesystem::path workspace;  // holds collect/documents.parquet
  RefineConfig config;
};

/// How often one reason was given, with some examples ("a.pdf: 12 of 40 characters stand for nothing").
struct ReasonCount {
  std::string step, reason;
  uint64_t documents = 0, passages = 0;
  std::vector<std::string> examples;
};

/// Always: documents_in = documents_kept + documents_rejected, and
/// passages_cut = passages_kept + passages_merged + passages_rejected.
struct RefineReport {
  bool skipped = false;  // the manifest was current: nothing was done, the figures are those of that run
  uint64_t documents_in = 0, documents_kept = 0, documents_rejected = 0;
  uint64_t bytes_in = 0, bytes_kept = 0, bytes_rejected = 0;  // of the text as read; in = kept + rejected
  uint64_t passages_cut = 0, passages_kept = 0;
  uint64_t passages_merged = 0;    // further occurrences of a passage that is kept
  uint64_t passages_rejected = 0;
  uint64_t documents_rewritten = 0;
  std::map<std::string, uint64_t> masked;     // kind of personal data → places
  std::map<std::string, uint64_t> languages;  // of kept documents; "": cannot be told
  std::vector<ReasonCount> reasons;           // most frequent first
  double seconds = 0;
};

/// Reads `<workspace>/collect/documents.parquet`; writes `<workspace>/refine/{documents,passages,verdicts,text_edits}.parquet`,
/// `<workspace>/rejected/refine/{documents,passages}.parquet` and, last, `<workspace>/refine/manifest.json`. Skipped when that manifest is
/// current. Documents are worked on by the shared thread pool; the result does not depend on the number of threads.
/// Errors: not_found (nothing was collected), those of the shards, interrupted.
Result<RefineReport> refine(const RefineRequest& request);

}  // namespace jangin::refine
