// The two steps that compare passages, alone on a corpus: repeated_spans_bench SCRATCH FOLDER...
// Documents are the Markdown files below the folders, each different text once, cut as by default. Each line "find" on standard input runs both
// steps; one line of JSON answers: bytes of text, passages, processor seconds of each, passages named, peak memory of the process. The texts lie in
// SCRATCH, a file that stays.
#include <nlohmann/json.hpp>

#include <algorithm>
#include <ctime>
#include <iostream>
#include <unordered_set>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "refine/passage_corpus.h"
#include "refine/passages.h"
#include "refine/registry.h"
#include "text/unicode.h"

namespace {

using namespace jangin;
using namespace jangin::refine;
namespace fs = std::filesystem;

Status add_folder(const fs::path& folder, PassageCorpusWriter& writer, std::unordered_set<std::string>& known) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == ".md") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  for (const fs::path& file : files) {
    record::Document document;
    document.source_id = file.string();
    JANGIN_ASSIGN(std::string bytes, read_file(file));
    document.text = text::repair_utf8(bytes);
    if (!known.insert(sha256_hex(document.text)).second) continue;
    JANGIN_TRY(writer.add_document(document));
    for (const record::Passage& passage : cut_passages(document, {})) JANGIN_TRY(writer.add_passage(passage, true));
  }
  return {};
}

Result<PassageCorpus> read_corpus(int argc, char** argv) {
  JANGIN_ASSIGN(PassageCorpusWriter writer, PassageCorpusWriter::open(argv[1]));
  std::unordered_set<std::string> known;
  for (int i = 2; i < argc; ++i) JANGIN_TRY(add_folder(argv[i], writer, known));
  return writer.finish();
}

Result<nlohmann::json> find(const PassageCorpus& corpus) {
  nlohmann::json answer{{"bytes", corpus.text().size()}, {"passages", corpus.passages().size()}};
  for (const char* name : {"near_duplicate_passages", "repeated_spans"}) {
    JANGIN_ASSIGN(auto step, find_step(name)->make({}));
    const std::clock_t begin = std::clock();
    JANGIN_ASSIGN(const auto judged, step->compare_passages(corpus));
    const auto named = std::count_if(judged.begin(), judged.end(), [](const Judgement& judgement) { return !judgement.detail.empty(); });
    answer[name] = {{"seconds", static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC}, {"named", named}};
  }
  answer["peak_memory_bytes"] = peak_memory_bytes();
  return answer;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: repeated_spans_bench SCRATCH FOLDER...\n";
    return 2;
  }
  auto corpus = read_corpus(argc, argv);
  if (!corpus) {
    std::cerr << corpus.error().text() << "\n";
    return 1;
  }
  for (std::string line; std::getline(std::cin, line);) {
    auto answer = find(*corpus);
    if (!answer) {
      std::cerr << answer.error().text() << "\n";
      return 1;
    }
    std::cout << answer->dump() << std::endl;
  }
}
