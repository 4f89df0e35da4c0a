// `jangin model list|path`: base models that can be had here, and where they are.
#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "line/base_models.h"

namespace jangin::app {
namespace {

Status list_models(const Common& common) {
  std::vector<std::vector<std::string>> rows = {{"name", "licence", "here", "what"}};
  nlohmann::json all = nlohmann::json::array();
  for (const line::BaseModel& model : line::known_base_models()) {
    auto resolved = line::resolve_base_model(model.name, ".");
    std::string here = resolved ? resolved->path.string() : "no: " + model.how_to_get;
    rows.push_back({model.name, model.licence, here, model.description});
    all.push_back({{"name", model.name},
                   {"licence", model.licence},
                   {"path", resolved ? nlohmann::json(resolved->path.string()) : nlohmann::json()},
                   {"description", model.description},
                   {"how_to_get", model.how_to_get}});
  }
  if (common.json) {
    print_json(all);
  } else {
    print_table(rows);
  }
  return {};
}

}  // namespace

Command declare_model(CommandLine& app, const Common& common) {
  CommandLine command = app.command("model", "base models that can be had here", "jangin model list        jangin model path smollm2-135m-instruct");
  command.require_command();
  CommandLine list = command.command("list", "known base models and where they are");
  CommandLine path = command.command("path", "the file of one base model");
  auto name = std::make_shared<std::string>();
  path.option("name", *name, "a known name, or a path").required();
  return {command, [list, name, &common]() -> Status {
            if (list.chosen()) return list_models(common);
            JANGIN_ASSIGN(line::ResolvedModel model, line::resolve_base_model(*name, "."));
            print_line(common.json ? nlohmann::json{{"path", model.path.string()}, {"licence", model.licence}}.dump() : model.path.string());
            return {};
          }};
}

}  // namespace jangin::app
