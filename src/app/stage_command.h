// What the commands that run the line share: the options beside the recipe, the run, the closing table.
#pragma once

#include <memory>

#include "app/command.h"
#include "line/line.h"

namespace jangin::app {

/// Declares `recipe` and the options beside it; `about` describes the positional argument.
std::shared_ptr<line::BuildOptions> add_recipe_options(CommandLine& command, const std::string& about = "a recipe (.toml), or a folder of documents");

/// Runs the line up to `last` and prints the table of stages and, once evaluated, of before and after.
Status run_stage(line::BuildOptions options, line::Stage last, const Common& common);

}  // namespace jangin::app
