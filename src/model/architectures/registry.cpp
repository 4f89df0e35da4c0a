// The architectures there are.
#include <fmt/format.h>

#include "base/strings.h"
#include "model/architectures/architecture.h"
#include "model/formats/shown_name.h"

namespace jangin::model {

Result<const Architecture*> find_architecture(std::string_view name, std::string_view Architecture::* field, const std::string& place) {
  static const Architecture* const kAll[] = {&llama_architecture(), &qwen3_architecture(), &gemma3_architecture(), &exaone4_architecture(),
                                             &exaone_moe_architecture()};
  std::vector<std::string> names;
  for (const Architecture* architecture : kAll) {
    if (to_lower_ascii(architecture->*field) == to_lower_ascii(name)) return architecture;
    names.emplace_back(architecture->*field);
  }
  return fail(ErrorCode::unsupported, fmt::format("architecture `{}` is not supported; supported: {}", shown_name(name), join(names, ", ")), place);
}

const Architecture& architecture_of(const ModelConfig& config) { return **find_architecture(config.architecture, &Architecture::name, ""); }

Status check_architecture(std::string_view architecture, const std::string& place) {
  auto found = find_architecture(architecture, &Architecture::name, place);
  return found ? Status{} : pass(found);
}

}  // namespace jangin::model
