// `jangin coverage`: what was taught, how often, from where; and for a question file, whether each question's fact was mined and taught.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "line/coverage.h"

namespace jangin::app {

Command declare_coverage(CommandLine& app, const Common& common) {
  CommandLine command =
      app.command("coverage", "what was taught, how often, from where; which questions' facts were not mined, not taught or not learned",
                  "jangin coverage out/cnc        jangin coverage out/cnc --questions questions.jsonl        jangin coverage out/cnc --conflicts");
  auto workspace = std::make_shared<std::string>();
  auto questions = std::make_shared<std::string>();
  command.option("workspace", *workspace, "a workspace that synthesize has run in").required();
  auto conflicts = std::make_shared<bool>(false);
  command.option("--questions", *questions, "a question file (JSONL) with evidence");
  command.flag("--conflicts", *conflicts, "facts of different documents that contradict each other, with both places");
  return {command, [workspace, questions, conflicts, &common]() -> Status {
            JANGIN_ASSIGN(line::CoverageTable table, *conflicts ? line::read_conflicts({*workspace}) : line::read_coverage({*workspace}, *questions));
            if (!common.json) {
              print_table(table.rows);
              return {};
            }
            nlohmann::json all = nlohmann::json::array();
            for (size_t r = 1; r < table.rows.size(); ++r) {
              nlohmann::json row = nlohmann::json::object();
              for (size_t c = 0; c < table.rows[0].size(); ++c) row[table.rows[0][c]] = table.rows[r][c];
              all.push_back(row);
            }
            print_json(all);
            return {};
          }};
}

}  // namespace jangin::app
