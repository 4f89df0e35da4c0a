// Words with which a Korean question asks, whatever it asks for.
#pragma once

#include <string_view>

namespace jangin::judge {

/// "무엇을", "며칠", "얼마나", and verbs that only carry the question: "하나요", "됩니까", "알려".
bool is_korean_asking(std::string_view word);

}  // namespace jangin::judge
