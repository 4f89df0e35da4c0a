// Our side of quality_filters: the steps gopher_quality, gopher_repetition, c4 and fineweb as they run in the profile "web", one thread.
//   quality_filters_bench TEXTS LANGUAGE    TEXTS: texts, each ended by NUL; LANGUAGE: "en", "ko"
//   quality_filters_bench sentences         each line of standard input, a JSON string, is answered with its number of sentences
// With TEXTS it answers each line of standard input with one line of JSON: "judge" judges all texts once and says how long it took; "verdicts" adds what each step said
// of each text: the reason ("" when it passed), the score and, for c4, the SHA-256 of the lines that stay.
#include <fmt/format.h>

#include <ctime>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "refine/registry.h"
#include "refine/text_statistics.h"
#include "text/sentences.h"

namespace {

using namespace jangin;

constexpr std::string_view kSteps[] = {"gopher_quality", "gopher_repetition", "c4", "fineweb"};

int failed(const Error& error) {
  std::cerr << error.text() << "\n";
  return 1;
}

std::vector<record::Document> read_texts(std::string_view bytes, const std::string& language) {
  std::vector<record::Document> documents;
  for (size_t begin = 0; begin < bytes.size();) {
    const size_t end = std::min(bytes.find('\0', begin), bytes.size());
    record::Document document;
    document.text = bytes.substr(begin, end - begin);
    document.text_id = sha256_hex(document.text);
    document.language = language;
    documents.push_back(std::move(document));
    begin = end + 1;
  }
  return documents;
}

/// The lines that hold something, each without white space at its ends.
std::string lines_of(std::string_view text) {
  std::string lines;
  for (const refine::Line& line : refine::cut_text(text).lines) {
    if (!line.blank()) lines.append(lines.empty() ? "" : "\n").append(text.substr(line.text_begin, line.text_end - line.text_begin));
  }
  return lines;
}

nlohmann::json verdict(std::string_view step, const record::Document& document, const refine::DocumentOutcome& outcome) {
  nlohmann::json row{outcome.judgement.reason, outcome.judgement.score};
  if (step == "c4") row.push_back(outcome.judgement.pass ? sha256_hex(lines_of(outcome.rewrite ? outcome.rewrite->text : document.text)) : "");
  return row;
}

int judge(const std::string& path, const std::string& language) {
  refine::RefineConfig config;
  config.profile = "web";
  std::vector<std::unique_ptr<refine::RefineStep>> steps;
  for (std::string_view name : kSteps) {
    auto step = refine::find_step(name)->make(config);
    if (!step) return failed(step.error());
    steps.push_back(std::move(*step));
  }
  auto bytes = read_file(path);
  if (!bytes) return failed(bytes.error());
  const auto documents = read_texts(*bytes, language);
  for (std::string line; std::getline(std::cin, line);) {
    std::vector<refine::DocumentOutcome> outcomes;
    outcomes.reserve(documents.size() * steps.size());
    Stopwatch watch;
    const std::clock_t cpu = std::clock();
    for (const auto& document : documents) {
      for (const auto& step : steps) outcomes.push_back(std::move(*step->refine_document(document)));
    }
    nlohmann::json answer{
        {"seconds", watch.seconds()}, {"cpu_seconds", static_cast<double>(std::clock() - cpu) / CLOCKS_PER_SEC}, {"documents", documents.size()}};
    for (size_t i = 0; line == "verdicts" && i < outcomes.size(); ++i) {
      const std::string_view step = kSteps[i % steps.size()];
      answer["verdicts"][std::string(step)].push_back(verdict(step, documents[i / steps.size()], outcomes[i]));
    }
    std::cout << answer.dump() << std::endl;
  }
  return 0;
}

int count_sentences() {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << text::split_sentences(nlohmann::json::parse(line).get<std::string>()).size() << std::endl;
  return 0;
}

}  // namespace

int main(int count, char** values) {
  const std::vector<std::string> arguments(values + 1, values + count);
  if (arguments.size() == 1 && arguments[0] == "sentences") return count_sentences();
  if (arguments.size() == 2) return judge(arguments[0], arguments[1]);
  std::cerr << "usage: see the head of bench/quality_filters/quality_filters_bench.cpp\n";
  return 2;
}
