// Names → forms.
#include "app/kernel_form.h"

#include <cstdlib>

namespace jangin::app {

Result<kernel::Isa> kernel_form(const std::string& name, const std::string& place) {
  if (const auto isa = kernel::isa_from_name(name)) return *isa;
  return fail(ErrorCode::invalid_argument, "no such form: " + name, place, "reference, avx2, avx512, avx512_bf16 or amx");
}

Status check_form_of_environment() {
  const char* name = std::getenv("JANGIN_ISA");
  if (name != nullptr && *name != 0) JANGIN_TRY(kernel_form(name, "JANGIN_ISA"));
  return {};
}

}  // namespace jangin::app
