// [refine] of a recipe, and its hash.
#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"
#include "base/strings.h"
#include "refine/personal/finders.h"
#include "refine/perplexity/ngram_model.h"
#include "refine/quality_model/model_file.h"
#include "refine/refine.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

/// Every text of `given` must be one of `known`.
Status check_names(const std::vector<std::string>& given, const std::vector<std::string>& known, const std::string& key) {
  for (const std::string& name : given) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    std::string nearest = nearest_word(name, known);
    return fail(ErrorCode::invalid_argument, fmt::format("`{}` holds `{}`, which is none of: {}", key, name, join(known, ", ")), "refine",
                nearest.empty() ? "" : "did you mean `" + nearest + "`?");
  }
  return {};
}

Status read_broken_text(ConfigTable table, BrokenTextConfig& config) {
  table.number("max_unmapped_share", config.max_unmapped_share, 0, 1).number("max_mojibake_share", config.max_mojibake_share, 0, 1);
  table.number("max_control_share", config.max_control_share, 0, 1).integer("min_letters", config.min_letters, 0, 1'000'000);
  return table.finish();
}

Status read_personal_data(ConfigTable table, PersonalDataConfig& config) {
  table.texts("kinds", config.kinds).texts("reject", config.reject).texts("keep_domains", config.keep_domains);
  JANGIN_TRY(table.finish());
  for (std::string& domain : config.keep_domains) domain = to_lower_ascii(domain);
  JANGIN_TRY(check_names(config.kinds, personal_kind_names(), "personal_data.kinds"));
  return check_names(config.reject, personal_kind_names(), "personal_data.reject");
}

Status read_near_duplicates(ConfigTable table, NearDuplicatesConfig& config) {
  table.choice("unit", config.unit, {"word", "character"}).integer("shingle", config.shingle, 1, 64);
  table.integer("bands", config.bands, 1, 256).integer("rows", config.rows, 1, 64).number("similarity", config.similarity, 0.5, 1);
  table.choice("reject", config.reject, {"covered", "all", "none"}).flag("superseded", config.superseded);
  return table.finish();
}

Status read_near_duplicate_passages(ConfigTable table, NearDuplicatePassagesConfig& config) {
  table.choice("unit", config.unit, {"word", "character"}).integer("shingle", config.shingle, 1, 64);
  table.integer("bands", config.bands, 1, 256).integer("rows", config.rows, 1, 64).number("similarity", config.similarity, 0.5, 1);
  table.integer("min_words", config.min_words, 1, 100'000).choice("reject", config.reject, {"profile", "covered", "all", "none"});
  return table.finish();
}

Status read_repeated_spans(ConfigTable table, RepeatedSpansConfig& config) {
  table.integer("min_words", config.min_words, 5, 10'000).number("share", config.share, 0.1, 1);
  table.choice("reject", config.reject, {"profile", "covered", "all", "none"});
  return table.finish();
}

Status read_contamination(ConfigTable table, ContaminationConfig& config) {
  table.texts("sets", config.sets).flag("bundled", config.bundled).number("max_share", config.max_share, 0, 1);
  return table.finish();
}

Status read_licence(ConfigTable table, LicenceConfig& config) {
  table.flag("reject", config.reject);
  for (ConfigTable& one : table.tables("decided")) {
    LicenceDecision decision;
    one.text("source", decision.source).text("licence", decision.licence).text("by", decision.by);
    JANGIN_TRY(one.finish());
    if (decision.source.empty() || decision.licence.empty()) {
      return fail(ErrorCode::invalid_argument, "[[refine.licence.decided]] lacks `source` or `licence`", "refine",
                  "source = \"manuals/**\" and licence = \"CC-BY-4.0\", say");
    }
    config.decided.push_back(std::move(decision));
  }
  return table.finish();
}

Status read_toxicity(ConfigTable table, ToxicityConfig& config) {
  table.number("max_toxic_share", config.max_toxic_share, -1, 1).number("max_adult_share", config.max_adult_share, -1, 1);
  return table.finish();
}

Status read_quality_model(ConfigTable table, QualityModelConfig& config) {
  table.texts("models", config.models).number("min_score", config.min_score, -1, 1);
  return table.finish();
}

Status read_perplexity(ConfigTable table, PerplexityConfig& config) {
  table.text("model", config.model).integer("pieces", config.pieces, 1, 1000).integer("piece_bytes", config.piece_bytes, 100, 1'000'000);
  table.integer("min_bytes", config.min_bytes, 1, 1'000'000)
      .integer("order", config.order, 1, NgramModel::kMostOrder)
      .integer("sample_mb", config.sample_mb, 1, 4096);
  table.number("min_bits_per_byte", config.min_bits_per_byte, -1, 64).number("max_bits_per_byte", config.max_bits_per_byte, -1, 64);
  table.number("max_percentile", config.max_percentile, 0, 100);
  return table.finish();
}

Status read_balance(ConfigTable table, BalanceConfig& config) {
  table.number("max_source", config.max_source, 0, 1).number("max_language", config.max_language, 0, 1).number("max_year", config.max_year, 0, 1);
  table.number("max_topic", config.max_topic, 0, 1)
      .number("max_licence", config.max_licence, 0, 1)
      .number("max_duplicated", config.max_duplicated, 0, 1);
  table.number("max_group", config.max_group, 0, 1);
  return table.finish();
}

Status read_passages(ConfigTable table, PassageConfig& config) {
  table.integer("max_words", config.max_words, 20, 100'000).integer("min_words", config.min_words, 0, 100'000);
  table.integer("max_block_words", config.max_block_words, 20, 1'000'000).integer("min_letters", config.min_letters, 0, 1'000'000);
  return table.finish();
}

}  // namespace

Status read_config(ConfigTable table, RefineConfig& config) {
  table.choice("profile", config.profile, {"documents", "web"});
  table.texts("steps", config.steps).texts("languages", config.languages);
  JANGIN_TRY(read_broken_text(table.table("broken_text"), config.broken_text));
  JANGIN_TRY(read_personal_data(table.table("personal_data"), config.personal_data));
  JANGIN_TRY(read_near_duplicates(table.table("near_duplicates"), config.near_duplicates));
  JANGIN_TRY(read_near_duplicate_passages(table.table("near_duplicate_passages"), config.near_duplicate_passages));
  JANGIN_TRY(read_repeated_spans(table.table("repeated_spans"), config.repeated_spans));
  JANGIN_TRY(read_contamination(table.table("contamination"), config.contamination));
  JANGIN_TRY(read_licence(table.table("licence"), config.licence));
  JANGIN_TRY(read_toxicity(table.table("toxicity"), config.toxicity));
  JANGIN_TRY(read_quality_model(table.table("quality_model"), config.quality_model));
  JANGIN_TRY(read_perplexity(table.table("perplexity"), config.perplexity));
  JANGIN_TRY(read_balance(table.table("balance"), config.balance));
  JANGIN_TRY(read_passages(table.table("passages"), config.passages));
  JANGIN_TRY(read_quality_config(table, config.quality));
  JANGIN_TRY(table.finish());
  std::vector<std::string> names;
  for (const StepEntry& entry : steps()) names.emplace_back(entry.name);
  return check_names(config.steps, names, "steps");
}

std::string config_hash(const RefineConfig& config) {
  Sha256 hash;
  auto add = [&](const std::vector<std::string>& texts) {
    hash.field(texts.size());
    for (const std::string& text : texts) hash.field(text);
  };
  hash.field("refine");
  add(config.steps);
  add(config.languages);
  const BrokenTextConfig& broken = config.broken_text;
  hash.field(fmt::format("{} {} {} {}", broken.max_unmapped_share, broken.max_mojibake_share, broken.max_control_share, broken.min_letters));
  add(config.personal_data.kinds);
  add(config.personal_data.reject);
  add(config.personal_data.keep_domains);
  const NearDuplicatesConfig& near = config.near_duplicates;
  hash.field(fmt::format("{} {} {} {} {} {} {}", near.unit, near.shingle, near.bands, near.rows, near.similarity, near.reject, near.superseded));
  hash.field(fmt::format("{}", config.contamination.max_share));
  for (const std::filesystem::path& file : config.contamination.files) {
    hash.field(file.filename().string());                      // part of every item's name
    hash.field(sha256_file_hex(file).value_or("unreadable"));  // reading it is the step's error
  }
  const PassageConfig& passages = config.passages;
  hash.field(fmt::format("{} {} {} {}", passages.max_words, passages.min_words, passages.max_block_words, passages.min_letters));
  hash.field(config.profile);
  hash_quality_config(hash, config.quality);
  hash.field(fmt::format("{} {}", config.toxicity.max_toxic_share, config.toxicity.max_adult_share));
  const BalanceConfig& balance = config.balance;
  hash.field(fmt::format("{} {} {} {} {} {} {}", balance.max_source, balance.max_language, balance.max_year, balance.max_topic, balance.max_licence,
                         balance.max_duplicated, balance.max_group));
  hash.field(fmt::format("{}", config.quality_model.min_score));
  for (const std::filesystem::path& file : config.quality_model.files) {
    hash.field(file.filename().string());  // it stands in verdicts
    for (const std::filesystem::path& part : {file, quality_manifest_path(file)}) hash.field(sha256_file_hex(part).value_or("unreadable"));
  }
  const PerplexityConfig& perplexity = config.perplexity;
  hash.field(fmt::format("{} {} {} {} {} {} {} {} {} {}", perplexity.model_hash.empty() ? perplexity.model : perplexity.model_hash,
                         !perplexity.documents.empty(), perplexity.pieces, perplexity.piece_bytes, perplexity.min_bytes, perplexity.order,
                         perplexity.sample_mb, perplexity.min_bits_per_byte, perplexity.max_bits_per_byte, perplexity.max_percentile));
  const NearDuplicatePassagesConfig& passage = config.near_duplicate_passages;
  hash.field(fmt::format("{} {} {} {} {}", passage.unit, passage.shingle, passage.bands, passage.rows, passage.similarity));
  hash.field(fmt::format("{} {}", passage.min_words, passage.reject));
  hash.field(fmt::format("{} {} {}", config.repeated_spans.min_words, config.repeated_spans.share, config.repeated_spans.reject));
  hash.field(config.licence.reject ? "reject" : "note");
  for (const LicenceDecision& decision : config.licence.decided) hash.field(decision.source).field(decision.licence).field(decision.by);
  return hash.hex();
}

}  // namespace jangin::refine
