// Counts → tables with a sentence each, and warnings.
#include "refine/balance/report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/strings.h"

namespace jangin::refine {

using Json = nlohmann::ordered_json;
using Rows = std::vector<std::pair<uint64_t, std::string>>;

namespace {

constexpr size_t kRows = 20, kBesideShown = 8;
constexpr uint64_t kFewMentions = 50;  // below, shares of groups say nothing

Rows by_size(const std::map<std::string, uint64_t>& counts) {
  Rows rows;
  for (const auto& [name, count] : counts) rows.emplace_back(count, name);
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  return rows;
}

double share(uint64_t part, uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }
std::string percent(uint64_t part, uint64_t whole) { return whole == 0 ? "" : fmt::format("{:.1f} %", 100 * share(part, whole)); }

/// Folders without what all have in common, by their first name below it.
std::map<std::string, uint64_t> top_folders(const std::map<std::string, uint64_t>& folders) {
  std::string common = folders.empty() ? "" : folders.begin()->first;
  for (const auto& [folder, words] : folders) {
    while (!folder.starts_with(common)) {
      const size_t slash = common.size() < 2 ? common.npos : common.rfind('/', common.size() - 2);
      common.resize(slash == common.npos ? 0 : slash + 1);
    }
  }
  std::map<std::string, uint64_t> tops;
  for (const auto& [folder, words] : folders) {
    const size_t slash = folder.find('/', common.size());
    tops[slash == folder.npos ? folder : folder.substr(0, slash + 1)] += words;
  }
  return tops;
}

}  // namespace

/// Builds the JSON of one report.
class BalanceWriter {
 public:
  BalanceWriter(const BalanceCounter& counts, const BalanceConfig& config, const RefineReport& report)
      : counts_(counts), config_(config), report_(report) {}

  std::string write() {
    add_sources();
    add_shares("languages", "The language of most of each document; empty: it cannot be told.", "language", counts_.languages_);
    warn_largest(counts_.languages_, config_.max_language, true, "is in one language", "Questions in the others will be answered from few texts.");
    add_topics();
    add_registers();
    std::map<std::string, uint64_t> dated = counts_.years_;
    add_shares("years", "The year that a document states: of force, of publication or of its last change; empty: none.", "year", dated);
    dated.erase("");
    warn_largest(dated, config_.max_year, true, "of one year, among those with a date", "What changed since or held before is hardly told.");
    add_shares("licences", "Decided, else found in the document or its folder, else declared; empty: none.", "licence", counts_.licences_words_);
    warn_largest(counts_.licences_words_, config_.max_licence, true, "is under one licence",
                 "Leaving the rest out would free the expert of its terms.");
    add_people();
    add_duplication();
    Json json{{"documents", counts_.documents_}, {"words", counts_.words_}, {"warnings", warnings_}, {"tables", tables_}};
    return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  }

 private:
  void add_table(const char* name, std::string explanation, std::vector<std::string> columns, Json rows) {
    tables_.push_back({{"name", name}, {"explanation", std::move(explanation)}, {"columns", std::move(columns)}, {"rows", std::move(rows)}});
  }
  void warn(std::string what, double found, double limit, std::string why) {
    warnings_.push_back({{"what", std::move(what)}, {"share", found}, {"limit", limit}, {"why", std::move(why)}});
  }

  void add_shares(const char* name, std::string explanation, const char* column, const std::map<std::string, uint64_t>& counts) {
    Json rows = Json::array();
    for (const auto& [words, what] : by_size(counts)) {
      if (rows.size() < kRows) rows.push_back({what, words, percent(words, counts_.words_)});
    }
    if (counts.size() > kRows) explanation += fmt::format(" The largest {} of {}.", kRows, counts.size());
    add_table(name, std::move(explanation), {column, "words", "share of words"}, std::move(rows));
  }

  /// Of all that `counts` holds; with one entry alone there is nothing to balance.
  void warn_largest(const std::map<std::string, uint64_t>& counts, double limit, bool several, const std::string& what, const std::string& why) {
    uint64_t all = 0;
    for (const auto& [name, words] : counts) all += words;
    const Rows rows = by_size(counts);
    if (rows.empty() || (several && rows.size() < 2) || share(rows[0].first, all) <= limit) return;
    warn(fmt::format("{} of the words {}: {}", percent(rows[0].first, all), what, rows[0].second.empty() ? "(none)" : rows[0].second),
         share(rows[0].first, all), limit, why);
  }

  void add_sources() {
    add_shares("folders", "Where the words come from: folders of the sources, by their first name.", "folder", top_folders(counts_.folders_));
    std::map<std::string, uint64_t> sources = counts_.largest_sources_;
    if (counts_.source_words_ > 0) sources[counts_.source_] += counts_.source_words_;
    Json rows = Json::array();
    const Rows order = by_size(sources);
    for (const auto& [words, source] : order) {
      if (rows.size() < 10) rows.push_back({source, words, percent(words, counts_.words_)});
    }
    add_table("sources", "The largest single files.", {"source", "words", "share of words"}, std::move(rows));
    if (counts_.documents_ < 2 || order.empty() || share(order[0].first, counts_.words_) <= config_.max_source) return;
    warn(fmt::format("{} of the words are of one source: {}", percent(order[0].first, counts_.words_), order[0].second),
         share(order[0].first, counts_.words_), config_.max_source, "The expert will speak with this source's voice, and its errors weigh as much.");
  }

  void add_topics() {
    std::vector<std::pair<std::string, BalanceCounter::HeadingWord>> words(counts_.heading_words_.begin(), counts_.heading_words_.end());
    std::stable_sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.second.words > b.second.words; });
    Json rows = Json::array();
    for (size_t i = 0; i < words.size() && i < kRows; ++i) {
      rows.push_back({words[i].first, words[i].second.documents, words[i].second.words, percent(words[i].second.words, counts_.words_)});
    }
    add_table("topics",
              "Words of titles and of the first two levels of headings, by how many words the documents have that hold them there. A document counts "
              "for each of its heading words, so shares do not add up.",
              {"heading word", "documents", "words", "share of words"}, std::move(rows));
    if (words.empty() || counts_.documents_ < 2 || share(words[0].second.words, counts_.words_) <= config_.max_topic) return;
    warn(fmt::format("{} of the words are in documents with `{}` in their headings", percent(words[0].second.words, counts_.words_), words[0].first),
         share(words[0].second.words, counts_.words_), config_.max_topic,
         "One topic leads; of the others the expert will know less. Intended for a narrow expert.");
  }

  void add_registers() {
    static constexpr const char* kNames[kRegisters] = {"Korean, formal (합니다)",          "Korean, polite (해요)", "Korean, plain (한다)",
                                                       "Korean, request (하십시오, 하라)", "English, instruction",  "English, statement"};
    uint64_t all = 0;
    for (uint64_t count : counts_.sentences_) all += count;
    Json rows = Json::array();
    for (size_t i = 0; i < kRegisters; ++i) {
      if (counts_.sentences_[i] > 0) rows.push_back({kNames[i], counts_.sentences_[i], percent(counts_.sentences_[i], all)});
    }
    add_table("registers",
              "How sentences speak: Korean by the ending of the last word, English by whether the first is a verb with which instructions begin. "
              "Sentences without either are not counted.",
              {"register", "sentences", "share"}, std::move(rows));
  }

  static std::string beside(const GroupMentions& group) {
    std::vector<std::string> shown;
    for (const auto& [count, word] : by_size(group.beside)) {
      if (shown.size() < kBesideShown && count > 1) shown.push_back(fmt::format("{} {}", word, count));
    }
    return join(shown, ", ");
  }

  void add_people() {
    Json rows = Json::array();
    std::map<std::string_view, std::map<std::string, uint64_t>> kinds;
    for (const auto& [index, group] : counts_.groups_) {
      if (index >= people_groups().size()) continue;
      const PeopleGroup& named = people_groups()[index];
      kinds[named.kind][std::string(named.group)] = group.mentions;
      const uint64_t judging = group.positive + group.negative;
      const std::string balance =
          judging < 10
              ? ""
              : fmt::format("{:+.2f}", (static_cast<double>(group.positive) - static_cast<double>(group.negative)) / static_cast<double>(judging));
      rows.push_back({named.kind, named.group, group.mentions, fmt::format("{:.1f}", 1e6 * share(group.mentions, counts_.words_)), group.positive,
                      group.negative, balance, beside(group)});
    }
    add_table("people",
              fmt::format("Whom the texts speak of, by words that name groups which the law protects. Positive and negative: words of a small "
                          "lexicon within {} words of a mention; balance from -1 (only negative) to "
                          "+1, empty below ten such words. A low balance says that the texts speak of harm, discrimination or crime beside the "
                          "group, not that they approve of it: read the words beside.",
                          kNearWords),
              {"kind", "group", "mentions", "a million words", "positive", "negative", "balance", "words beside"}, std::move(rows));
    for (const auto& [kind, groups] : kinds) {
      uint64_t all = 0;
      for (const auto& [name, mentions] : groups) all += mentions;
      const Rows order = by_size(groups);
      if (all < kFewMentions || share(order[0].first, all) <= config_.max_group) continue;
      if (std::count_if(people_groups().begin(), people_groups().end(), [&](const PeopleGroup& one) { return one.kind == kind; }) < 2) continue;
      warn(fmt::format("{} of the mentions of {} are of {}", percent(order[0].first, all), kind, order[0].second), share(order[0].first, all),
           config_.max_group, "What is written for one group is learned as if it held for all.");
    }
  }

  void add_duplication() {
    const uint64_t cut = report_.passages_cut;
    Json rows = Json::array();
    uint64_t documents = 0;
    for (const ReasonCount& reason : report_.reasons) {
      if (reason.step != "exact_duplicates" && reason.step != "near_duplicates") continue;
      rows.push_back({"documents rejected: " + reason.reason, reason.documents, percent(reason.documents, report_.documents_in)});
      documents += reason.documents;
    }
    rows.push_back({"passages that stand more than once, each further place", report_.passages_merged, percent(report_.passages_merged, cut)});
    add_table("duplication", "What is said more than once. Duplicates are taught once; many of them say that the sources lean on one another.",
              {"what", "count", "share"}, std::move(rows));
    const double found = std::max(share(report_.passages_merged, cut), share(documents, report_.documents_in));
    if (found > config_.max_duplicated)
      warn(fmt::format("{:.1f} % of the material is duplicate", 100 * found), found, config_.max_duplicated,
           "There is less different text than the sizes say.");
  }

  const BalanceCounter& counts_;
  const BalanceConfig& config_;
  const RefineReport& report_;
  Json tables_ = Json::array(), warnings_ = Json::array();
};

std::string BalanceCounter::to_json(const BalanceConfig& config, const RefineReport& report) const {
  return BalanceWriter(*this, config, report).write();
}

}  // namespace jangin::refine
