// Passages and documents for the tests of this folder.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "base/hash.h"
#include "synthesize/mine.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {

inline record::Document make_document(const std::string& name, const std::string& title, const std::string& text,
                                      const std::string& language = "en") {
  record::Document d;
  d.doc_id = sha256_hex(name), d.source_id = name, d.title = title, d.text = text, d.language = language;
  d.text_id = sha256_hex(text);
  return d;
}
inline record::Passage make_passage(const record::Document& document, std::vector<std::string> headings, const std::string& text) {
  record::Passage p;
  p.heading_path = std::move(headings), p.text = text, p.language = document.language;
  p.passage_id = sha256_hex(p.heading_path.back() + text);
  record::Occurrence at;
  at.passage_id = p.passage_id, at.doc_id = document.doc_id, at.page_first = 3, at.page_last = 4;
  p.occurrences.push_back(at);
  return p;
}
struct World {
  std::vector<record::Document> documents;
  std::vector<record::Passage> passages;
  SynthesizeConfig config;
  Mined mined;
};
/// One passage mined alone.
inline World mine_one(const std::string& heading, const std::string& text, const std::string& title = "WidgetCAM Manual",
                      const std::string& language = "en") {
  World w;
  w.documents.push_back(
      make_document("a.md", title, "WidgetCAM runs. The WidgetCAM program and WidgetCAM files, by WidgetCAM, in WidgetCAM.\n" + text, language));
  w.passages.push_back(make_passage(w.documents[0], {heading}, text));
  w.mined = std::move(*mine_facts(w.documents, w.passages, w.config));
  return w;
}
inline std::set<std::string> questions_of(const World& world, std::string_view miner = "") {
  std::set<std::string> out;
  for (const auto& fact : world.mined.facts) {
    if (!miner.empty() && fact.fact.miner != miner) continue;
    for (const auto& asking : phrase(fact)) out.insert(asking.question + " => " + asking.answer);
  }
  return out;
}

}  // namespace jangin::synthesize
