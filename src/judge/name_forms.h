// Forms under which a text names something that a sample names otherwise: "OOS" for "Out-of-specification", "Internet" for "CInternetException".
#pragma once

#include <string_view>

namespace jangin::judge {

/// Whether `name` stands in `text` as a part of a compound name, as the initials of words in a row, or with another ending; or is a general
/// abbreviation.
bool is_form_of_name(std::string_view name, std::string_view text);

}  // namespace jangin::judge
