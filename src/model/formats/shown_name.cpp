// Checks on names of outside origin.
#include "model/formats/shown_name.h"

#include <algorithm>

#include "text/unicode.h"

namespace jangin::model {
namespace {

constexpr size_t kShownBytes = 80;

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

bool is_clean_name(std::string_view name) { return text::is_valid_utf8(name) && std::none_of(name.begin(), name.end(), is_control); }

std::string shown_name(std::string_view name) {
  std::string shown = text::repair_utf8(name.substr(0, kShownBytes));
  std::replace_if(shown.begin(), shown.end(), is_control, ' ');
  return shown;
}

}  // namespace jangin::model
