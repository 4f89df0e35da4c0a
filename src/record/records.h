// What flows through the line: plain structs, one a table row. All ids are lower-case hexadecimal SHA-256 (64 characters) made by
// `hash_fields` from the fields named at each id. Every table also stores `schema_version`. No behaviour here: see shard.h, catalog.h.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <string>
#include <vector>

#include "record/span.h"

namespace jangin::record {

inline constexpr int kSchemaVersion = 1;

enum class SourceState : uint8_t { present, changed, withdrawn, vanished };
std::string_view source_state_name(SourceState state);

/// One version of one source. A withdrawn or vanished source keeps its row (tombstone).
struct SourceVersion {
  std::string source_id;  // URI: file path relative to the recipe's source folder, or URL
  std::string blob_id;    // SHA-256 of the bytes
  uint64_t bytes = 0;
  std::string fetched_at;  // RFC 3339 UTC
  std::string valid_from;  // e.g. a statute's date of force; empty: unknown
  std::string valid_to;
  SourceState state = SourceState::present;
  std::string supersedes;  // blob_id of the version before; empty: none
  std::string rights_id;
};

/// One thing that collect judged: a file, a file within an archive, a row. Row i belongs to verdict i of collect.
struct CollectedItem {
  std::string subject_id;  // the verdict's
  std::string source_id, path_inside;
  std::string blob_id;  // SHA-256 of its own bytes; empty: never had (a row, or what could not be read)
  uint64_t bytes = 0;
};

/// What may be done with a source. Of several, the most restrictive wins. Undeclared: the build goes on, publish refuses.
struct Rights {
  std::string rights_id;         // hash of all that is declared
  std::string licence_declared;  // SPDX expression or a sentence; empty: undeclared
  std::string licence_detected;  // of all documents under these rights, joined by AND; empty: none, or not looked for yet
  std::optional<bool> may_train, may_redistribute, may_use_commercially;
  bool share_alike = false;
  std::string attribution;
  std::string classification;  // "public", "internal", "confidential", …
  std::string readers_allowed;
  std::string retention;
  std::string personal_data_basis;
  std::string reviewer;
};

/// Where a byte range of a document's text stands in its source.
struct TextPlace {
  Span text;                                       // in Document::text
  uint32_t page = 0;                               // 1-based; 0: the format has no pages
  float left = 0, top = 0, right = 0, bottom = 0;  // points from the page's top left corner; all 0: unknown
  Span bytes;                                      // in the blob; empty when the format does not tell
};

/// A document's canonical text: NFC UTF-8, structured Markdown (ATX headings, "- " lists, "1. " steps, fenced code, pipe tables,
/// paragraphs separated by one blank line; no trailing spaces; ends in "\n").
struct Document {
  std::string doc_id;   // hash(blob_id, path inside the blob, reader, reader_version)
  std::string text_id;  // SHA-256 of text
  std::string source_id, blob_id, path_inside;
  std::string reader;  // "pdf", "markdown", "text"
  uint32_t reader_version = 1;
  std::string title;
  std::string language;  // ISO 639-1 of most of the text; empty: not judged yet
  uint32_t pages = 0;
  std::string text;
  std::vector<TextPlace> places;                // ascending, not overlapping
  std::map<std::string, std::string> metadata;  // as the file states it: author, creation date, …
  std::vector<std::string> missing_references;  // named by the text, not supplied ("Annex B", "hal/basic-hal.pdf")
};

/// The history of one text change by a refine step.
struct TextEdit {
  std::string doc_id;
  std::string step;
  uint32_t step_version = 1;
  std::string text_id_before, text_id_after;
  EditMap map;
};

/// One step's judgement on a document or passage. Nothing is dropped without one.
struct Verdict {
  std::string subject_id;  // doc_id, passage_id or sample_id
  std::string step;        // "exact_duplicates"
  uint32_t step_version = 1;
  bool pass = true;
  std::string reason;  // stable snake_case name; empty when passed
  double score = 0;    // meaning as the step documents
  std::string detail;  // for people: "same text as manuals/a.pdf page 3"
};

/// One place where a passage stands.
struct Occurrence {
  std::string passage_id, doc_id;
  Span span;  // in the refined document text
  uint32_t page_first = 0, page_last = 0;
  uint32_t ordinal = 0;  // order of the passage within the document
};

/// A heading path and the paragraphs below it; the unit of coverage. The same content in two documents is one passage.
struct Passage {
  std::string passage_id;  // hash(heading_path, text)
  std::vector<std::string> heading_path;
  std::string text;  // Markdown without the heading lines
  std::string language;
  std::vector<Occurrence> occurrences;  // at least one
};

enum class FactState : uint8_t { taught, beyond_budget, outside_focus, contradicting, outdated, rejected };

/// Something that a passage says: subject – relation – value (unit, under a condition), with its evidence.
struct Fact {
  std::string fact_id;  // hash(passage_id, miner, subject, relation, value, unit, condition)
  std::string passage_id;
  std::string miner;  // "parameter_list", "table", "definition", "sentence", …
  std::string subject, relation, value, unit, condition;
  Span evidence;          // in Passage::text
  double importance = 0;  // 0..1, order within a budget
};

/// A part of a conversation. `content` is text today; images join as further kinds.
struct MessagePart {
  std::string kind = "text";
  std::string text;
};
struct Message {
  std::string role;  // "system", "user", "assistant"; "document" for continued-training text
  std::vector<MessagePart> content;
  bool learn = false;  // loss on this message's tokens
  std::string text() const;
};
Message text_message(std::string role, std::string text, bool learn = false);

/// Why a sample may say what it says.
struct Evidence {
  std::string sample_id;
  std::string role;     // "supports", "distractor", "example", "teacher_input"
  std::string text_id;  // passage_id, or Document::text_id
  Span span;
};

/// A training sample: one sequence of messages, or a plain text (one "document" message).
struct Sample {
  std::string sample_id;  // hash of the messages
  std::string kind;       // "question", "reverse_question", "statement", "contrast", "refusal", "text", "replay"
  std::string method;     // registry name of the synthesis method
  uint32_t method_version = 1;
  std::string generator;           // model name; empty: rules
  std::string derived_from_model;  // hash of the model that wrote it; empty: none
  std::string fact_id;             // empty: none
  std::string passage_id;          // empty: replay
  std::string wording;             // name of the phrasing used: what diversity and held-back wordings are counted by
  std::string language;
  uint64_t seed = 0;  // from (recipe, passage, method, ordinal)
  std::vector<Message> messages;
  std::vector<Evidence> evidence;
  std::map<std::string, double> scores;  // judge name → score
};

/// What a checkpoint really saw.
struct Exposure {
  std::string run_id;  // of the training, from all that decides its weights: equal trainings, equal ids (the catalog has the run that did it)
  uint64_t step = 0;
  std::string sample_id;
  uint32_t loss_tokens = 0;
  uint32_t tokens = 0;
};

}  // namespace jangin::record
