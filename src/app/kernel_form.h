// Forms of the kernels by the names that users write: the option --isa, the environment variable JANGIN_ISA.
#pragma once

#include <string>

#include "base/result.h"
#include "kernel/isa.h"

namespace jangin::app {

/// Errors: invalid_argument naming `place` and the names there are.
Result<kernel::Isa> kernel_form(const std::string& name, const std::string& place);
/// Errors: those of kernel_form() where JANGIN_ISA holds no form's name: the program would run otherwise than its user believes.
Status check_form_of_environment();

}  // namespace jangin::app
