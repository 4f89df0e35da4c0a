#include "model/passes.h"

#include <algorithm>

namespace jangin::model {
namespace {

constexpr size_t kRowsPerPass = 512;  // tokens of long prompts computed at a time

}  // namespace

std::vector<std::vector<SequenceTokens>> cut_passes(std::span<const SequenceTokens> chunks) {
  std::vector<std::vector<SequenceTokens>> passes(1);
  size_t room = kRowsPerPass;
  for (const SequenceTokens& chunk : chunks) {
    const size_t first_wanted = chunk.tokens.size() - chunk.logits;
    for (size_t done = 0; done < chunk.tokens.size();) {
      if (room == 0) {
        passes.emplace_back();
        room = kRowsPerPass;
      }
      const size_t take = std::min(room, chunk.tokens.size() - done);
      const size_t end = done + take;
      passes.back().push_back({chunk.sequence, chunk.tokens.subspan(done, take), end > first_wanted ? std::min(take, end - first_wanted) : 0,
                               chunk.likeliest, chunk.logit_bias});
      done = end;
      room -= take;
    }
  }
  return passes;
}

std::vector<int32_t> wanted_rows(std::span<const SequenceTokens> parts) {
  std::vector<int32_t> rows;
  size_t end = 0;
  for (const SequenceTokens& part : parts) {
    end += part.tokens.size();
    for (size_t row = end - part.logits; row < end; ++row) rows.push_back(static_cast<int32_t>(row));
  }
  return rows;
}

std::vector<int32_t> wanted_rows(std::span<const SequenceTokens> parts, bool likeliest) {
  std::vector<int32_t> rows;
  size_t end = 0;
  for (const SequenceTokens& part : parts) {
    for (size_t row = end; row < end + part.logits && part.likeliest == likeliest; ++row) rows.push_back(static_cast<int32_t>(row));
    end += part.logits;
  }
  return rows;
}

std::vector<tensor::LogitBias> biases_of(std::span<const SequenceTokens> parts, int64_t vocab) {
  std::vector<tensor::LogitBias> biases;
  int64_t row = 0;
  for (const SequenceTokens& part : parts) {
    if (!part.likeliest) continue;
    for (const int64_t end = row + static_cast<int64_t>(part.logits); row < end; ++row)
      for (const auto& [token, bias] : part.logit_bias) {
        if (token < vocab) biases.push_back({row, token, static_cast<float>(bias)});
      }
  }
  return biases;
}

}  // namespace jangin::model
