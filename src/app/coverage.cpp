// `jangin coverage`: what was taught, how often, from where; and for a question file, whether each question's fact was mined and taught.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "line/coverage.h"

namespace jangin::app {

Command declare_coverage(CommandLine& app, const Common& common) {
  CommandLine command = app.command("coverage", "what was taught, how often, from where; which questions' facts were not mined or not taught",
                                    "jangin coverage out/cnc        jangin coverage out/cnc --questions questions.jsonl");
  auto workspace = std::make_shared<std::string>();
  auto questions = std::make_shared<std::string>();
  command.option("workspace", *workspace, "a workspace that synthesize has run in").required();
  command.option("--questions", *questions, "a question file (JSONL) with evidence");
  return {command, [workspace, questions, &common]() -> Status {
            JANGIN_ASSIGN(line::CoverageTable table, line::read_coverage({*workspace}, *questions));
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
