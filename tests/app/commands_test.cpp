// Commands: every one is declared, has an example in its help, and wrong usage is told apart from errors.
#include <gtest/gtest.h>

#include <set>

#include "app/command.h"

namespace jangin::app {
namespace {

TEST(Commands, HaveNamesAndExamples) {
  Program app("a program", "1", "none");
  Common common;
  std::set<std::string> names;
  for (Declare declare : commands()) {
    Command command = declare(app, common);
    EXPECT_TRUE(command.action);
    EXPECT_TRUE(names.insert(command.line.name()).second) << command.line.name();
    EXPECT_NE(command.line.help().find("Example: jangin"), std::string::npos) << command.line.name();
  }
  for (const char* wanted : {"build", "plan", "collect", "refine", "synthesize", "train", "evaluate", "publish", "chat", "generate", "inspect", "doctor"}) {
    EXPECT_TRUE(names.contains(wanted)) << wanted;
  }
}

}  // namespace
}  // namespace jangin::app
