// Tensors: views, conversions; weights: views dropped with the version; gradients: written once, then added to.
#include <gtest/gtest.h>

#include <numeric>

#include "base/thread_pool.h"
#include "gradient_test_support.h"
#include "kernel/elementwise.h"
#include "tensor/operations/linear.h"
#include "tensor/operations/rms_norm.h"
#include "tensor/weight.h"

namespace jangin::tensor {
namespace {

std::vector<float> counting(int64_t count) {
  std::vector<float> out(static_cast<size_t>(count));
  std::iota(out.begin(), out.end(), 0.0f);
  return out;
}

TEST(Tensor, ViewsAddressTheRightElements) {
  Device& device = default_device();
  Tensor x = Tensor::from_host(device, {4, 6}, counting(24));
  EXPECT_EQ(x.column_slice(2, 3).row_slice(1, 2).to_host(), (std::vector<float>{8, 9, 10, 14, 15, 16}));
  EXPECT_EQ(x.flat_slice(12, {2, 3}).to_host(), (std::vector<float>{12, 13, 14, 15, 16, 17}));
  x.column_slice(0, 1).copy_from_host(std::vector<float>{-1, -2, -3, -4});
  EXPECT_EQ(x.reshaped({24}).to_host()[18], -4.0f);
}

TEST(Tensor, Bf16RoundsToNearestEven) {
  Device& device = default_device();
  Tensor x = Tensor::from_host(device, {3}, std::vector<float>{1.0f + 0x1p-8f, 1.0f + 3 * 0x1p-8f, -0.1f}, DType::bf16);
  EXPECT_EQ(x.to_host(), (std::vector<float>{1.0f, 1.0f + 0x1p-6f, -0.10009765625f}));
}

TEST(Tensor, RowsAreGatheredAndScattered) {
  Device& device = default_device();
  Tensor x = Tensor::from_host(device, {4, 2}, counting(8));
  Tensor y = Tensor::empty(device, {2, 2}, DType::f32);
  device.gather_rows(x, std::vector<int32_t>{3, 1}, y);
  EXPECT_EQ(y.to_host(), (std::vector<float>{6, 7, 2, 3}));
  device.scatter_rows(y, std::vector<int32_t>{0, 2}, x);
  EXPECT_EQ(x.to_host(), (std::vector<float>{6, 7, 2, 3, 2, 3, 6, 7}));
}

TEST(Device, UnknownNamesAreErrorsThatListTheKnown) {
  auto found = find_device("abacus");
  ASSERT_FALSE(found);
  EXPECT_NE(found.error().text().find("reference"), std::string::npos);
}

TEST(Weight, ViewsFollowTheValue) {
  Device& device = default_device();
  WeightSpace space(device);
  space.declare("a", {3, 5}, true);
  space.declare("b", {2, 2}, true);
  space.allocate();
  EXPECT_EQ(space[1].flat_begin() % WeightSpace::kWeightAlignment, 0);
  space[0].value().copy_from_host(counting(15));
  Tape tape = Tape::inference(device, DType::f32);
  Variable x(Tensor::from_host(device, {1, 5}, std::vector<float>{1, 0, 0, 0, 1}));
  EXPECT_EQ(linear(tape, x, space[0]).tensor().to_host(), (std::vector<float>{4, 14, 24}));
  space[0].value().copy_from_host(std::vector<float>(15, 1.0f));
  space[0].changed();
  EXPECT_EQ(space[0].version(), 1u);
  EXPECT_EQ(linear(tape, x, space[0]).tensor().to_host(), (std::vector<float>{2, 2, 2}));
}

TEST(Gradients, FirstContributionOverwritesAndTheRestIsZeroed) {
  Device& device = default_device();
  WeightSpace space(device);
  space.declare("a", {2}, true);
  space.declare("b", {2}, true);
  space.allocate();
  Gradients gradients(space);
  EXPECT_FALSE(gradients.target(space[0]).accumulate);
  EXPECT_TRUE(gradients.target(space[0]).accumulate);
  gradients.target(space[1]).tensor.copy_from_host(std::vector<float>{5, 5});
  gradients.clear();
  EXPECT_FALSE(gradients.target(space[0]).accumulate);
  gradients.finish();
  EXPECT_EQ(space.slice(gradients.copy_flat(), space[1]).to_host(), (std::vector<float>{0, 0}));
}

TEST(Gradients, PartsAddUpToTheSquaresOfTheFlatBufferBitForBit) {
  Device& device = default_device();
  WeightSpace space(device);
  constexpr int64_t kChunk = kernel::kSumChunk;
  // Weights within a chunk, over borders of chunks, of many chunks, ending with one; a frozen one; a gap at the end.
  for (int64_t elements : {int64_t{5}, kChunk - 64, 3 * kChunk + 100, 2 * kChunk, int64_t{7}, kChunk / 2, 5 * kChunk + 1})
    space.declare("w", {elements}, true);
  space.allocate();
  space[3].set_trainable(false);
  for (const Lifetime lifetime : {Lifetime::persistent, Lifetime::step}) {
    Gradients gradients(space, lifetime);
    for (int round = 0; round < 2; ++round) {
      gradients.clear();
      const Tensor expected = Tensor::zeros(device, {space.flat_elements()}, DType::f32);
      for (size_t i = 0; i < space.size(); ++i) {
        if (i == 5 && round == 1) continue;  // written before, and not any more
        EXPECT_EQ(gradients.target(space[i]).tensor.defined(), i != 3);
        if (i == 3) continue;
        const std::vector<float> values = random_values(static_cast<size_t>(space[i].shape().elements()), i + static_cast<size_t>(round));
        gradients.of(i).copy_from_host(values);
        space.slice(expected, space[i]).copy_from_host(values);
      }
      gradients.finish();
      EXPECT_EQ(gradients.sum_of_squares(), device.sum_of_squares(expected));
      EXPECT_EQ(gradients.copy_flat().to_host(), expected.to_host());
      EXPECT_EQ(gradients.copy_flat(kChunk - 70, kChunk).to_host(), expected.flat_slice(kChunk - 70, {kChunk}).to_host());
    }
  }
}

TEST(Tape, ADroppedValueIsRemadeForTheBackwardPass) {
  Device& device = default_device();
  WeightSpace space(device);
  space.declare("norm", {4}, false);
  space.declare("w", {3, 4}, true);
  space.allocate();
  space[0].value().copy_from_host(std::vector<float>{1, 2, 3, 4});
  space[1].value().copy_from_host(counting(12));
  Gradients gradients(space);
  Tape tape = Tape::training(device, DType::f32, gradients);
  Variable x(Tensor::from_host(device, {1, 4}, std::vector<float>{1, -1, 1, -1}));
  Variable out;
  Saved kept;
  {
    Variable normed = rms_norm(tape, x, space[0], {.eps = 0.0f});
    kept = normed.save();
    out = linear(tape, normed, space[1]);
  }
  EXPECT_EQ(kept.tensor().to_host(), (std::vector<float>{1, -2, 3, -4}));
  add_gradient(out.slot(), Tensor::from_host(device, {1, 3}, std::vector<float>{1, 0, 2}));
  tape.backward();
  EXPECT_EQ(space.slice(gradients.copy_flat(), space[1]).to_host(), (std::vector<float>{1, -2, 3, -4, 0, 0, 0, 0, 2, -4, 6, -8}));
}

}  // namespace
}  // namespace jangin::tensor
