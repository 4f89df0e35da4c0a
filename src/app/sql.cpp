// `jangin sql`: a question to the records of a workspace.
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "record/shard.h"

namespace jangin::app {

Command declare_sql(CommandLine& app, const Common& common) {
  CommandLine command =
      app.command("sql", "ask the records of a workspace (DuckDB SQL over its Parquet files; read-only)",
                  "jangin sql --workspace out/cnc \"SELECT reason, count(*) FROM 'refine/verdicts.parquet' WHERE NOT pass GROUP BY ALL\"");
  auto query = std::make_shared<std::string>();
  auto workspace = std::make_shared<std::string>(".");
  command.option("query", *query, "the query; file names are relative to the workspace").required();
  command.option("--workspace", *workspace, "the folder that file names start from (default: here)");
  return {command, [query, workspace, &common]() -> Status {
            JANGIN_ASSIGN(auto rows, record::run_sql(*workspace, *query));
            if (!common.json) {
              print_table(rows);
              return {};
            }
            nlohmann::json all = nlohmann::json::array();
            for (size_t r = 1; r < rows.size(); ++r) {
              nlohmann::json row = nlohmann::json::object();
              for (size_t c = 0; c < rows[0].size(); ++c) row[rows[0][c]] = rows[r][c];
              all.push_back(row);
            }
            print_json(all);
            return {};
          }};
}

}  // namespace jangin::app
