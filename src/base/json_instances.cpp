#include "base/json_instances.h"

template class nlohmann::basic_json<>;

namespace nlohmann::detail {
template class serializer<nlohmann::json>;
template class json_sax_dom_parser<nlohmann::json>;
template class json_sax_dom_callback_parser<nlohmann::json>;
template class lexer<nlohmann::json, iterator_input_adapter<const char*>>;
template class parser<nlohmann::json, iterator_input_adapter<const char*>>;
template class lexer<nlohmann::json, iterator_input_adapter<std::string::const_iterator>>;
template class parser<nlohmann::json, iterator_input_adapter<std::string::const_iterator>>;
}  // namespace nlohmann::detail
