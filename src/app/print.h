// Plain output of commands: lines and aligned tables on standard output.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::app {

void print_line(std::string_view line);
/// First row: the header. Columns are padded by display width (Korean counts two).
void print_table(const std::vector<std::vector<std::string>>& rows);
/// How the user called this program ("build/release/jangin").
std::string program_name();

}  // namespace jangin::app
