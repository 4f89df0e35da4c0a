// Whole runs on a tiny model: they learn, and the same request ends with the same bits whatever happens on the way.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <csignal>
#include <fstream>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/strings.h"
#include "base/thread_pool.h"
#include "model/formats/safetensors.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

constexpr const char* kChildFolder = "JANGIN_TRAIN_TEST_FOLDER";
constexpr const char* kChildTokens = "JANGIN_TRAIN_TEST_TOKENS";
constexpr const char* kChildKind = "JANGIN_TRAIN_TEST_KIND";

TEST(TrainLoop, LearnsAndReports) {
  TemporaryFolder folder("learns");
  auto report = train_tiny(folder.path(), tiny_config(), "cpu", 0);  // an anchor would hold it back
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_LT(report->last_loss, 0.35 * report->first_loss);
  EXPECT_EQ(report->steps, static_cast<int64_t>(report->curve.size()));
  EXPECT_EQ(report->tokens, report->curve.back().tokens);
  EXPECT_GT(report->tokens, 11900);
  EXPECT_TRUE(model::open_model(report->model)) << "the model can be opened";
  int64_t exposed = 0;
  for (const SampleExposure& exposure : report->exposures) exposed += exposure.tokens;
  EXPECT_EQ(exposed, report->tokens);
  EXPECT_EQ(split_lines(*read_file(folder.path() / "curve.jsonl")).size(), static_cast<size_t>(report->steps));
}

TEST(TrainLoop, AFinishedRunIsOnlyReported) {
  TemporaryFolder folder("finished");
  auto first = train_tiny(folder.path(), tiny_config());
  auto second = train_tiny(folder.path(), tiny_config());
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->seconds, 0.0);
  EXPECT_EQ(first->chain_hash, second->chain_hash);
  EXPECT_EQ(first->last_loss, second->last_loss);
}

class ThreadCount {
 public:
  explicit ThreadCount(int threads) : before_(ThreadPool::shared().size()) { ThreadPool::set_threads(threads); }
  ~ThreadCount() { ThreadPool::set_threads(before_); }

 private:
  int before_;
};

void check_threads(const std::string& kind, int64_t tokens = tiny_config().tokens) {
  for (const char* precision : {"f32", "bf16"}) {
    TrainConfig config = with_kind(tiny_config(), kind);
    config.tokens = tokens;
    config.precision = precision;
    TemporaryFolder one_folder("one");
    TemporaryFolder three_folder("three");
    Result<TrainReport> one = [&] {
      ThreadCount threads(1);
      return train_tiny(one_folder.path(), config);
    }();
    Result<TrainReport> three = [&] {
      ThreadCount threads(3);
      return train_tiny(three_folder.path(), config);
    }();
    ASSERT_TRUE(one && three);
    EXPECT_EQ(one->checkpoint_hash, three->checkpoint_hash) << precision;
    EXPECT_EQ(one->chain_hash, three->chain_hash) << precision;
  }
}

TEST(TrainLoop, OneAndThreeThreadsEndWithTheSameBits) { check_threads("full"); }
TEST(TrainLoop, OneAndThreeThreadsEndWithTheSameAdapter) { check_threads("adapter"); }
TEST(TrainLoop, OneAndThreeThreadsEndWithTheSameBitsOfMuonOnBf16) { check_threads("bf16", 1'500); }

TEST(TrainLoop, TheReferenceDeviceLearnsTheSame) {
  TrainConfig config = tiny_config();
  config.tokens = 2500;
  TemporaryFolder cpu_folder("cpu");
  TemporaryFolder reference_folder("reference");
  auto cpu = train_tiny(cpu_folder.path(), config, "cpu");
  auto reference = train_tiny(reference_folder.path(), config, "reference");
  ASSERT_TRUE(cpu && reference);
  ASSERT_EQ(cpu->curve.size(), reference->curve.size());
  for (size_t i = 0; i < cpu->curve.size(); ++i) EXPECT_NEAR(cpu->curve[i].loss, reference->curve[i].loss, 1e-3);
}

TEST(TrainLoop, SeedsAndRatesMatter) {
  TrainConfig config = tiny_config();
  config.tokens = 2500;
  TemporaryFolder a("seed_a");
  TemporaryFolder b("seed_b");
  auto first = train_tiny(a.path(), config);
  config.seed = 9;
  auto second = train_tiny(b.path(), config);
  ASSERT_TRUE(first && second);
  EXPECT_NE(first->checkpoint_hash, second->checkpoint_hash);
}

TrainConfig config_of(int64_t tokens, const std::string& kind) {
  TrainConfig config = with_kind(tiny_config(), kind);
  config.tokens = tokens;
  return config;
}

/// What the killed child does: trains in the folder named by the environment.
TEST(TrainLoopChild, DISABLED_TrainsInTheFolderOfTheEnvironment) {
  const char* folder = std::getenv(kChildFolder);
  const char* tokens = std::getenv(kChildTokens);
  const char* kind = std::getenv(kChildKind);
  ASSERT_TRUE(folder != nullptr && tokens != nullptr && kind != nullptr);
  ASSERT_TRUE(train_tiny(folder, config_of(std::stoll(tokens), kind)));
}

pid_t start_child(const std::filesystem::path& folder, int64_t tokens, const std::string& kind) {
  const pid_t child = fork();
  if (child == 0) {
    setenv(kChildFolder, folder.c_str(), 1);
    setenv(kChildTokens, std::to_string(tokens).c_str(), 1);
    setenv(kChildKind, kind.c_str(), 1);
    execl("/proc/self/exe", "test_train", "--gtest_filter=TrainLoopChild.*", "--gtest_also_run_disabled_tests", "--gtest_brief=1", nullptr);
    _exit(127);
  }
  return child;
}

size_t steps_done(const std::filesystem::path& folder) {
  auto curve = read_file(folder / "curve.jsonl");
  return curve ? static_cast<size_t>(std::count(curve->begin(), curve->end(), '\n')) : 0;
}

/// Waits until the curve has `steps` lines, then kills with -9. False when the child ended before.
bool kill_after_steps(pid_t child, const std::filesystem::path& folder, size_t steps, uint32_t extra_microseconds) {
  for (int i = 0; i < 120000; ++i) {
    const bool reached = steps_done(folder) >= steps;
    if (reached) usleep(extra_microseconds);
    int status = 0;
    if (waitpid(child, &status, WNOHANG) == child) return false;
    if (reached) {
      kill(child, SIGKILL);
      waitpid(child, &status, 0);
      return true;
    }
    usleep(500);
  }
  return false;
}

/// Kills a run `kills` times at random moments, each some steps further than the one before, every third time from the start again; what is
/// resumed must end as the run that nobody disturbed.
void check_kills(int kills, uint64_t seed, int64_t tokens, const std::string& kind) {
  TemporaryFolder whole_folder("whole");
  auto whole = train_tiny(whole_folder.path(), config_of(tokens, kind));
  ASSERT_TRUE(whole);
  TemporaryFolder folder("killed");
  Random random(seed);
  int killed = 0;
  for (int i = 0; i < kills; ++i) {
    const size_t done = steps_done(folder.path());
    const size_t left = static_cast<size_t>(whole->steps) - std::min(done, static_cast<size_t>(whole->steps));
    const size_t steps = done + 1 + random.below(static_cast<uint32_t>(std::max<size_t>(1, left / 3)));
    killed += kill_after_steps(start_child(folder.path(), tokens, kind), folder.path(), steps, random.below(20000));
    if (i % 3 != 2 || i + 1 == kills) continue;
    std::filesystem::remove_all(folder.path());
    std::filesystem::create_directories(folder.path());
  }
  EXPECT_GE(killed, kills * 3 / 4) << "the others had ended by themselves";
  auto resumed = train_tiny(folder.path(), config_of(tokens, kind));
  ASSERT_TRUE(resumed) << resumed.error().text();
  EXPECT_EQ(resumed->checkpoint_hash, whole->checkpoint_hash);
  EXPECT_EQ(resumed->chain_hash, whole->chain_hash);
  EXPECT_EQ(resumed->curve.size(), whole->curve.size());
}

TEST(TrainLoop, KilledAndResumedRunsEndWithTheSameBits) { check_kills(2, 1, 12'000, "full"); }
TEST(TrainLoop, KilledAndResumedRunsEndWithTheSameAdapter) { check_kills(2, 1, 12'000, "adapter"); }
TEST(TrainLoop, KilledAndResumedRunsEndWithTheSameBitsOfMuonOnBf16) { check_kills(2, 1, 4'000, "bf16"); }
TEST(TrainLoopLong, TwentyKillsEndWithTheSameBits) { check_kills(20, 2, 120'000, "full"); }

TEST(TrainLoop, CtrlCStopsWithACheckpointAndResumes) {
  TemporaryFolder whole_folder("whole_c");
  TemporaryFolder folder("ctrl_c");
  auto whole = train_tiny(whole_folder.path(), tiny_config());
  set_interrupted(true);
  auto stopped = train_tiny(folder.path(), tiny_config());
  set_interrupted(false);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::interrupted);
  auto resumed = train_tiny(folder.path(), tiny_config());
  ASSERT_TRUE(resumed);
  EXPECT_EQ(resumed->checkpoint_hash, whole->checkpoint_hash);
}

TEST(TrainLoop, ADamagedCheckpointIsPassedOver) {
  TemporaryFolder folder("damaged");
  auto whole = train_tiny(folder.path(), tiny_config());
  ASSERT_TRUE(whole);
  std::filesystem::resize_file(whole->checkpoint, 1000);
  auto again = train_tiny(folder.path(), tiny_config());
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->checkpoint_hash, whole->checkpoint_hash);
}

TEST(TrainLoop, OldCheckpointsGoAndAnotherRunDoesNotGoOnFromThem) {
  TemporaryFolder folder("other");
  auto first = train_tiny(folder.path(), tiny_config());
  ASSERT_TRUE(first);
  const auto files = std::distance(std::filesystem::directory_iterator(first->checkpoint.parent_path()), {});
  EXPECT_EQ(files, tiny_config().keep_checkpoints);
  TrainConfig config = tiny_config();
  config.peak_rate = 1e-3;
  TemporaryFolder fresh("fresh");
  auto second = train_tiny(folder.path(), config);
  auto alone = train_tiny(fresh.path(), config);
  ASSERT_TRUE(second && alone);
  EXPECT_EQ(second->checkpoint_hash, alone->checkpoint_hash);
}

TEST(TrainLoop, DivergenceIsAnErrorThatSaysWhatToLower) {
  TemporaryFolder folder("diverges");
  TrainConfig config = tiny_config();
  config.peak_rate = 1.0;
  config.weight_decay = 10;  // each step multiplies matrices by −9
  config.tokens = 60000;
  auto report = train_tiny(folder.path(), config);
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().text().find("peak_rate"), std::string::npos);
}

/// Mean divergence of the last steps from the base on sequences that are replayed with weight `anchor` beside others that pull away.
double divergence_at_the_end(const std::string& name, double share, double anchor) {
  TemporaryFolder folder(name);
  auto files = model::open_model(kTinyModel);
  TrainRequest request;
  request.base = &*files;
  request.sources = {{"samples", 1 - share, pattern_sequences(60, 1)}, {"replay", share, pattern_sequences(40, 2), anchor}};
  request.config = tiny_config();
  request.output = folder.path();
  auto report = train(std::move(request));
  if (!report) return -1;
  EXPECT_EQ(report->curve.front().divergence, 0.0) << "before the first step the model is the base";
  double sum = 0;
  for (size_t i = report->curve.size() - 5; i < report->curve.size(); ++i) sum += report->curve[i].divergence / 5;
  return sum;
}

TEST(TrainLoop, AnAnchoredSourceKeepsTheModelNearItsBase) {
  const double loose = divergence_at_the_end("anchor_loose", 0.2, 0.01);
  const double held = divergence_at_the_end("anchor_held", 0.2, 10);
  EXPECT_GT(loose, 0.01);
  EXPECT_GT(held, 0.0);
  EXPECT_LT(held, 0.5 * loose);
}

TEST(TrainLoop, OnlyWhatIsNamedIsTrained) {
  TemporaryFolder folder("trainable");
  TrainConfig config = tiny_config();
  config.trainable = {"mlp"};
  auto report = train_tiny(folder.path(), config);
  ASSERT_TRUE(report);
  auto before = model::open_model(kTinyModel), after = model::open_model(report->model);
  ASSERT_TRUE(before && after);
  size_t moved = 0;
  for (const model::WeightInfo& info : before->weights->weights()) {
    size_t elements = 1;
    for (int64_t extent : info.shape) elements *= static_cast<size_t>(extent);
    std::vector<float> a(elements), b(elements);
    ASSERT_TRUE(before->weights->read_f32(info.name, a) && after->weights->read_f32(info.name, b)) << info.name;
    EXPECT_EQ(a != b, info.name.find("mlp") != std::string::npos) << info.name;
    moved += a != b;
  }
  EXPECT_GT(moved, 0U);
  config.trainable = {"mpl"};
  auto none = train_tiny(folder.path(), config);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().text().find("mpl"), std::string::npos);
}

TEST(TrainLoop, ARandomStartHasNoBaseToStayNear) {
  TemporaryFolder folder("anchor_random");
  auto files = model::open_model(kTinyModel);
  TrainRequest request;
  request.base = &*files;
  request.random_start = true;
  request.sources = {{"replay", 1.0, pattern_sequences(10, 1), 1.0}};
  request.config = tiny_config();
  request.output = folder.path();
  auto report = train(std::move(request));
  ASSERT_FALSE(report);
  EXPECT_NE(report.error().text().find("replay.anchor"), std::string::npos);
}

TEST(TrainLoop, TokensOutsideOfTheVocabularyAreAnError) {
  TemporaryFolder folder("tokens");
  TrainRequest request;
  auto files = model::open_model(kTinyModel);
  request.base = &*files;
  request.sources = {{"samples", 1.0, pattern_sequences(10, 1, 5000)}};
  request.config = tiny_config();
  request.output = folder.path();
  EXPECT_EQ(train(std::move(request)).error().code, ErrorCode::invalid_argument);
}

TEST(TrainLoop, ARandomStartNeedsNoWeightsAndIsKeyedByTheSeed) {
  auto files = model::open_model(kTinyModel);
  auto run = [&](const std::filesystem::path& output, uint64_t seed) {
    TrainRequest request;
    request.base = &*files;
    request.random_start = true;
    request.sources = {{"samples", 1.0, pattern_sequences(60, 1)}};
    request.config = tiny_config();
    request.config.tokens = 2000;
    request.config.seed = seed;
    request.output = output;
    return train(std::move(request));
  };
  TemporaryFolder a("random_a");
  TemporaryFolder b("random_b");
  auto first = run(a.path(), 1);
  auto second = run(b.path(), 1);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->checkpoint_hash, second->checkpoint_hash);
}

}  // namespace
}  // namespace jangin::train
