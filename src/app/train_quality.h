// A command below `refine`, declared by it.
#pragma once

#include "app/command.h"

namespace jangin::app {

Command declare_train_quality(CommandLine& refine, const Common& common);

}  // namespace jangin::app
