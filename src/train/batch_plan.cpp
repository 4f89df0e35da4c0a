// Drawing, cutting, packing.
#include "train/batch_plan.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <numeric>

#include "base/hash.h"
#include "base/random.h"

namespace jangin::train {
namespace {

constexpr size_t kOpenRows = 32;  // rows that a document may still be packed into

/// Draws the sequences of one source, each epoch in an order of its own.
class Drawer {
 public:
  Drawer(const TrainSource& source, size_t index, uint64_t seed) : source_(source), index_(index), seed_(seed), order_(source.sequences.size()) {}

  uint32_t next() {
    if (position_ == 0) {
      std::iota(order_.begin(), order_.end(), 0U);
      Random(seed_, static_cast<uint64_t>(index_) << 32 | epoch_).shuffle(order_);
    }
    const uint32_t drawn = order_[position_];
    if (++position_ == order_.size()) {
      position_ = 0;
      ++epoch_;
    }
    ++drawn_;
    return drawn;
  }
  int64_t drawn() const { return drawn_; }
  bool empty() const { return order_.empty() || source_.share <= 0; }
  double share() const { return source_.share; }

 private:
  const TrainSource& source_;
  size_t index_;
  uint64_t seed_;
  std::vector<uint32_t> order_;
  size_t position_ = 0;
  uint64_t epoch_ = 0;
  int64_t drawn_ = 0;
};

/// First-fit over a window of open rows for the first source; the others (replay) are spread: each piece goes where its source has the fewest
/// tokens, so that every step has its share of them. Rows keep the order in which they were opened.
class Packer {
 public:
  explicit Packer(int64_t length) : length_(length) {}

  void add(uint32_t source, uint32_t sequence, int64_t inputs) {
    for (int64_t begin = 0; begin < inputs; begin += length_) {
      const int64_t count = std::min(length_, inputs - begin);
      Row& row = row_with_room(source, count);
      row.parts.push_back({source, sequence, static_cast<uint32_t>(begin), static_cast<uint32_t>(count)});
      row.tokens += count;
    }
  }
  std::vector<Row> take() { return std::move(rows_); }

 private:
  Row& row_with_room(uint32_t source, int64_t count) {
    Row* best = nullptr;
    int64_t least = 0;
    for (size_t i = 0; i < open_.size(); ++i) {
      // A piece of replay goes beside what was packed last, so that the last rows have theirs, too.
      Row& row = rows_[source == 0 ? open_[i] : open_[open_.size() - 1 - i]];
      if (row.tokens + count > length_) continue;
      if (source == 0) return row;
      const int64_t there = tokens_of(row, source);
      if (!best || there < least) best = &row, least = there;
    }
    if (best) return *best;
    if (open_.size() == kOpenRows) open_.pop_front();
    open_.push_back(rows_.size());
    rows_.emplace_back();
    return rows_.back();
  }
  static int64_t tokens_of(const Row& row, uint32_t source) {
    int64_t tokens = 0;
    for (const RowPart& part : row.parts) tokens += part.source == source ? part.length : 0;
    return tokens;
  }
  int64_t length_;
  std::vector<Row> rows_;
  std::deque<size_t> open_;
};

Status check_sources(std::span<const TrainSource> sources) {
  for (const TrainSource& source : sources) {
    if (!(source.anchor >= 0) || std::isinf(source.anchor))
      return fail(ErrorCode::invalid_argument, "the weight of the divergence is negative or not a number", source.name);
    for (const TrainSequence& sequence : source.sequences) {
      if (sequence.tokens.size() < 2 || sequence.tokens.size() > UINT32_MAX ||
          (!sequence.weights.empty() && sequence.weights.size() != sequence.tokens.size())) {
        return fail(ErrorCode::invalid_argument, "a sequence has fewer than two tokens, or another number of weights than tokens", source.name);
      }
      for (float weight : sequence.weights) {
        if (!(weight >= 0.0f) || std::isinf(weight))
          return fail(ErrorCode::invalid_argument, "a loss weight is negative or not a number", source.name);
      }
    }
  }
  return {};
}

std::string hash_plan(std::span<const TrainSource> sources, const std::vector<Row>& rows) {
  Sha256 hash;
  for (const TrainSource& source : sources) {
    hash.field(source.name).field(source.sequences.size()).field(fmt::format("{:a}", source.anchor));
    for (const TrainSequence& sequence : source.sequences) {
      hash.field(sequence.sample).field(sequence.tokens.size()).update(std::as_bytes(std::span(sequence.tokens)));
      hash.field(sequence.weights.size()).update(std::as_bytes(std::span(sequence.weights)));
    }
  }
  for (const Row& row : rows) hash.field(row.parts.size()).update(std::as_bytes(std::span(row.parts)));
  return hash.hex();
}

/// The last `count` tokens follow the teacher: no loss of their own.
void anchor(MicroBatch& batch, size_t count, float weight) {
  batch.anchors.resize(batch.weights.size(), 0.0f);
  batch.anchors.insert(batch.anchors.end(), count, weight);
  batch.weights.insert(batch.weights.end(), count, 0.0f);
}

/// The source that is furthest behind its share; ties go to the first.
size_t furthest_behind(const std::vector<Drawer>& drawers, const std::vector<int64_t>& tokens) {
  size_t best = drawers.size();
  for (size_t i = 0; i < drawers.size(); ++i) {
    if (drawers[i].empty()) continue;
    if (best == drawers.size() || static_cast<double>(tokens[i]) * drawers[best].share() < static_cast<double>(tokens[best]) * drawers[i].share())
      best = i;
  }
  return best;
}

}  // namespace

Result<BatchPlan> BatchPlan::make(std::span<const TrainSource> sources, const TrainConfig& config) {
  JANGIN_TRY(check_sources(sources));
  std::vector<Drawer> drawers;
  for (size_t i = 0; i < sources.size(); ++i) drawers.emplace_back(sources[i], i, config.seed);
  const bool usable = std::any_of(drawers.begin(), drawers.end(), [](const Drawer& d) { return !d.empty(); });
  if (!usable || (config.tokens == 0 && drawers[0].empty())) return fail(ErrorCode::invalid_argument, "there is nothing to train on", "train");
  const int64_t draws =
      config.tokens ? INT64_MAX : static_cast<int64_t>(std::llround(config.epochs * static_cast<double>(sources[0].sequences.size())));
  Packer packer(config.sequence_length);
  std::vector<int64_t> tokens(sources.size(), 0);
  BatchPlan plan;
  while (drawers[0].drawn() < draws) {
    const size_t source = furthest_behind(drawers, tokens);
    const uint32_t sequence = drawers[source].next();
    const int64_t inputs = static_cast<int64_t>(sources[source].sequences[sequence].tokens.size()) - 1;
    if (config.tokens && plan.tokens_ + inputs > config.tokens) break;
    packer.add(static_cast<uint32_t>(source), sequence, inputs);
    tokens[source] += inputs;
    plan.tokens_ += inputs;
  }
  plan.rows_ = packer.take();
  plan.batch_rows_ = config.batch_rows;
  if (plan.rows_.empty()) return fail(ErrorCode::invalid_argument, "the token budget is smaller than the first sequence", "train.tokens");
  plan.hash_ = hash_plan(sources, plan.rows_);
  return plan;
}

std::span<const Row> BatchPlan::batch(int64_t step) const {
  const size_t begin = static_cast<size_t>((step - 1) * batch_rows_);
  return std::span(rows_).subspan(begin, std::min(static_cast<size_t>(batch_rows_), rows_.size() - begin));
}

std::vector<MicroBatch> make_micro_batches(std::span<const TrainSource> sources, std::span<const Row> rows, int64_t micro_batch_rows) {
  std::vector<MicroBatch> out;
  for (size_t r = 0; r < rows.size(); ++r) {
    if (r % static_cast<size_t>(micro_batch_rows) == 0) out.emplace_back();
    MicroBatch& batch = out.back();
    for (const RowPart& part : rows[r].parts) {
      const TrainSequence& sequence = sources[part.source].sequences[part.sequence];
      const auto begin = static_cast<std::ptrdiff_t>(part.begin);
      const auto end = begin + static_cast<std::ptrdiff_t>(part.length);
      batch.tokens.append(std::span(sequence.tokens).subspan(part.begin, part.length));
      batch.targets.insert(batch.targets.end(), sequence.tokens.begin() + begin + 1, sequence.tokens.begin() + end + 1);
      if (sources[part.source].anchor > 0) {
        anchor(batch, part.length, static_cast<float>(sources[part.source].anchor));
      } else if (sequence.weights.empty()) {
        batch.weights.insert(batch.weights.end(), part.length, 1.0f);
      } else {
        batch.weights.insert(batch.weights.end(), sequence.weights.begin() + begin + 1, sequence.weights.begin() + end + 1);
      }
      if (!batch.anchors.empty()) batch.anchors.resize(batch.weights.size(), 0.0f);
    }
  }
  return out;
}

std::string hash_micro_batches(std::span<const MicroBatch> batches) {
  Sha256 hash;
  for (const MicroBatch& batch : batches) {
    hash.field(batch.targets.size()).update(std::as_bytes(std::span(batch.tokens.ids))).update(std::as_bytes(std::span(batch.tokens.positions)));
    hash.update(std::as_bytes(std::span(batch.targets)))
        .update(std::as_bytes(std::span(batch.weights)))
        .update(std::as_bytes(std::span(batch.anchors)));
  }
  return hash.hex();
}

std::vector<SampleExposure> list_exposures(std::span<const TrainSource> sources, const BatchPlan& plan, int64_t steps) {
  std::vector<SampleExposure> out;
  for (int64_t step = 1; step <= steps; ++step) {
    std::map<std::pair<size_t, uint64_t>, size_t> seen;
    for (const Row& row : plan.batch(step)) {
      for (const RowPart& part : row.parts) {
        const TrainSequence& sequence = sources[part.source].sequences[part.sequence];
        auto [place, fresh] = seen.try_emplace({part.source, sequence.sample}, out.size());
        if (fresh) out.push_back({step, part.source, sequence.sample, 0, 0});
        SampleExposure& exposure = out[place->second];
        exposure.tokens += part.length;
        for (size_t i = part.begin; i < part.begin + part.length; ++i)
          exposure.loss_tokens += sources[part.source].anchor <= 0 && (sequence.weights.empty() || sequence.weights[i + 1] > 0);
      }
    }
  }
  return out;
}

}  // namespace jangin::train
