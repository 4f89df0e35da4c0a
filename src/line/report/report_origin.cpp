// Where everything came from: sources, rejections, coverage, samples with their evidence, cost and hashes.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/progress.h"
#include "base/random.h"
#include "line/report/html.h"
#include "line/report/report_sections.h"
#include "text/unicode.h"

namespace jangin::line {
namespace {

constexpr size_t kExamples = 3;  // of each reason
constexpr size_t kSamplesShown = 30;
constexpr size_t kPassagesShown = 60;  // passages without a fact
constexpr size_t kQuoteBytes = 300;

/// At most kQuoteBytes, cut at a character.
std::string shorten(std::string_view text) {
  if (text.size() <= kQuoteBytes) return std::string(text);
  size_t at = 0;
  while (at < kQuoteBytes) text::next_code_point(text, at);
  return std::string(text.substr(0, at)) + " …";
}

std::string heading(const record::Passage& passage) {
  std::string text;
  for (const std::string& part : passage.heading_path) text += (text.empty() ? "" : " › ") + part;
  return text;
}

std::unordered_map<std::string, const record::Document*> by_doc_id(const ReportData& data) {
  std::unordered_map<std::string, const record::Document*> map;
  for (const record::Document& document : data.documents) map[document.doc_id] = &document;
  return map;
}

std::string place_of(const record::Passage& passage, const std::unordered_map<std::string, const record::Document*>& documents) {
  if (passage.occurrences.empty()) return "";
  const record::Occurrence& first = passage.occurrences.front();
  auto found = documents.find(first.doc_id);
  std::string place = found == documents.end() ? first.doc_id.substr(0, 12) : document_name(*found->second);
  if (first.page_first)
    place += first.page_last > first.page_first ? fmt::format(", pages {}–{}", first.page_first, first.page_last)
                                                : fmt::format(", page {}", first.page_first);
  if (passage.occurrences.size() > 1) place += fmt::format(" (and {} more places)", passage.occurrences.size() - 1);
  return place;
}

}  // namespace

std::string report_sources(const ReportData& data) {
  std::unordered_map<std::string, const record::Document*> documents;
  for (const record::Document& document : data.documents) documents[document.source_id] = &document;
  std::unordered_map<std::string, std::string> found;
  for (const record::FoundLicence& one : data.found_licences) {
    const std::string licence = one.decided.empty() ? one.detected : one.decided + " (decided)";
    if (std::string& all = found[one.source_id]; !licence.empty()) all += (all.empty() ? "" : "; ") + licence;
  }
  std::vector<std::vector<std::string>> rows;
  for (const record::SourceVersion& source : data.sources) {
    auto rights = std::find_if(data.rights.begin(), data.rights.end(), [&](const auto& r) { return r.rights_id == source.rights_id; });
    std::string licence = rights == data.rights.end() || rights->licence_declared.empty() ? "not declared" : rights->licence_declared;
    auto document = documents.find(source.source_id);
    rows.push_back({source.source_id, document == documents.end() ? "" : document->second->title,
                    document == documents.end() ? "" : std::to_string(document->second->pages), format_bytes(source.bytes), licence,
                    found[source.source_id], std::string(record::source_state_name(source.state)), source.blob_id.substr(0, 16)});
  }
  std::string html = html_table({"source", "title", "pages", "size", "licence", "found or decided", "state", "SHA-256"}, rows, {2});
  std::set<std::string> missing;
  for (const record::Document& document : data.documents) missing.insert(document.missing_references.begin(), document.missing_references.end());
  if (!missing.empty()) {
    html += fmt::format("<h3>Named by the documents, not supplied ({})</h3>\n<ul>", missing.size());
    for (const std::string& name : missing) html += "<li>" + html_escape(name) + "</li>";
    html += "</ul>\n";
  }
  return html;
}

std::string report_rejected(const ReportData& data) {
  std::string html;
  for (const auto& [stage, verdicts] : data.rejected) {
    std::map<std::string, std::vector<const record::Verdict*>> reasons;
    for (const record::Verdict& verdict : verdicts) reasons[verdict.step + ": " + verdict.reason].push_back(&verdict);
    html += fmt::format("<h3>{}</h3>\n", html_escape(stage));
    std::vector<std::vector<std::string>> rows;
    for (const auto& [reason, list] : reasons) {
      std::string examples;
      for (size_t i = 0; i < std::min(kExamples, list.size()); ++i)
        examples += (i ? " | " : "") + shorten(list[i]->detail.empty() ? list[i]->subject_id.substr(0, 16) : list[i]->detail);
      rows.push_back({reason, format_count(list.size()), examples});
    }
    html += html_table({"step: reason", "count", "examples"}, rows, {1});
  }
  return html.empty() ? "<p>Nothing was rejected.</p>\n" : html;
}

std::string report_coverage(const ReportData& data) {
  std::unordered_map<std::string, size_t> facts_of, samples_of_fact, samples_of_passage;
  for (const record::Fact& fact : data.facts) ++facts_of[fact.passage_id];
  for (const record::Sample& sample : data.samples) {
    if (!sample.fact_id.empty()) ++samples_of_fact[sample.fact_id];
    if (!sample.passage_id.empty()) ++samples_of_passage[sample.passage_id];
  }
  size_t taught = 0, without_fact = 0, untaught_passages = 0;
  for (const record::Fact& fact : data.facts) taught += samples_of_fact.contains(fact.fact_id);
  std::map<std::string, double> miners;
  for (const record::Fact& fact : data.facts) ++miners[fact.miner];
  std::vector<std::vector<std::string>> rows;
  auto documents = by_doc_id(data);
  for (const record::Passage& passage : data.passages) {
    untaught_passages += !samples_of_passage.contains(passage.passage_id);
    if (facts_of.contains(passage.passage_id)) continue;
    ++without_fact;
    if (rows.size() < kPassagesShown) rows.push_back({heading(passage), place_of(passage, documents), shorten(passage.text)});
  }
  std::string html = html_table({"", "count"},
                                {{"facts found", format_count(data.facts.size())},
                                 {"facts taught", format_count(taught)},
                                 {"facts not taught (the ledger in synthesize/ says why)", format_count(data.facts.size() - taught)},
                                 {"passages", format_count(data.passages.size())},
                                 {"passages without a fact", format_count(without_fact)},
                                 {"passages without a sample", format_count(untaught_passages)}},
                                {1});
  html += "<h3>Facts by miner</h3>\n" + html_bars({miners.begin(), miners.end()}, "facts");
  if (!rows.empty()) html += "<h3>Passages in which no fact was found</h3>\n" + html_table({"heading", "place", "text"}, rows);
  return html;
}

std::string report_samples(const ReportData& data) {
  std::unordered_map<std::string, const record::Passage*> passages;
  for (const record::Passage& passage : data.passages) passages[passage.passage_id] = &passage;
  auto documents = by_doc_id(data);
  std::map<std::string, double> kinds;
  for (const record::Sample& sample : data.samples) ++kinds[sample.kind];
  std::string html = html_bars({kinds.begin(), kinds.end()}, "samples");
  std::vector<size_t> order(data.samples.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  Random(1).shuffle(order);
  if (order.size() > kSamplesShown) order.resize(kSamplesShown);
  for (size_t index : order) {
    const record::Sample& sample = data.samples[index];
    html +=
        fmt::format("<p><b>{}</b> · {} · <code>{}</code><br>", html_escape(sample.kind), html_escape(sample.wording), sample.sample_id.substr(0, 12));
    for (const record::Message& message : sample.messages)
      html += fmt::format("<i>{}:</i> {}<br>", html_escape(message.role), html_escape(shorten(message.text())));
    html += "</p>\n";
    for (const record::Evidence& evidence : sample.evidence) {
      auto passage = passages.find(evidence.text_id);
      if (passage == passages.end() || evidence.span.end > passage->second->text.size() || evidence.span.begin > evidence.span.end) continue;
      std::string_view quote = std::string_view(passage->second->text).substr(evidence.span.begin, evidence.span.size());
      html += fmt::format("<blockquote>{}: “{}” — {} › {}</blockquote>\n", html_escape(evidence.role), html_escape(shorten(quote)),
                          html_escape(place_of(*passage->second, documents)), html_escape(heading(*passage->second)));
    }
  }
  return html;
}

std::string report_cost(const ReportData& data) {
  std::vector<std::vector<std::string>> rows;
  for (const auto& [stage, manifest] : data.manifests) {
    auto seconds = manifest.figures.find("seconds");
    auto memory = manifest.figures.find("peak_memory_bytes");
    rows.push_back({stage, seconds == manifest.figures.end() ? "" : format_duration(seconds->second),
                    memory == manifest.figures.end() ? "" : format_bytes(static_cast<uint64_t>(memory->second)), manifest.created_at,
                    manifest.hash()});
  }
  return html_table({"stage", "time", "peak memory", "made at", "manifest hash"}, rows, {1, 2});
}

}  // namespace jangin::line
