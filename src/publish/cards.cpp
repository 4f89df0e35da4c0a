// Cards as Markdown tables and sentences.
#include "publish/cards.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <span>

#include "base/progress.h"
#include "base/strings.h"
#include "record/declared_rights.h"
#include "record/shard.h"

namespace jangin::publish {
namespace {

std::string cell(std::string text) { return replace_all(replace_all(std::move(text), "|", "\\|"), "\n", " "); }

void add_once(std::vector<std::string>& list, const std::string& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

std::string permission_text(const Permission& permission) {
  if (permission.undeclared) {
    return "At least one source has neither a declared licence nor a decision on its documents. **This package is for use inside the organisation "
           "only** until a person has decided.";
  }
  std::string text = permission.may_redistribute ? "The licences of the sources, declared and found, allow passing the expert on"
                                                 : "The licences of the sources, declared and found, do **not** allow passing the expert on";
  text += permission.may_use_commercially ? "; commercial use is allowed" : "; commercial use is **not** allowed";
  if (permission.share_alike) {
    text += ". Share-alike (copyleft): " + join(permission.copyleft, "; ") +
            ". Whether a model trained on such a text is a derived work is not settled; whoever passes "
            "this expert on should keep the sources' licence texts, name the authors as below, and pass it on under compatible terms";
  }
  return text + ".";
}

const record::Rights* rights_of(const DataFacts& facts, const record::SourceVersion& source) {
  auto found = std::find_if(facts.rights.begin(), facts.rights.end(), [&](const auto& r) { return r.rights_id == source.rights_id; });
  return found == facts.rights.end() ? nullptr : &*found;
}

/// What the documents of a source say of themselves, distinct; with the decisions on them in `decided`.
std::vector<std::string> found_licences(const DataFacts& facts, const std::string& source_id, std::vector<std::string>& decided, bool& all_decided) {
  std::vector<std::string> licences;
  const auto [first, last] = std::equal_range(facts.found.begin(), facts.found.end(), record::FoundLicence{source_id, "", "", 0},
                                              [](const auto& a, const auto& b) { return a.source_id < b.source_id; });
  all_decided = first != last;
  for (const record::FoundLicence& one : std::span(first, last)) {
    if (one.decided.empty()) {
      all_decided = false;
      if (!one.detected.empty()) add_once(licences, one.detected);
    } else {
      add_once(decided, one.decided);
    }
  }
  return licences;
}

void restrict_to(Permission& permission, const record::LicenceTerms& terms, const std::string& licence, bool silent) {
  permission.may_train &= terms.may_train.value_or(true);
  permission.may_redistribute &= terms.may_redistribute.value_or(silent);
  permission.may_use_commercially &= terms.may_use_commercially.value_or(silent);
  permission.share_alike |= terms.share_alike.value_or(false);
  add_once(permission.licences, licence);
  if (terms.share_alike.value_or(false)) add_once(permission.copyleft, licence);
}

std::string evaluation_table(const std::string& evaluation_json) {
  auto json = nlohmann::json::parse(evaluation_json, nullptr, false);
  if (!json.is_object() || !json.contains("table") || !json["table"].is_array()) return "";
  std::string text = "| task | metric | base | expert | of |\n|---|---|---|---|---|\n";
  for (const auto& row : json["table"]) {
    text += fmt::format("| {} | {} | {:.4g} | {:.4g} | {} |\n", cell(row.value("task", "")), cell(row.value("metric", "")), row.value("before", 0.0),
                        row.value("after", 0.0), row.value("of", 0));
  }
  return text;
}

}  // namespace

Result<DataFacts> gather_data_facts(const std::filesystem::path& workspace, const std::vector<std::filesystem::path>& more_samples) {
  DataFacts facts;
  JANGIN_ASSIGN(auto sources, record::read_sources(workspace / "collect" / "sources.parquet"));
  for (auto& source : sources) {
    if (source.state == record::SourceState::present || source.state == record::SourceState::changed) facts.sources.push_back(std::move(source));
  }
  JANGIN_ASSIGN(facts.rights, record::read_declared_rights(workspace / "collect" / "rights.parquet"));
  JANGIN_ASSIGN(facts.found, record::read_found_licences(workspace));
  JANGIN_ASSIGN(auto documents, record::read_documents(workspace / "collect" / "documents.parquet"));
  facts.documents = documents.size();
  for (const record::Document& document : documents) {
    if (!document.title.empty()) facts.titles[document.source_id] = document.title;
    facts.pages[document.source_id] += document.pages;
  }
  JANGIN_ASSIGN(auto passages, record::read_passages(workspace / "refine" / "passages.parquet"));
  facts.passages = passages.size();
  std::vector<std::filesystem::path> shards = {workspace / "synthesize" / "samples.parquet"};
  shards.insert(shards.end(), more_samples.begin(), more_samples.end());
  std::set<std::string> counted;
  for (const auto& shard : shards) {
    JANGIN_ASSIGN(const auto samples, record::read_samples(shard));
    for (const record::Sample& sample : samples)
      if (counted.insert(sample.sample_id).second) ++facts.sample_kinds[sample.kind];
  }
  facts.samples = counted.size();
  for (const char* stage : {"collect", "refine", "synthesize"}) {
    JANGIN_ASSIGN(auto verdicts, record::read_verdicts(workspace / stage / "verdicts.parquet"));
    for (const record::Verdict& verdict : verdicts) {
      if (!verdict.pass) ++facts.rejected[verdict.step + ": " + verdict.reason];
    }
  }
  return facts;
}

Permission most_restrictive(const DataFacts& facts) {
  Permission permission;
  std::vector<std::string> found;
  for (const record::SourceVersion& source : facts.sources) {
    const record::Rights* rights = rights_of(facts, source);
    std::vector<std::string> decided;
    bool all_decided = false;
    for (const std::string& licence : found_licences(facts, source.source_id, decided, all_decided)) add_once(found, licence);
    for (const std::string& licence : decided) restrict_to(permission, record::licence_terms(licence), licence, false);
    if (all_decided) continue;
    if (rights && !rights->licence_declared.empty()) {
      restrict_to(permission, record::declared_terms(*rights), rights->licence_declared, false);
    } else {
      permission.undeclared = true;
      permission.may_redistribute = false;
    }
  }
  // Where a document's own words are silent, the declaration stands.
  for (const std::string& licence : found) restrict_to(permission, record::licence_terms(licence), licence, true);
  return permission;
}

std::string model_card(const PublishRequest& request, const DataFacts& facts, const Permission& permission, const std::vector<Parity>& parity,
                       const std::string& evaluation_json) {
  std::string about = request.config.description;
  if (about.empty()) {
    about = fmt::format("An expert language model (전문가 언어 모델) on {} documents, taught from:", facts.documents);
    for (const record::SourceVersion& source : facts.sources) {
      auto title = facts.titles.find(source.source_id);
      about += fmt::format("\n- {}", title == facts.titles.end() ? source.source_id : title->second);
    }
  }
  std::string text = fmt::format("# {}\n\n{}\n\n", request.name, about);
  text += fmt::format("Base model: {} ({}). Made by Jangin {}.\n\n", request.base_name,
                      request.base_licence.empty() ? "licence not declared" : request.base_licence, request.program_version);
  text +=
      "## Use\n\n```\njangin chat .\n```\n\nThe folder opens in transformers, `model-*.gguf` in llama.cpp. Ask in one self-contained question; "
      "the expert was also taught to say when the documents do not say.\n\n";
  text +=
      "## Limits\n\nA small model taught closed-book: it can be wrong. Check numbers, codes and safety matters in the documents themselves. "
      "What was taught, how often, and what was left out is in the workspace's report; the counts are in `data-card.md`.\n\n";
  if (std::string table = evaluation_table(evaluation_json); !table.empty()) text += "## Before and after\n\n" + table + "\n";
  text +=
      "## Parity of the exported files with the trained weights\n\n| file | mean KL (nats) | same likeliest token | positions |\n|---|---|---|---|\n";
  for (const Parity& p : parity) text += fmt::format("| {} | {:.2e} | {:.2f} % | {} |\n", p.file, p.mean_kl, 100 * p.top1_agreement, p.positions);
  return text + "\n## Terms\n\n" + permission_text(permission) + " See `LICENSE.md` and `data-card.md`.\n";
}

std::string data_card(const PublishRequest& request, const DataFacts& facts, const Permission& permission) {
  std::string text = fmt::format(
      "# Data card of {}\n\n{} documents, {} passages, {} samples.\n\n## Sources\n\n| source | title | pages | licence | found in the documents | "
      "SHA-256 |\n|---|---|---|---|---|---|\n",
      request.name, facts.documents, format_count(facts.passages), format_count(facts.samples));
  for (const record::SourceVersion& source : facts.sources) {
    const record::Rights* rights = rights_of(facts, source);
    std::string licence = rights && !rights->licence_declared.empty() ? rights->licence_declared : "not declared";
    std::vector<std::string> decided;
    bool all_decided = false;
    const std::string found = join(found_licences(facts, source.source_id, decided, all_decided), "; ");
    if (!decided.empty()) licence += "; decided: " + join(decided, "; ");
    auto title = facts.titles.find(source.source_id);
    auto pages = facts.pages.find(source.source_id);
    text += fmt::format("| {} | {} | {} | {} | {} | `{}` |\n", cell(source.source_id), cell(title == facts.titles.end() ? "" : title->second),
                        pages == facts.pages.end() ? 0 : pages->second, cell(licence), cell(found), source.blob_id);
  }
  text += "\n## Samples by kind\n\n| kind | samples |\n|---|---|\n";
  for (const auto& [kind, count] : facts.sample_kinds) text += fmt::format("| {} | {} |\n", kind, format_count(count));
  if (!request.replayed.empty())
    text +=
        "\n## General text against forgetting\n\nReplayed beside the samples, and what the merged weights keep; no fact is taken from it.\n\n| text "
        "| from | licence |\n|---|---|---|\n";
  for (const ReplayedText& replayed : request.replayed)
    text += fmt::format("| {} | {} | {} |\n", cell(replayed.name), cell(replayed.from), cell(replayed.licence));
  text += "\n## Rejected or failed, by reason\n\n| step: reason | count |\n|---|---|\n";
  for (const auto& [reason, count] : facts.rejected) text += fmt::format("| {} | {} |\n", cell(reason), format_count(count));
  if (facts.rejected.empty()) text += "| none | 0 |\n";
  return text + "\n## What the licences mean\n\n" + permission_text(permission) + "\n";
}

std::string licence_notes(const PublishRequest& request, const DataFacts& facts, const Permission& permission) {
  std::string text = fmt::format("# Terms of {}\n\nBase model {}: {}.\n\n", request.name, request.base_name,
                                 request.base_licence.empty() ? "licence not declared" : request.base_licence);
  text += "Sources: " + (permission.licences.empty() ? std::string("no licence declared") : join(permission.licences, "; ")) + ".\n\n" +
          permission_text(permission) + "\n";
  for (const record::Rights& rights : facts.rights) {
    if (!rights.attribution.empty()) text += "\n- " + rights.attribution;
  }
  return text + "\n";
}

}  // namespace jangin::publish
