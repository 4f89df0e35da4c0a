// The code of JSON values that the compiler would otherwise make again in every unit that uses them: it is made once, in
// json_instances.cpp. Included through the precompiled headers only (cmake/precompiled_headers.cmake): units that do
// not see it make their own, and mean the same.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

extern template class nlohmann::basic_json<>;

namespace nlohmann::detail {
extern template class serializer<nlohmann::json>;
extern template class json_sax_dom_parser<nlohmann::json>;
extern template class json_sax_dom_callback_parser<nlohmann::json>;
extern template class lexer<nlohmann::json, iterator_input_adapter<const char*>>;
extern template class parser<nlohmann::json, iterator_input_adapter<const char*>>;
extern template class lexer<nlohmann::json, iterator_input_adapter<std::string::const_iterator>>;
extern template class parser<nlohmann::json, iterator_input_adapter<std::string::const_iterator>>;
}  // namespace nlohmann::detail
