// Commands: every one is declared, has an example in its help, and wrong usage is told apart from errors.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "app/command.h"
#include "app/kernel_form.h"
#include "base/file.h"
#include "engine/tiny_model.h"
#include "model/formats/model_files.h"

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
  for (const char* wanted : {"build", "plan", "collect", "refine", "synthesize", "train", "evaluate", "publish", "chat", "generate", "serve",
                             "inspect", "convert", "doctor"}) {
    EXPECT_TRUE(names.contains(wanted)) << wanted;
  }
}

/// Parses and runs a command line as main() does; the error, or what was printed.
std::string run_line(std::vector<std::string> words) {
  Program app("a program", "1", "none");
  Common common;
  app.flag("--json", common.json, "");
  std::vector<Command> declared;
  for (Declare declare : commands()) declared.push_back(declare(app, common));
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  if (const auto status = app.parse(static_cast<int>(argv.size()), argv.data())) return "status " + std::to_string(*status);
  testing::internal::CaptureStdout();
  Status status;
  for (const Command& command : declared) {
    if (command.line.chosen()) status = command.action();
  }
  const std::string printed = testing::internal::GetCapturedStdout();
  return status ? printed : status.error().text();
}

TEST(Commands, JudgeTellsVerdictsOrNamesTheLine) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "commands-judge";
  const std::string samples = folder / "samples.jsonl", verdicts = folder / "verdicts.jsonl";
  ASSERT_TRUE(write_file(
      samples,
      R"({"question": "What does G43 do?", "answer": "It applies an offset.", "evidence": "G43 applies an offset.", "language": "en", "planted": ""}
{"question": "What does G43 do?", "answer": "It cancels G44.", "evidence": "G43 applies an offset.", "language": "en", "planted": "code"})"));
  const nlohmann::json told =
      nlohmann::json::parse(run_line({"jangin", "--json", "judge", "--input", samples, "--output", verdicts, "--gates", "support"}), nullptr, false);
  ASSERT_FALSE(told.is_discarded());
  EXPECT_EQ(told["samples"], 2);
  const auto written = read_file(verdicts);
  ASSERT_TRUE(written);
  EXPECT_NE(written->find("\"reason\":\"unsupported_code\""), std::string::npos);
  EXPECT_NE(run_line({"jangin", "judge", "--input", samples, "--gates", "suport"}).find("\"support\""), std::string::npos);
  ASSERT_TRUE(write_file(samples, "{\"answer\": \"x\"}"));
  const std::string refused = run_line({"jangin", "judge", "--input", samples});
  EXPECT_NE(refused.find("line 1"), std::string::npos);
  EXPECT_NE(refused.find("evidence"), std::string::npos);
}

TEST(Commands, ConvertWritesAndTellsOrRefuses) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "commands-convert";
  std::filesystem::remove_all(folder);
  const engine::TinyModel tiny = engine::tiny_model();
  ASSERT_TRUE(tiny.network->with_weights([&](const model::WeightSource& weights) {
    return model::save_huggingface(folder / "model", tiny.network->config(), weights, tiny.tokenizer.get(), model::StoredType::f32);
  }));
  ASSERT_TRUE(write_file(folder / "text.txt", "the pump turns at 300 rpm and the valve opens"));
  const std::string from = folder / "model", to = folder / "model.gguf", text = folder / "text.txt";
  const std::string printed = run_line({"jangin", "--json", "convert", from, to, "--type", "Q6_K", "--text", text});
  const nlohmann::json told = nlohmann::json::parse(printed, nullptr, false);
  ASSERT_TRUE(told.is_object()) << printed;
  EXPECT_EQ(told["type"], "Q6_K");
  EXPECT_EQ(told["fallbacks"]["Q8_0 instead of Q6_K"], told["weights"]["Q8_0"]) << printed;
  EXPECT_LT(told["parity"]["mean_kl"], 0.05);
  EXPECT_TRUE(told["bound"].is_null());
  EXPECT_TRUE(std::filesystem::exists(to));
  EXPECT_NE(run_line({"jangin", "convert", to, (folder / "again").string(), "--text", text}).find("same likeliest token"), std::string::npos);
  EXPECT_NE(run_line({"jangin", "convert", from, to, "--type", "q9", "--text", text}).find("`q9` is no number format (f32, f16,"), std::string::npos);
  EXPECT_NE(run_line({"jangin", "convert", from, (folder / "x").string(), "--type", "q4_k", "--text", text}).find("cannot be written as Q4_K"),
            std::string::npos);
  EXPECT_EQ(run_line({"jangin", "convert", from}), "status 2");
  std::filesystem::remove_all(folder);
}

TEST(Commands, AFormOfTheEnvironmentMustHaveAName) {
  setenv("JANGIN_ISA", "avx1024", 1);
  const Status wrong = check_form_of_environment();
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().text().find("JANGIN_ISA: no such form: avx1024"), std::string::npos);
  setenv("JANGIN_ISA", "reference", 1);
  EXPECT_TRUE(check_form_of_environment());
  unsetenv("JANGIN_ISA");
  EXPECT_TRUE(check_form_of_environment());
}

TEST(Commands, GenerateNeedsAPrompt) {
  EXPECT_NE(run_line({"jangin", "generate", "no-such-model", "--prompt", ""}).find("give --prompt (not empty) or --input"), std::string::npos);
}

TEST(Commands, GenerateGoesOnBehindItsOwnAnswersOnly) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) / "commands-generate";
  std::filesystem::remove_all(folder);
  const engine::TinyModel tiny = engine::tiny_model();
  ASSERT_TRUE(tiny.network->with_weights([&](const model::WeightSource& weights) {
    return model::save_huggingface(folder / "model", tiny.network->config(), weights, tiny.tokenizer.get(), model::StoredType::f32);
  }));
  const std::string model = folder / "model", input = folder / "in.jsonl", output = folder / "out.jsonl";
  const auto generate = [&](const std::string& from, const std::string& to) {
    return run_line({"jangin", "generate", model, "--raw", "--input", from, "--output", to, "--max-tokens", "2"});
  };
  ASSERT_TRUE(write_file(input, "{\"id\": \"a\", \"prompt\": \"the pump\"}\n{\"id\": \"b\", \"prompt\": \"the valve\"}"));
  EXPECT_EQ(generate(input, output), "");
  const std::string answers = *read_file(output);
  EXPECT_EQ(std::count(answers.begin(), answers.end(), '\n'), 2);
  // Killed within the second answer: the same again.
  ASSERT_TRUE(write_file(output, answers.substr(0, answers.find('\n') + 9)));
  EXPECT_EQ(generate(input, output), "");
  EXPECT_EQ(*read_file(output), answers);
  // What is no answer of ours is left as it is: the input itself, a user's notes, answers to other questions.
  const std::string asked = *read_file(input);
  EXPECT_NE(generate(input, input).find("line 1 is no answer to line 1"), std::string::npos);
  EXPECT_EQ(*read_file(input), asked);
  ASSERT_TRUE(write_file(folder / "notes.txt", "half a line"));
  EXPECT_NE(generate(input, folder / "notes.txt").find("name another --output"), std::string::npos);
  EXPECT_EQ(*read_file(folder / "notes.txt"), "half a line");
  ASSERT_TRUE(write_file(folder / "other.jsonl", "{\"id\": \"c\", \"prompt\": \"the pump\"}\n"));
  EXPECT_NE(generate(folder / "other.jsonl", output).find("line 1 is no answer to line 1"), std::string::npos);
  // A prompt beyond the context: the answers before it are kept, and the error names its line.
  ASSERT_TRUE(write_file(input, "{\"prompt\": \"the pump\"}\n{\"prompt\": \"" + std::string(5000, 'x') + "\"}\n{\"prompt\": \"the valve\"}\n"));
  std::filesystem::remove(output);
  EXPECT_NE(generate(input, output).find("in.jsonl:2: the prompt has"), std::string::npos);
  const std::string kept = *read_file(output);
  EXPECT_EQ(std::count(kept.begin(), kept.end(), '\n'), 1);
  std::filesystem::remove_all(folder);
}

TEST(Commands, ScoreRefusesWhatIsNoText) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "commands-score.bin";
  ASSERT_TRUE(write_file(file, "caf\xe9 latin 1"));
  EXPECT_NE(run_line({"jangin", "score", "no-such-model", "--text", file}).find("is not UTF-8"), std::string::npos);
  std::filesystem::remove(file);
}

TEST(Commands, ServeKeepsKeysAndRefusesWhatIsOpenToAll) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "commands-keys.json";
  std::filesystem::remove(file);
  const nlohmann::json added =
      nlohmann::json::parse(run_line({"jangin", "--json", "serve", "key", "add", file, "alice", "--concurrent", "2"}), nullptr, false);
  ASSERT_TRUE(added.is_object());
  EXPECT_TRUE(added["key"].get<std::string>().starts_with("jgn-"));
  EXPECT_EQ(read_file(file)->find(added["key"].get<std::string>()), std::string::npos);
  EXPECT_EQ(nlohmann::json::parse(run_line({"jangin", "--json", "serve", "key", "list", file}))[0]["concurrent"], 2);
  EXPECT_NE(run_line({"jangin", "serve", "key", "add", file, "alice"}).find("there is a key of this name"), std::string::npos);
  EXPECT_EQ(run_line({"jangin", "serve", "key", "remove", file, "alice"}), "");
  EXPECT_NE(run_line({"jangin", "serve", "key", "remove", file, "alice"}).find("there is no key of this name"), std::string::npos);
  EXPECT_NE(run_line({"jangin", "serve"}).find("no model is named"), std::string::npos);
  EXPECT_NE(run_line({"jangin", "serve", "no-such-model"}).find("no-such-model"), std::string::npos);
  std::filesystem::remove(file);
}

}  // namespace
}  // namespace jangin::app
