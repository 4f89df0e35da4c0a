// `jangin judge`: samples through the row of gates: a verdict with its reason for each, and how many of what was planted was found.
#include <fmt/format.h>

#include <chrono>
#include <map>
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "base/file.h"
#include "judge/gates.h"
#include "judge/sample_file.h"

namespace jangin::app {
namespace {

struct JudgeOptions {
  std::string input, output;
  std::vector<std::string> gates;
};

/// Samples of one kind and language, and what became of them.
struct Group {
  size_t of = 0, rejected = 0;
  std::map<std::string, size_t> reasons;
};
using Groups = std::map<std::pair<std::string, std::string>, Group>;  // kind, language

std::string share(size_t count, size_t of) {
  return of == 0 ? "-" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(count) / static_cast<double>(of));
}

void print_groups(const Groups& groups, bool planted) {
  std::vector<std::vector<std::string>> rows = {{planted ? "planted" : "samples", "language", "of", "kept", "rejected", "reasons"}};
  for (const auto& [name, group] : groups) {
    std::string reasons;
    for (const auto& [reason, count] : group.reasons) reasons += fmt::format("{}{} {}", reasons.empty() ? "" : ", ", reason, count);
    rows.push_back(
        {name.first, name.second, std::to_string(group.of), share(group.of - group.rejected, group.of), share(group.rejected, group.of), reasons});
  }
  print_table(rows);
}

nlohmann::json groups_json(const Groups& groups) {
  nlohmann::json all = nlohmann::json::array();
  for (const auto& [name, group] : groups)
    all.push_back({{"kind", name.first}, {"language", name.second}, {"of", group.of}, {"rejected", group.rejected}, {"reasons", group.reasons}});
  return all;
}

Status run_judge(const JudgeOptions& options, const Common& common) {
  JANGIN_ASSIGN(const std::vector<judge::JudgedSample> samples, judge::read_judged_samples(options.input));
  JANGIN_ASSIGN(judge::GateRow gates, judge::GateRow::make({}, options.gates));
  Groups groups;
  std::string lines;
  bool planted = false;
  auto started = std::chrono::steady_clock::now();
  for (const judge::JudgedSample& sample : samples) {
    const record::Verdict verdict = gates.check(sample.input());
    planted = planted || sample.planted_known;
    Group& group = groups[{sample.planted_known ? (sample.planted.empty() ? "nothing" : sample.planted) : "all",
                           sample.language.empty() ? "-" : sample.language}];
    ++group.of;
    if (!verdict.pass) ++group.rejected, ++group.reasons[verdict.step + "." + verdict.reason];
    if (options.output.empty()) continue;
    lines += nlohmann::json{{"id", sample.id}, {"pass", verdict.pass}, {"gate", verdict.step}, {"reason", verdict.reason}, {"detail", verdict.detail}}
                 .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) +
             "\n";
  }
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  if (!options.output.empty()) JANGIN_TRY(write_file(options.output, lines));
  if (common.json) {
    print_json({{"samples", samples.size()}, {"seconds", seconds}, {"groups", groups_json(groups)}});
    return {};
  }
  print_groups(groups, planted);
  print_line(fmt::format("{} samples in {:.2f} s ({:.0f} a minute, one thread)", samples.size(), seconds,
                         seconds > 0 ? 60.0 * static_cast<double>(samples.size()) / seconds : 0.0));
  return {};
}

}  // namespace

Command declare_judge(CommandLine& app, const Common& common) {
  CommandLine command = app.command(
      "judge", "samples through the gates that synthesis uses: verdicts with reasons",
      "jangin judge --input samples.jsonl --output verdicts.jsonl        jangin judge --input samples.jsonl --gates support --gates polarity");
  auto options = std::make_shared<JudgeOptions>();
  command
      .option("--input", options->input,
              "JSONL, a sample a line: {\"question\", \"answer\", \"evidence\", \"context\", \"superseded\", \"language\"}; answer and evidence are "
              "required")
      .required();
  command.option("--output", options->output, "verdicts, one a line, in the order of the samples");
  command.option("--gates", options->gates, "only this gate (repeatable; default: all)");
  return {command, [options, &common] { return run_judge(*options, common); }};
}

}  // namespace jangin::app
