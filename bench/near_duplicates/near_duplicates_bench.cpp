// Our side of near_duplicates, and what tests/reference/score_near_duplicates.py asks: near_duplicates_bench TEXTS [unit shingle bands rows similarity]
// TEXTS: documents, each ended by NUL. Each line "find" on standard input runs the whole step once over them: signatures, search, verdicts; one line of JSON answers:
// processor seconds (of all, of the sketches), groups (of similar documents), named (document, the one that its verdict names, estimated similarity, reason).
#include <nlohmann/json.hpp>

#include <charconv>
#include <ctime>
#include <iostream>
#include <string>
#include <vector>

#include "base/file.h"
#include "refine/duplicates/groups.h"
#include "refine/registry.h"

namespace {

using namespace jangin;
using namespace jangin::refine;

std::vector<record::Document> read_texts(const std::string& bytes) {
  std::vector<record::Document> documents;
  for (size_t begin = 0; begin < bytes.size();) {
    const size_t end = std::min(bytes.find('\0', begin), bytes.size());
    record::Document document;
    document.source_id = std::to_string(documents.size());
    document.text = bytes.substr(begin, end - begin);
    documents.push_back(std::move(document));
    begin = end + 1;
  }
  return documents;
}

nlohmann::json named_pairs(const std::vector<Judgement>& judgements) {
  nlohmann::json named = nlohmann::json::array();
  for (size_t i = 0; i < judgements.size(); ++i) {
    const std::string& detail = judgements[i].detail;
    size_t other = 0, begin = detail.find(' ') + 1;  // "like 17, estimated 0.91, …"
    if (detail.empty()) continue;
    std::from_chars(detail.data() + begin, detail.data() + detail.size(), other);
    named.push_back({i, other, judgements[i].score, judgements[i].reason});
  }
  return named;
}

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

nlohmann::json find(const std::vector<record::Document>& documents, const RefineConfig& config) {
  auto step = *make_near_duplicates(config);
  const double start = processor_seconds();
  std::vector<SketchedDocument> sketched(documents.size());
  for (size_t i = 0; i < documents.size(); ++i) {
    sketched[i].source_id = documents[i].source_id;
    sketched[i].bytes = documents[i].text.size();
    sketched[i].sketch = step->sketch(documents[i]);
  }
  const double sketching = processor_seconds() - start;
  const std::vector<Judgement> judgements = step->compare(sketched);
  nlohmann::json answer{{"seconds", processor_seconds() - start}, {"sketching", sketching}, {"named", named_pairs(judgements)}};
  uint64_t sketch_bytes = 0;
  const NearDuplicatesConfig& near = config.near_duplicates;
  const MinHash hashes(static_cast<size_t>(near.bands * near.rows));
  std::vector<std::span<const uint64_t>> signatures;
  for (const SketchedDocument& document : sketched) {
    std::span<const uint64_t> values = document.sketch.values;
    signatures.push_back(values.empty() ? values : values.first(hashes.words()));
    sketch_bytes += values.size_bytes() + document.sketch.note.size();
  }
  answer["sketch_bytes"] = sketch_bytes;
  answer["groups"] = find_groups(signatures, hashes, {static_cast<size_t>(near.bands), static_cast<size_t>(near.rows)}, near.similarity);
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 && argc != 7) {
    std::cerr << "usage: near_duplicates_bench TEXTS [unit shingle bands rows similarity]\n";
    return 2;
  }
  auto bytes = read_file(argv[1]);
  if (!bytes) {
    std::cerr << bytes.error().text() << "\n";
    return 1;
  }
  RefineConfig config;
  if (argc == 7) {
    NearDuplicatesConfig& near = config.near_duplicates;
    near.unit = argv[2];
    near.shingle = std::stoll(argv[3]);
    near.bands = std::stoll(argv[4]);
    near.rows = std::stoll(argv[5]);
    near.similarity = std::stod(argv[6]);
  }
  const std::vector<record::Document> documents = read_texts(*bytes);
  for (std::string line; std::getline(std::cin, line);) std::cout << find(documents, config).dump() << std::endl;
}
