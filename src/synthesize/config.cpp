// The [synthesize] table.
#include <algorithm>

#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"
#include "judge/gate.h"
#include "synthesize/conflicts.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/methods/method.h"
#include "synthesize/synthesize.h"

namespace jangin::synthesize {
namespace {

template <typename Registry>
Status check_names(const std::vector<std::string>& names, const Registry& registry, std::string_view key) {
  std::vector<std::string> known;
  for (const auto& entry : registry) known.emplace_back(entry.name);
  for (const auto& name : names) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    auto nearest = nearest_word(name, known);
    return fail(ErrorCode::invalid_argument, "unknown name `" + name + "`", "synthesize." + std::string(key),
                nearest.empty() ? "known: " + join(known, ", ") : "did you mean `" + nearest + "`?");
  }
  return {};
}

}  // namespace

Status read_config(ConfigTable table, SynthesizeConfig& config) {
  table.integer("wordings", config.wordings, 0, 100)
      .integer("min_wordings", config.min_wordings, 1, 100)
      .integer("max_wordings", config.max_wordings, 1, 100);
  table.number("min_importance", config.min_importance, 0, 1)
      .number("statements", config.statements, 0, 1)
      .number("contrasts", config.contrasts, 0, 1);
  table.number("refusals", config.refusals, 0, 1).number("text", config.text, 0, 1).number("reverse_share", config.reverse_share, 0, 1);
  table.integer("tokens", config.tokens, 0, INT64_MAX).integer("examination", config.examination, 0, 100'000);
  int64_t seed = static_cast<int64_t>(config.seed);
  table.integer("seed", seed, 0, INT64_MAX);
  config.seed = static_cast<uint64_t>(seed);
  table.text("conflicts", config.conflicts).texts("decided", config.decided);
  table.texts("miners", config.miners).texts("methods", config.methods).texts("gates", config.gates);
  for (auto& entry : table.tables("focus")) {
    Focus focus;
    JANGIN_TRY(read_config(entry, focus));
    config.focus.push_back(std::move(focus));
  }
  JANGIN_TRY(read_config(table.table("teacher"), config.teacher));
  JANGIN_TRY(table.finish());
  if (config.min_wordings > config.max_wordings) return fail(ErrorCode::invalid_argument, "min_wordings is greater than max_wordings", "synthesize");
  if (config.statements + config.contrasts + config.refusals + config.text > 1)
    return fail(ErrorCode::invalid_argument, "the shares add up to more than 1", "synthesize", "lower statements, contrasts, refusals or text");
  if (auto rule = conflict_rule(config.conflicts); !rule) return pass(rule);
  JANGIN_TRY(check_names(config.miners, fact_miner_registry(), "miners"));
  JANGIN_TRY(check_names(config.methods, method_registry(), "methods"));
  return check_names(config.gates, judge::gate_registry(), "gates");
}

bool is_named(const std::vector<std::string>& names, std::string_view name) { return names.empty() || std::ranges::find(names, name) != names.end(); }

std::string config_hash(const SynthesizeConfig& c) {
  Sha256 hash;
  for (const auto& f : c.focus)
    hash.field(f.document).field(f.heading).field(static_cast<uint64_t>(f.first_page)).field(static_cast<uint64_t>(f.last_page));
  for (int64_t n : {c.wordings, c.min_wordings, c.max_wordings, c.tokens, c.examination}) hash.field(static_cast<uint64_t>(n));
  for (double share : {c.min_importance, c.statements, c.contrasts, c.refusals, c.text, c.reverse_share}) hash.field(fmt::format("{:.6g}", share));
  hash.field(c.seed).field(c.conflicts).field(join(c.decided, ","));
  for (const auto* names : {&c.miners, &c.methods, &c.gates}) hash.field(join(*names, ","));
  hash_config(c.teacher, hash);
  return hash.hex();
}

size_t estimate_tokens(std::string_view text) {
  double tokens = 0;
  for (size_t i = 0; i < text.size(); ++i) tokens += static_cast<unsigned char>(text[i]) < 0x80 ? 1 / 3.6 : 1 / 2.4;
  return static_cast<size_t>(tokens) + 1;
}

}  // namespace jangin::synthesize
