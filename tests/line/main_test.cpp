// main() of the tests: the same program is started again as the host of the readers, and as a line that is killed (loop_test.cpp).
#include <gtest/gtest.h>

#include "base/progress.h"
#include "collect/sandbox.h"
#include "line/line.h"

int main(int argc, char** argv) {
  if (auto status = jangin::collect::maybe_run_reader_child(argc, argv)) return *status;
  if (argc == 4 && std::string(argv[1]) == "--train-line") {
    jangin::set_progress_style(jangin::ProgressStyle::silent);
    jangin::line::BuildOptions options;
    options.recipe_or_folder = argv[2];
    options.workspace = argv[3];
    return jangin::line::build(options, jangin::line::Stage::train) ? 0 : 1;
  }
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
