// Names of outside origin (keys, tensors, architectures): which are clean, and how any of them may stand in one line of a message.
#pragma once

#include <string>
#include <string_view>

namespace jangin::model {

/// Valid UTF-8 without control characters (a NUL among them): what file formats mean by a name, and what every later file can hold.
bool is_clean_name(std::string_view name);

/// The first 80 bytes, with U+FFFD for what is no UTF-8 and a space for each ASCII control character.
std::string shown_name(std::string_view name);

}  // namespace jangin::model
