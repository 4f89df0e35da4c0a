// Refining: collected documents → clean documents and passages, every change and every rejection on record. Reads and writes shards of a
// workspace; knows no other stage.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "base/share.h"
#include "record/licences.h"
#include "refine/quality_config.h"

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
  std::vector<std::string> kinds = {"email",
                                    "resident_registration",
                                    "foreigner_registration",
                                    "card",
                                    "business_registration",
                                    "drivers_licence",
                                    "passport",
                                    "social_security",
                                    "phone",
                                    "bank_account",
                                    "ip",
                                    "address",
                                    "name"};
  /// Kinds for which a document is rejected (`personal_data`) instead of taught with placeholders. Empty: none.
  std::vector<std::string> reject;
  /// E-mail domains that stay (with their subdomains). Reserved ones (RFC 2606: example.com, .test, …) always stay.
  std::vector<std::string> keep_domains;
};

/// [refine.near_duplicates]: which documents are nearly the same, and what becomes of them.
struct NearDuplicatesConfig {
  /// What shingles are made of: "word" or "character" (refine/duplicates/shingles.h), and how many make one. FineWeb (arXiv 2406.17557): 5 words;
  /// NeMo Curator: 24 characters.
  std::string unit = "word";
  int64_t shingle = 5;
  /// Bands of the search and hash functions in each (FineWeb: 14 of 8): documents of similarity s are compared with probability
  /// 1 - (1 - s^rows)^bands.
  int64_t bands = 14, rows = 8;
  /// Estimated Jaccard similarity of the shingles from which documents count as near-duplicates. Three standard deviations below 0.85, and near
  /// 0.72, where the default bands find half of the pairs. 1: only equal sets.
  double similarity = 0.75;
  /// Which near-duplicates go as near_duplicate: "covered", those without a paragraph of their own; "all"; "none". The others pass and are
  /// named in their verdicts.
  std::string reject = "covered";
  /// A near-duplicate of a newer version of the same work (refine/duplicates/editions.h) goes as superseded.
  bool superseded = true;
};

/// [refine.near_duplicate_passages]: which passages are nearly the same, and what becomes of them.
struct NearDuplicatePassagesConfig {
  /// As in NearDuplicatesConfig.
  std::string unit = "word";
  int64_t shingle = 5, bands = 14, rows = 8;
  double similarity = 0.75;
  /// Passages of fewer words (runs between spaces) are not compared: a word more or less would decide.
  int64_t min_words = 20;
  /// Which near-duplicates go as near_duplicate_passage. "covered": those that stand under the same heading as the kept one, of which each
  /// sentence stands there, too; "all": all but the longest; "none"; "profile": "none" in the profile "documents", "all" in "web". The others are
  /// noted.
  std::string reject = "profile";
};

/// [refine.repeated_spans]: runs of words that stand in earlier text, too.
struct RepeatedSpansConfig {
  /// Words (runs between spaces) of a run, at least. Lee et al. 2021 (arXiv 2107.06499): 50 tokens of a model.
  int64_t min_words = 50;
  /// Share of a passage's words in such runs from which it goes as repeated_span, where it may. 1: each word of it stands elsewhere, with those
  /// around it.
  double share = 1;
  /// Which passages of that share go. "covered": those whose longest run stands under the same heading; "all"; "none"; "profile": "none" in the
  /// profile "documents", where a clause may stand in many documents and each must say it, "all" in "web". The others are noted.
  std::string reject = "profile";
};

/// [refine.contamination]: evaluation questions that must not be in the documents.
struct ContaminationConfig {
  /// Evaluation sets (docs/formats.md) beside those that the recipe evaluates with, from the recipe's folder.
  std::vector<std::string> sets;
  /// The benchmarks that come with the program, too.
  bool bundled = true;
  /// Share of a document's bytes in questions beyond which all of it is rejected, not only the passages that ask them. 1: off.
  double max_share = 0.5;
  /// The files of all sets, in the order in which they name a question that several hold. Not a key: filled in by whoever knows the recipe.
  std::vector<std::filesystem::path> files;
};

/// [[refine.licence.decided]]: what a person decided on documents whose licences contradict, or that nobody declared.
struct LicenceDecision {
  std::string source;   // source id, or a glob on it ("manuals/**"); the first that fits holds
  std::string licence;  // SPDX expression or a sentence; stands for what is declared and what is detected
  std::string by;       // who decided; not checked
};
/// [refine.licence]: what documents say of their own licence, against what the recipe declares.
struct LicenceConfig {
  std::vector<LicenceDecision> decided;
  /// A contradiction rejects the document; false: it is only named in the verdict, and publish takes the more restrictive.
  bool reject = true;
  /// What collect has on record. Not keys: filled in by the stage. Source id → index into `rights`; folder ("" or "a/b/") → licence of the file LICENSE there.
  std::vector<record::Rights> rights;
  std::map<std::string, size_t> rights_of;
  std::map<std::string, std::string> folders;
};

/// [refine.toxicity]: abuse, profanity and adult words (refine/toxicity/).
struct ToxicityConfig {
  /// Share of a document's words beyond which it is toxic, adult. Limits of our own: of 1,000 words of prose hardly one is such a word. Negative: off.
  double max_toxic_share = 0.005, max_adult_share = 0.005;
};
/// [refine.quality_model]: models of `jangin refine train-quality` (refine/quality_model/).
struct QualityModelConfig {
  /// Model files, from the recipe's folder. Of several, a document is judged by the one for its language, or else by the first for all. Empty: none.
  std::vector<std::string> models;
  /// A document that scores less is rejected (low_quality). Negative: none, scores are only noted.
  double min_score = -1;
  /// The models' paths. Not a key: filled in by whoever knows the recipe.
  std::vector<std::filesystem::path> files;
};
/// What a text costs under a model, and of how many of its bytes that is.
struct TextBits {
  double bits = 0;
  uint64_t bytes = 0;
};
/// Errors: those of the model; interrupted. Called by one thread at a time.
using MeasureText = std::function<Result<TextBits>(std::string_view)>;

/// [refine.perplexity]: how unusual texts are, in bits per byte (refine/perplexity/).
struct PerplexityConfig {
  /// "corpus": n-grams of the documents themselves. "base": the recipe's base model. A known model or a path to one. "none": off.
  std::string model = "corpus";
  /// What is measured of a document: all of it up to pieces × piece_bytes bytes, else so many pieces, evenly over its length.
  int64_t pieces = 4, piece_bytes = 1000;
  /// A shorter document is not measured: its first characters, which nothing foretells, would be too large a part.
  int64_t min_bytes = 200;
  /// "corpus": characters of the longest n-gram, and megabytes of text that are learned, half by each of two models.
  int64_t order = 5, sample_mb = 4;
  /// Beyond these a document is rejected (low_perplexity, high_perplexity). Negative: off. What is usual depends on the model and on the language: UTF-8 has one byte for an English
  /// letter and three for a Korean syllable.
  double min_bits_per_byte = -1, max_bits_per_byte = -1;
  /// Among the documents of its language that are kept so far (20 at least); a document beyond it is rejected (high_perplexity). 100: off.
  double max_percentile = 100;
  /// Not keys: filled in by whoever knows workspace and models. Collect's documents (empty: "corpus" is off); the hash of a named model's weights, and how it is opened.
  std::filesystem::path documents;
  std::string model_hash;
  std::function<Result<MeasureText>()> open_model;
};
/// [refine.balance]: from which share of all words on the report warns. 1: never.
struct BalanceConfig {
  double max_source = 0.5;      // one file: what the expert says is then mostly its author's voice
  double max_language = 0.95;   // where there are two languages or more
  double max_year = 0.5;        // one year, of the words with a date
  double max_topic = 0.5;       // documents with one word in their headings
  double max_licence = 0.95;    // where there are two or more: the rest may not be worth its obligations
  double max_duplicated = 0.2;  // of passages: each occurrence beyond the first
  double max_group = 0.8;       // of one kind's mentions (sex, say), one group
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

/// [refine]. The default rejects only what is broken, duplicate, superseded or a mere list of contents, and masks personal data.
struct RefineConfig {
  /// Names of the steps that run, of those in registry.cpp; they run in that table's order. Empty: all.
  std::vector<std::string> steps;
  /// "documents": only what is broken, duplicate, personal or contaminating is rejected or masked; the quality steps (toxicity, gopher_repetition, gopher_quality, c4, fineweb) note what
  /// they would reject in verdicts that pass. "web": they reject, and c4 drops lines. A quality step that `steps` names rejects in either profile.
  std::string profile = "documents";
  /// ISO 639-1 codes that are wanted; empty: all. A text whose language cannot be told is kept.
  std::vector<std::string> languages;
  BrokenTextConfig broken_text;
  PersonalDataConfig personal_data;
  NearDuplicatesConfig near_duplicates;
  NearDuplicatePassagesConfig near_duplicate_passages;
  RepeatedSpansConfig repeated_spans;
  ContaminationConfig contamination;
  LicenceConfig licence;
  ToxicityConfig toxicity;
  QualityModelConfig quality_model;
  PerplexityConfig perplexity;
  BalanceConfig balance;
  PassageConfig passages;
  QualityConfig quality;
};
/// Errors: those of ConfigTable; invalid_argument for an unknown step or kind (names the nearest).
Status read_config(ConfigTable table, RefineConfig& config);
/// Hash of every field, and of what the evaluation sets hold.
std::string config_hash(const RefineConfig& config);

struct RefineRequest {
  std::filesystem::path workspace;  // holds collect/documents.parquet
  RefineConfig config;
  /// Text that is in memory at a time, about; what comes out does not depend on it.
  uint64_t batch_bytes = 16U << 20;
};

/// How often one reason was given, with some examples ("a.pdf: 12 of 40 characters stand for nothing").
struct ReasonCount {
  std::string step, reason;
  uint64_t documents = 0;
  uint64_t bytes = 0;  // of those documents, as they came in
  uint64_t passages = 0;
  std::vector<std::string> examples;
};

/// What one step did. Bytes are of texts as read.
struct StepFigures {
  std::string step;
  uint64_t documents = 0, bytes = 0;  // judged by it: those that every step before it let pass
  uint64_t rejected = 0, bytes_rejected = 0;
  uint64_t rewritten = 0;  // documents, rejected ones included
  uint64_t passages_rejected = 0;
  double seconds = 0;  // of processor time, summed over threads
};

/// What collect handed over. Bytes are of files: files = documents_in + failed.
struct CollectedFigures {
  uint64_t files = 0, bytes = 0;
  uint64_t failed = 0, bytes_failed = 0;
  std::vector<ReasonCount> reasons;  // most frequent first
};

/// Always: documents_in = documents_kept + documents_rejected, the latter the sum over reasons, with bytes the same, and
/// passages_cut = passages_kept + passages_merged + passages_rejected.
struct RefineReport {
  bool skipped = false;  // the manifest was current: nothing was done, the figures are those of that run
  uint64_t documents_in = 0, documents_kept = 0, documents_rejected = 0;
  uint64_t bytes_in = 0, bytes_kept = 0, bytes_rejected = 0;  // of the text as read; in = kept + rejected
  uint64_t documents_ready = 0;  // of documents_in: refined before this run, by one that was stopped or by workers with a share; not kept
  uint64_t passages_cut = 0, passages_kept = 0;
  uint64_t passages_merged = 0;  // further occurrences of a passage that is kept
  uint64_t passages_rejected = 0;
  uint64_t documents_rewritten = 0;
  std::map<std::string, uint64_t> masked;     // kind of personal data → places
  std::map<std::string, uint64_t> languages;  // of kept documents; "": cannot be told
  std::vector<ReasonCount> reasons;           // most frequent first
  std::vector<StepFigures> steps;             // in their order; the last one is the cutting of passages
  CollectedFigures collected;
  double seconds = 0;
  uint64_t peak_memory_bytes = 0;  // of the process
};

/// The report as tables for people, the first row their heads: what each step did; what was lost where and why, collect's failures among it, with examples.
std::vector<std::vector<std::string>> step_rows(const RefineReport& report);
std::vector<std::vector<std::string>> reason_rows(const RefineReport& report);

/// Reads `<workspace>/collect/documents.parquet` batch by batch; writes `<workspace>/refine/{documents,passages,verdicts,text_edits}.parquet`,
/// `<workspace>/rejected/refine/{documents,passages}.parquet` and, last, `<workspace>/refine/manifest.json`. Skipped when that manifest is
/// current. Finished batches wait in `<workspace>/refine/parts/` until the end: a run that was stopped or killed goes on behind them. Documents are worked on by the
/// shared thread pool; the result depends neither on the number of threads nor on the size of batches nor on where a run was stopped.
/// Errors: not_found (nothing was collected), those of the shards, interrupted.
Result<RefineReport> refine(const RefineRequest& request);

/// What one worker did.
struct RefineShareReport {
  bool skipped = false;                    // the manifest was current: there was nothing to share
  uint64_t documents = 0, text_bytes = 0;  // of the share
  uint64_t documents_ready = 0;            // of them: were refined before
  double seconds = 0;
};
/// Does one worker's share of what refine() does document by document, and leaves it in `<workspace>/refine/parts/`; refine() goes on behind that. Workers may run side by
/// side and on several machines with one file system, in any order; two with one share do the same work twice and no harm. What compares documents or passages, the report
/// and the shards are refine()'s; what a step learns from all documents (perplexity) each worker learns by itself. Errors: those of refine().
Result<RefineShareReport> refine_share(const RefineRequest& request, const Share& share);

}  // namespace jangin::refine
