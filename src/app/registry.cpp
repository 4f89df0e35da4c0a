// The commands of the program, in the order of the help. A new command: one file, one line here and in command.h, one test.
#include "app/command.h"

namespace jangin::app {

const std::vector<Declare>& commands() {
  static const std::vector<Declare> all = {
      declare_build,           declare_plan,     declare_collect,  declare_refine,   declare_synthesize, declare_train,
      declare_evaluate,        declare_publish,  declare_chat,     declare_generate, declare_serve,      declare_score,
      declare_judge,           declare_tokenize, declare_coverage, declare_inspect,  declare_convert,    declare_sql,
      declare_train_tokenizer, declare_model,    declare_bench,    declare_doctor,
  };
  return all;
}

}  // namespace jangin::app
