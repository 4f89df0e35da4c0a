// Substances and ions asked for by their formula where a text has their name.
#pragma once

#include <string>
#include <string_view>

namespace jangin::judge {

/// `question` with each formula or symbol ("CO2", "H3O^+", "Sm") replaced by its name, where `text` has the name and not the formula.
std::string with_substance_names(std::string_view question, std::string_view text);

}  // namespace jangin::judge
