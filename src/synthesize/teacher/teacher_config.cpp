// Reading and hashing of [synthesize.teacher].
#include "synthesize/teacher/teacher_config.h"

#include <fmt/format.h>

#include "synthesize/teacher/teacher_method.h"

namespace jangin::synthesize {
namespace {

Status read_mix(ConfigTable table, std::map<std::string, double>& mix) {
  for (const TeacherMethod& method : teacher_method_registry()) {
    const std::string name(method.name);
    if (!table.has(name)) continue;
    table.number(name, mix[name], 0, 1000);
  }
  return table.finish();
}

}  // namespace

Status read_config(ConfigTable table, TeacherConfig& c) {
  table.text("model", c.model).text("name", c.name).text("weights", c.weights).text("key_variable", c.key_variable).text("prompts", c.prompts);
  table.choice("form", c.form, {"chat", "plain"}).flag("originals", c.originals);
  table.number("share", c.share, 0, 1).number("temperature", c.temperature, 0, 2).number("top_p", c.top_p, 0.01, 1);
  table.integer("max_requests", c.max_requests, 1, INT64_MAX).integer("max_tokens", c.max_tokens, 1, INT64_MAX);
  table.number("price_in", c.price_in, 0, 1e9).number("price_out", c.price_out, 0, 1e9).number("max_cost", c.max_cost, 0, 1e12);
  table.integer("concurrency", c.concurrency, 1, 4096).number("requests_per_minute", c.requests_per_minute, 0, 1e9);
  table.duration("patience", c.patience);
  if (table.has("mix")) JANGIN_TRY(read_mix(table.table("mix"), c.mix));
  JANGIN_TRY(table.finish());
  if (c.max_cost > 0 && c.price_in + c.price_out == 0) {
    return fail(ErrorCode::invalid_argument, "max_cost without a price bounds nothing", "synthesize.teacher.max_cost",
                "give price_in and price_out, for a million tokens");
  }
  double sum = 0;
  for (const auto& [name, share] : c.mix) sum += share;
  if (!c.mix.empty() && sum <= 0) return fail(ErrorCode::invalid_argument, "no method has a share", "synthesize.teacher.mix");
  return {};
}

void hash_config(const TeacherConfig& c, Sha256& hash) {
  if (!c.is_set()) return;
  hash.field("teacher").field(c.form);
  if (!c.originals) hash.field("no originals");
  for (double number : {c.share, c.temperature, c.top_p, c.max_cost, c.max_cost > 0 ? c.price_in : 0, c.max_cost > 0 ? c.price_out : 0})
    hash.field(fmt::format("{:.9g}", number));
  hash.field(static_cast<uint64_t>(c.max_requests)).field(static_cast<uint64_t>(c.max_tokens));
  for (const TeacherMethod& method : teacher_method_registry()) hash.field(method.name).field(fmt::format("{:.9g}", method_share(c, method.name)));
}

double method_share(const TeacherConfig& config, std::string_view method) {
  double sum = 0, own = 0;
  for (const TeacherMethod& entry : teacher_method_registry()) {
    const auto named = config.mix.find(std::string(entry.name));
    const double share = config.mix.empty() ? entry.share : named == config.mix.end() ? 0 : named->second;
    sum += share;
    if (entry.name == method) own = share;
  }
  return sum > 0 ? own / sum : 0;
}

}  // namespace jangin::synthesize
