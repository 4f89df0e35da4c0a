// Reading, checking and hashing of the configuration.
#include "train/train_config.h"

#include <fmt/format.h>

#include "base/hash.h"
#include "base/strings.h"
#include "train/objectives/objective.h"
#include "train/optimizers/optimizer.h"
#include "train/schedules/schedule.h"

namespace jangin::train {

namespace {

constexpr int64_t kUsualRank = 16;

Status read_lora(ConfigTable table, bool named, model::LoraConfig& c) {
  if (named && c.rank == 0) c.rank = kUsualRank;
  table.integer("rank", c.rank, 0, 65'536).number("alpha", c.alpha, 1e-6, 1e6).flag("rank_stabilized", c.rank_stabilized).texts("targets", c.targets);
  return table.finish();
}

std::string lora_text(const model::LoraConfig& c) {
  return c.rank == 0 ? "" : fmt::format("|lora {}|{:a}|{}|{}", c.rank, c.alpha, c.rank_stabilized, join(c.targets, ","));
}

/// Fields of optimizers other than the first one.
std::string optimizer_text(const TrainConfig& c) {
  return c.optimizer == "muon" ? fmt::format("|muon {:a}|{:a}|{}", c.muon_peak_rate, c.muon_momentum, c.muon_steps) : "";
}

}  // namespace

Status read_config(ConfigTable table, TrainConfig& c) {
  int64_t seed = static_cast<int64_t>(c.seed);
  table.text("objective", c.objective).text("optimizer", c.optimizer).text("schedule", c.schedule);
  table.texts("trainable", c.trainable);
  table.choice("precision", c.precision, {"bf16", "f32"}).choice("weights", c.weights, {"f32", "bf16"});
  table.integer("seed", seed, 0, INT64_MAX);
  table.integer("tokens", c.tokens, 0, INT64_MAX).number("epochs", c.epochs, 0.0, 1e6);
  table.integer("sequence_length", c.sequence_length, 2, 1 << 20);
  table.integer("batch_rows", c.batch_rows, 1, 1 << 20).integer("micro_batch_rows", c.micro_batch_rows, 1, 1 << 20);
  table.integer("leaf_rows", c.leaf_rows, 0, 1 << 20);
  table.number("peak_rate", c.peak_rate, 0.0, 1.0).number("final_rate_share", c.final_rate_share, 0.0, 1.0);
  table.number("warmup_share", c.warmup_share, 0.0, 1.0).number("decay_share", c.decay_share, 0.0, 1.0);
  table.number("beta1", c.beta1, 0.0, 0.999999).number("beta2", c.beta2, 0.0, 0.999999).number("epsilon", c.epsilon, 0.0, 1.0);
  table.number("muon_peak_rate", c.muon_peak_rate, 0.0, 1.0)
      .number("muon_momentum", c.muon_momentum, 0.0, 0.999999)
      .integer("muon_steps", c.muon_steps, 1, 100);
  table.number("weight_decay", c.weight_decay, 0.0, 10.0)
      .number("clip_norm", c.clip_norm, 0.0, 1e9)
      .number("prompt_weight", c.prompt_weight, 0.0, 1.0);
  table.integer("checkpoint_steps", c.checkpoint_steps, 0, INT64_MAX).integer("keep_checkpoints", c.keep_checkpoints, 1, 1000);
  c.seed = static_cast<uint64_t>(seed);
  JANGIN_TRY(read_lora(table.table("lora"), table.has("lora"), c.lora));
  JANGIN_TRY(table.finish());
  return check_config(c);
}

Status check_config(const TrainConfig& c) {
  if (auto found = find_objective(c.objective); !found) return pass(found);
  if (auto found = find_optimizer(c.optimizer); !found) return pass(found);
  if (auto found = find_schedule(c.schedule); !found) return pass(found);
  const int64_t leaf = resolved_leaf_rows(c);
  if (c.micro_batch_rows < 1 || leaf < 1 || c.batch_rows < 1 || leaf % c.micro_batch_rows != 0 || c.batch_rows % leaf != 0) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("micro_batch_rows ({}) must divide leaf_rows ({}), which must divide batch_rows ({})", c.micro_batch_rows, leaf, c.batch_rows),
        "train");
  }
  if (c.lora.rank > 0 && !c.trainable.empty()) {
    return fail(ErrorCode::invalid_argument, "trainable names weights, but with train.lora only the adapter is trained", "train.trainable",
                "name modules in train.lora.targets instead");
  }
  if (c.weights != "f32" && c.weights != "bf16") return fail(ErrorCode::invalid_argument, "weights are kept as f32 or bf16", "train.weights");
  if (c.lora.rank > 0 && c.weights != "f32") {
    return fail(ErrorCode::invalid_argument, "an adapter and the weights below it are f32", "train.weights",
                "leave it out: what is trained is small already");
  }
  if (c.tokens == 0 && c.epochs <= 0) return fail(ErrorCode::invalid_argument, "neither tokens nor epochs says how long to train", "train");
  if (c.precision != "bf16" && c.precision != "f32") return fail(ErrorCode::invalid_argument, "precision is bf16 or f32", "train");
  if (c.sequence_length < 2) return fail(ErrorCode::invalid_argument, "sequence_length is at least 2", "train");
  return {};
}

int64_t resolved_leaf_rows(const TrainConfig& c) { return c.leaf_rows ? c.leaf_rows : c.micro_batch_rows; }

std::string config_hash(const TrainConfig& c) {
  return sha256_hex(fmt::format("train 3|{}|{}|{}|{}|{}|{}|{}|{:a}|{}|{}|{}|{}|{:a}|{:a}|{:a}|{:a}|{:a}|{:a}|{:a}|{:a}|{:a}|{:a}", c.objective,
                                c.optimizer, c.schedule, join(c.trainable, ","), c.precision, c.seed, c.tokens, c.epochs, c.sequence_length,
                                c.batch_rows, c.micro_batch_rows, resolved_leaf_rows(c), c.peak_rate, c.final_rate_share, c.warmup_share,
                                c.decay_share, c.beta1, c.beta2, c.epsilon, c.weight_decay, c.clip_norm, c.prompt_weight) +
                    lora_text(c.lora) + optimizer_text(c) + (c.weights == "f32" ? "" : "|weights " + c.weights));
}

}  // namespace jangin::train
