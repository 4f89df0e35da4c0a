// Lines of JSON.
#include "synthesize/mined_store.h"

#include "base/file.h"
#include "base/strings.h"
#include "synthesize/mined_json.h"

namespace jangin::synthesize {
namespace {

using nlohmann::json;
constexpr int kVersion = 2;  // of the layout of mined_json.cpp: raised with each member that a struct there gains or loses

}  // namespace

MinedStore read_mined(const std::filesystem::path& path) {
  MinedStore store;
  const auto text = read_file(path);
  if (!text) return store;
  for (std::string_view line : split_lines(*text)) {
    try {
      const json from = json::parse(line);
      if (from.at(0).get<int>() != kVersion) continue;
      MinedPassage passage;
      passage.key = from.at(2).get<std::string>();
      const auto topic = std::make_shared<const Topic>(topic_from_json(from.at(3)));
      for (const json& fact : from.at(4)) {
        passage.facts.push_back(fact_from_json(fact));
        passage.facts.back().topic = topic;
      }
      passage.rejected = from.at(5).get<std::vector<std::string>>();
      store.emplace(from.at(1).get<std::string>(), std::move(passage));
    } catch (const json::exception&) {  // mined again
    }
  }
  return store;
}

Status write_mined(const std::filesystem::path& path, const MinedStore& store, const std::vector<record::Passage>& passages) {
  std::string text;
  for (const auto& passage : passages) {
    const auto found = store.find(passage.passage_id);
    if (found == store.end()) continue;
    const MinedPassage& mined = found->second;
    try {
      json facts = json::array();
      for (const MinedFact& fact : mined.facts) facts.push_back(fact_to_json(fact));
      text += json{kVersion, passage.passage_id, mined.key, topic_to_json(mined.facts.empty() ? Topic{} : *mined.facts.front().topic),
                   facts,    mined.rejected}
                  .dump() +
              "\n";
    } catch (const json::exception&) {  // not UTF-8: mined again
    }
  }
  return write_file(path, text);
}

}  // namespace jangin::synthesize
