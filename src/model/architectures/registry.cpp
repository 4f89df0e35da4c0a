// The architectures whose networks can be built.
#include "base/strings.h"
#include "model/architectures/architecture.h"

namespace jangin::model {

Result<const Architecture*> find_architecture(std::string_view name) {
  static const Architecture* const kAll[] = {&llama_architecture()};
  std::vector<std::string> names;
  for (const Architecture* architecture : kAll) {
    if (architecture->name == name) return architecture;
    names.emplace_back(architecture->name);
  }
  return fail(ErrorCode::unsupported, "this architecture cannot be run", std::string(name), "supported: " + join(names, ", "));
}

}  // namespace jangin::model
