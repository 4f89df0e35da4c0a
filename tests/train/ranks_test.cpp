// Several ranks: how leaves and buffers are shared out, and that a run on two MPI ranks ends with the bits of one process.
#include <gtest/gtest.h>

#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/strings.h"
#include "kernel/elementwise.h"
#include "train/node_stack.h"
#include "train/reduction.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

constexpr const char* kFolder = "JANGIN_RANKS_TEST_FOLDER";
constexpr const char* kKind = "JANGIN_RANKS_TEST_KIND";
constexpr int64_t kTokens = 10000;  // 53 steps of twelve rows

/// The order of additions as text.
std::string order(std::vector<std::vector<TreeNode>> nodes_of_ranks) {
  auto label = [](TreeNode n) { return std::to_string(n.begin) + (n.level ? "^" + std::to_string(n.level) : ""); };
  NodeStack<std::string> stack;
  auto add = [](std::string& left, std::string&& right) { left = "(" + left + "+" + right + ")"; };
  for (const auto& nodes : nodes_of_ranks) {
    for (const TreeNode& node : nodes) stack.push(node, label(node), add);
  }
  stack.fold(add);
  return stack.entries().front().sum;
}

TEST(TrainRanks, TheTreeIsTheSameHoweverItsLeavesAreShared) {
  for (int64_t leaves = 1; leaves <= 13; ++leaves) {
    auto additions = [&](int ranks) {  // each rank adds its leaves up to nodes, then the nodes of all are added
      NodeStack<std::string> all;
      auto add = [](std::string& left, std::string&& right) { left = "(" + left + "+" + right + ")"; };
      for (int r = 0; r < ranks; ++r) {
        NodeStack<std::string> own;
        const FlatRange range = leaves_of(leaves, r, ranks);
        for (int64_t leaf = range.begin; leaf < range.end; ++leaf) own.push({leaf, 0}, std::to_string(leaf), add);
        std::vector<TreeNode> nodes;
        for (auto& entry : own.entries()) {
          nodes.push_back(entry.node);
          all.push(entry.node, std::move(entry.sum), add);
        }
        EXPECT_EQ(nodes, tree_nodes(range.begin, range.size()));
      }
      all.fold(add);
      return all.entries().front().sum;
    };
    for (int ranks = 2; ranks <= 6; ++ranks) EXPECT_EQ(additions(ranks), additions(1)) << leaves << " leaves, " << ranks << " ranks";
  }
  EXPECT_EQ(order({{{0, 2}}, {{4, 1}, {6, 0}}}), "(0^2+(4^1+6))");
}

TEST(TrainRanks, SharesAreWholeChunksAndCoverAll) {
  for (int64_t elements : {int64_t{1}, kernel::kSumChunk, 5 * kernel::kSumChunk + 3, int64_t{134'515'008}}) {
    for (int ranks : {1, 2, 3, 8}) {
      int64_t at = 0;
      for (const FlatRange& range : share_out(elements, ranks)) {
        EXPECT_EQ(range.begin, at);
        EXPECT_TRUE(range.size() == 0 || range.begin % kernel::kSumChunk == 0);
        at = range.end;
      }
      EXPECT_EQ(at, elements);
    }
  }
}

/// One of several ranks whose others say nothing: what they would add is zero.
class OneOfMany final : public Ranks {
 public:
  OneOfMany(int rank, int count) : rank_(rank), count_(count) {}
  int rank() const override { return rank_; }
  int count() const override { return count_; }
  Status exchange(std::span<const Outgoing>, std::span<const Incoming>) override { return {}; }
  Status broadcast(int, std::span<std::byte>) override { return {}; }

 private:
  int rank_, count_;
};

TEST(TrainRanks, EachChunkIsSquaredByOneRankWhereverMatricesEnd) {
  constexpr int64_t kElements = 100'000;
  const std::vector<FlatRange> whole = {{1'000, 30'000}, {30'000, 47'000}, {47'000, 90'000}};
  tensor::Device& device = tensor::default_device();
  std::vector<float> values;
  for (int64_t i = 0; i < kElements; ++i) values.push_back(static_cast<float>(i % 7));  // sums of whole numbers are exact in any order
  const tensor::Tensor flat = tensor::Tensor::from_host(device, {kElements}, values);
  for (int count : {1, 2, 3, 5}) {
    const std::vector<FlatRange> shares = share_out(kElements, count, whole), sums = whole_chunks(kElements, shares);
    double total = 0;
    for (int r = 0; r < count; ++r) {
      const FlatRange own = sums[static_cast<size_t>(r)];
      OneOfMany ranks(r, count);
      total += *sum_of_squares_over_ranks(ranks, device, shares, own.size() > 0 ? flat.flat_slice(own.begin, {own.size()}) : tensor::Tensor());
    }
    EXPECT_EQ(total, device.sum_of_squares(flat)) << count << " ranks";
  }
}

TrainConfig shared_config(const std::string& kind = "full") {
  TrainConfig config = with_kind(tiny_config(), kind);  // an adapter has fewer weights than a chunk: all of its state is one rank's
  config.tokens = kind == "bf16" ? kTokens / 4 : kTokens;
  config.sequence_length = 16;
  config.batch_rows = 12;  // enough passes at each of two ranks to keep packed weights
  config.precision = "bf16";
  config.clip_norm = 0.5;
  config.checkpoint_steps = 20;
  return config;
}

/// What each rank of the tests below runs: this program again, for this test alone.
TEST(TrainRanksChild, DISABLED_TrainsInTheFolderOfTheEnvironment) {
  const char* folder = std::getenv(kFolder);
  ASSERT_NE(folder, nullptr);
  auto ranks = Ranks::world();
  ASSERT_TRUE(ranks) << ranks.error().text();
  ASSERT_GT((*ranks)->count(), 1);
  const char* kind = std::getenv(kKind);
  TrainConfig config = shared_config(kind ? kind : "full");
  if (const char* odd = std::getenv("JANGIN_RANKS_TEST_ODD"); odd && !(*ranks)->first()) config.peak_rate *= 2;
  auto report = train_tiny(folder, config, "cpu", 1.5, **ranks);
  if (!report) std::fprintf(stderr, "%s\n", report.error().text().c_str());
  ASSERT_TRUE(report);
  if ((*ranks)->first()) {
    ASSERT_TRUE(write_file(std::filesystem::path(folder) / "result", report->checkpoint_hash + " " + report->chain_hash));
  } else {
    EXPECT_TRUE(report->checkpoint_hash.empty());
  }
  Ranks::leave(false);
}

int run_ranks(int count, const std::filesystem::path& folder, const std::string& environment = "") {
  const std::string program = std::filesystem::read_symlink("/proc/self/exe").string();
  const std::string command =
      environment + " " + kFolder + "=" + folder.string() +
      " JANGIN_THREADS=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 mpirun --oversubscribe --mca mpi_yield_when_idle 1 -n " +
      std::to_string(count) + " " + program + " --gtest_also_run_disabled_tests --gtest_filter=TrainRanksChild.* >" + (folder / "log").string() +
      " 2>&1";
  return std::system(command.c_str());
}

TEST(TrainRanks, TwoAndThreeRanksEndWithTheBitsOfOneProcess) {
  TemporaryFolder alone("alone");
  auto one = train_tiny(alone.path(), shared_config());
  ASSERT_TRUE(one) << one.error().text();
  ASSERT_GE(one->steps, 50);
  for (int count : {2, 3}) {
    TemporaryFolder folder("ranks" + std::to_string(count));
    ASSERT_EQ(run_ranks(count, folder.path()), 0) << read_file(folder.path() / "log").value_or("");
    EXPECT_EQ(read_file(folder.path() / "result").value_or(""), one->checkpoint_hash + " " + one->chain_hash) << count << " ranks";
    EXPECT_EQ(*read_file(folder.path() / "model/model.safetensors"), *read_file(one->model / "model.safetensors"));
  }
}

TEST(TrainRanks, AnAdapterIsSharedToo) {
  TemporaryFolder alone("alone_lora"), folder("ranks_lora");
  auto one = train_tiny(alone.path(), shared_config("adapter"));
  ASSERT_TRUE(one) << one.error().text();
  ASSERT_EQ(run_ranks(2, folder.path(), std::string(kKind) + "=adapter"), 0) << read_file(folder.path() / "log").value_or("");
  EXPECT_EQ(read_file(folder.path() / "result").value_or(""), one->checkpoint_hash + " " + one->chain_hash);
  EXPECT_EQ(*read_file(folder.path() / "adapter/adapter_model.safetensors"), *read_file(one->adapter / "adapter_model.safetensors"));
}

std::vector<double> gradient_norms(const std::filesystem::path& folder) {
  std::vector<double> out;
  const std::string text = read_file(folder / "curve.jsonl").value_or("");
  for (std::string_view line : split_lines(text)) out.push_back(nlohmann::json::parse(line).value("gradient_norm", 0.0));
  return out;
}

TEST(TrainRanks, MuonOnBf16WeightsHasTheBitsOfOneProcess) {
  TemporaryFolder alone("alone_muon");
  auto one = train_tiny(alone.path(), shared_config("bf16"));
  ASSERT_TRUE(one) << one.error().text();
  for (int count : {2, 3}) {
    TemporaryFolder folder("ranks_muon" + std::to_string(count));
    ASSERT_EQ(run_ranks(count, folder.path(), std::string(kKind) + "=bf16"), 0) << read_file(folder.path() / "log").value_or("");
    EXPECT_EQ(read_file(folder.path() / "result").value_or(""), one->checkpoint_hash + " " + one->chain_hash) << count << " ranks";
    EXPECT_EQ(gradient_norms(folder.path()), gradient_norms(alone.path()));
  }
}

TEST(TrainRanks, ARunGoesOnWithAnotherNumberOfRanks) {
  TemporaryFolder folder("other");
  auto whole = train_tiny(folder.path(), shared_config());
  ASSERT_TRUE(whole);
  ASSERT_TRUE(std::filesystem::remove(whole->checkpoint));  // back to the one before
  ASSERT_FALSE(std::filesystem::is_empty(whole->checkpoint.parent_path()));
  std::filesystem::remove_all(whole->model);
  ASSERT_EQ(run_ranks(2, folder.path()), 0) << read_file(folder.path() / "log").value_or("");
  EXPECT_EQ(read_file(folder.path() / "result").value_or(""), whole->checkpoint_hash + " " + whole->chain_hash);
}

TEST(TrainRanks, RanksWithDifferentRequestsStop) {
  TemporaryFolder folder("odd");
  EXPECT_NE(run_ranks(2, folder.path(), "JANGIN_RANKS_TEST_ODD=1"), 0);
  EXPECT_NE(read_file(folder.path() / "log").value_or("").find("rank 1 would train another run than rank 0"), std::string::npos);
}

}  // namespace
}  // namespace jangin::train
