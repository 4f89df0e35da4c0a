// Plain output of commands: lines and aligned tables on standard output.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace jangin::app {

void print_line(std::string_view line);
/// One line of JSON (`indent` ≥ 0: several). Texts that are no UTF-8, such as file names, are printed with U+FFFD and never an error.
void print_json(const nlohmann::json& value, int indent = -1);
/// First row: the header. Columns are padded by display width (Korean counts two).
void print_table(const std::vector<std::vector<std::string>>& rows);
/// How the user called this program ("build/release/jangin").
std::string program_name();

}  // namespace jangin::app
