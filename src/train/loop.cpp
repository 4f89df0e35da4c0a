// The training loop: plan, resume, steps, checkpoints, the finished model.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <new>

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/progress.h"
#include "model/adapters/peft_files.h"
#include "train/batch_plan.h"
#include "train/checkpoint.h"
#include "train/chosen_weights.h"
#include "train/run_log.h"
#include "train/schedules/schedule.h"
#include "train/train.h"
#include "train/trainer.h"

namespace jangin::train {
namespace {

constexpr const char* kModel = "model";
constexpr const char* kAdapter = "adapter";

/// Identity of the start: its configuration and the stored bytes of its weights.
std::string hash_base(const TrainRequest& request) {
  if (request.random_start)
    return hash_fields({"random", std::to_string(request.config.seed), model::config_to_huggingface(request.base->config, "float32")});
  if (!request.base_hash.empty()) return request.base_hash;
  Sha256 hash;
  for (const model::WeightInfo& info : request.base->weights->weights()) hash.field(info.name).update(request.base->weights->raw(info));
  return hash.hex();
}

class Loop {
 public:
  explicit Loop(TrainRequest request) : request_(std::move(request)) {}

  Result<TrainReport> run() {
    JANGIN_TRY(prepare());
    JANGIN_TRY(agree());
    JANGIN_TRY(resume());
    JANGIN_TRY(do_steps());
    if (ranks().first()) JANGIN_TRY(save_model());
    return report();
  }

 private:
  const TrainConfig& config() const { return request_.config; }
  Ranks& ranks() const { return *request_.ranks; }
  std::filesystem::path checkpoints() const { return request_.output / "checkpoints" / run_.substr(0, 16); }
  std::filesystem::path checkpoint() const { return checkpoint_path(checkpoints(), state_.step); }

  Status prepare() {
    if (!request_.base) return fail(ErrorCode::invalid_argument, "training needs a base model", "train");
    JANGIN_TRY(check_config(config()));
    JANGIN_ASSIGN(device_, tensor::find_device(request_.device));
    JANGIN_ASSIGN(plan_, BatchPlan::make(request_.sources, config()));
    const tensor::DType compute = config().precision == "bf16" ? tensor::DType::bf16 : tensor::DType::f32;
    const tensor::DType stored = config().weights == "bf16" ? tensor::DType::bf16 : tensor::DType::f32;
    JANGIN_ASSIGN(network_, model::Network::create(request_.base->config, *device_, compute, stored));
    bool anchored = false;
    for (const TrainSource& source : request_.sources) {
      anchored = anchored || (source.anchor > 0 && source.share > 0 && !source.sequences.empty());
      for (const TrainSequence& sequence : source.sequences) JANGIN_TRY(network_->check_ids(sequence.tokens));
    }
    if (anchored) {
      if (request_.random_start)
        return fail(ErrorCode::invalid_argument, "a model that starts from random weights has no base to stay near", "train",
                    "set replay.anchor to 0");
      if (config().lora.rank == 0 || request_.anchor) {
        const model::ModelFiles& held_to = request_.anchor ? *request_.anchor : *request_.base;
        JANGIN_ASSIGN(teacher_, model::Network::load(held_to.config, *held_to.weights, *device_, compute, stored));
      }
    }
    JANGIN_TRY(choose_trainable(config(), network_->weights()));
    if (config().lora.rank > 0) {
      if (request_.random_start)
        return fail(ErrorCode::invalid_argument, "a model that starts from random weights has nothing to adapt", "train.lora", "leave the table out");
      JANGIN_ASSIGN(adapter_, model::LoraAdapter::create(*network_, config().lora));
      network_->attach(adapter_.get());
    }
    arithmetic_ = device_->arithmetic() + " " + config().precision + (config().precision == "bf16" ? ", residual stream f32" : "") +
                  (config().weights == "bf16" ? ", weights bf16" : "");
    run_ = hash_fields(
        {config_hash(config()), plan_.hash(), hash_base(request_) + (request_.anchor ? " " + request_.anchor_hash : ""), request_.device});
    return {};
  }

  /// All ranks train the same run with the same arithmetic.
  Status agree() {
    const std::string own = run_ + " " + arithmetic_;
    JANGIN_ASSIGN(const std::string first, ranks().broadcast_text(own));
    if (own == first) return {};
    return fail(ErrorCode::conflict, fmt::format("rank {} would train another run than rank 0 ({} instead of {})", ranks().rank(), own, first),
                "train", "all ranks need the same program, files and kind of processor; JANGIN_ISA holds them to one");
  }

  Status resume() {
    trainer_ = std::make_unique<Trainer>(*network_, config(), teacher_ ? teacher_.get() : adapter_ ? network_.get() : nullptr, ranks());
    state_ = {.run = run_, .step = 0, .tokens = 0, .chain = first_link(run_)};
    const auto found = ranks().first() ? find_checkpoint(checkpoints(), run_) : std::nullopt;
    JANGIN_ASSIGN(const std::string path, ranks().broadcast_text(found ? found->string() : ""));
    if (request_.random_start) {
      network_->initialize(config().seed);
    } else if (path.empty() || adapter_) {
      JANGIN_TRY(network_->read_weights(*request_.base->weights));
    }
    if (adapter_) adapter_->initialize(config().seed);
    if (!path.empty()) {
      const Trainer::Buffers optimizer = trainer_->blank_state();
      JANGIN_ASSIGN(state_, read_checkpoint(path, *network_, optimizer));
      trainer_->set_state(optimizer);
      log_info("training goes on after step {} of {}", state_.step, plan_.steps());
    }
    if (!ranks().first()) return {};
    JANGIN_ASSIGN(log_, RunLog::open(request_.output, state_.step));
    return {};
  }

  /// Whether rank 0 was asked to stop.
  Result<bool> stop_asked() {
    std::byte stop{interrupted()};
    JANGIN_TRY(ranks().broadcast(0, {&stop, 1}));
    return stop != std::byte{0};
  }

  Status do_steps() {
    JANGIN_ASSIGN(const Schedule schedule, find_schedule(config().schedule));
    Progress progress("training", static_cast<uint64_t>(plan_.tokens()), "tokens");
    progress.set(static_cast<uint64_t>(state_.tokens));
    start_tokens_ = state_.tokens;
    while (state_.step < plan_.steps()) {
      JANGIN_TRY(do_step(schedule, progress));
      JANGIN_ASSIGN(const bool stop, stop_asked());
      const bool due = config().checkpoint_steps > 0 && state_.step % config().checkpoint_steps == 0;
      if (stop || due || state_.step == plan_.steps()) JANGIN_TRY(save_checkpoint());
      if (stop && state_.step < plan_.steps()) return std::unexpected(interrupted_error());
    }
    if (!checkpoint_hash_.empty() || !ranks().first()) return {};
    JANGIN_ASSIGN(checkpoint_hash_, sha256_file_hex(checkpoint()));  // the run was finished before
    return {};
  }

  Status do_step(Schedule schedule, Progress& progress) {
    Stopwatch watch;
    const int64_t step = state_.step + 1;
    const std::vector<MicroBatch> batches = make_micro_batches(request_.sources, plan_.batch(step), config().micro_batch_rows);
    const double rate = schedule(config(), step, plan_.steps());
    JANGIN_ASSIGN(const StepResult result, trainer_->step(step, rate, batches));
    if (!std::isfinite(result.loss) || !std::isfinite(result.gradient_norm)) {
      return fail(ErrorCode::internal, fmt::format("the loss of step {} is not a number", step), "train",
                  "lower train.peak_rate, or raise train.warmup_share; the last checkpoint is kept");
    }
    const std::string batch_hash = hash_micro_batches(batches);
    state_.step = step;
    state_.tokens += result.tokens;
    state_.chain = step_link(state_.chain, step, batch_hash, result.loss, result.divergence, arithmetic_);
    const double seconds = watch.seconds();
    seconds_ += seconds;
    progress.add(static_cast<uint64_t>(result.tokens));
    progress.note(fmt::format("loss {:.3f}", result.loss));
    if (!log_) return {};
    return log_->add_step({step, result.loss, result.divergence, state_.tokens, result.loss_tokens, rate, result.gradient_norm, seconds}, batch_hash,
                          state_.chain, arithmetic_);
  }

  Status save_checkpoint() {
    JANGIN_ASSIGN(const Trainer::Buffers optimizer, trainer_->state());
    if (!ranks().first()) return {};
    JANGIN_TRY(write_checkpoint(checkpoint(), *network_, optimizer, state_));
    prune_checkpoints(checkpoints(), config().keep_checkpoints);
    JANGIN_ASSIGN(checkpoint_hash_, sha256_file_hex(checkpoint()));
    return log_->add_checkpoint(state_.step, checkpoint_hash_, checkpoint_link(state_.chain, checkpoint_hash_));
  }

  /// `save` writes a folder, which appears whole or not at all.
  Status save_folder(const std::string& name, const std::function<Status(const std::filesystem::path&)>& save) {
    const std::filesystem::path folder = request_.output / name, part = request_.output / (name + ".part");
    std::error_code error;
    std::filesystem::remove_all(part, error);
    JANGIN_TRY(save(part));
    std::filesystem::remove_all(folder, error);
    std::filesystem::rename(part, folder, error);
    if (error) return fail(ErrorCode::io_error, error.message(), folder.string());
    return {};
  }

  Status save_model() {
    if (adapter_) {
      JANGIN_TRY(save_folder(kAdapter, [&](const std::filesystem::path& part) { return model::save_adapter(part, *adapter_); }));
      adapter_->merge_into(*network_);
    } else {
      std::error_code error;
      std::filesystem::remove_all(request_.output / kAdapter, error);  // of an earlier run, whose model is replaced
    }
    auto tokenizer = request_.base->load_tokenizer();
    if (!tokenizer && tokenizer.error().code != ErrorCode::not_found) return pass(tokenizer);
    return save_folder(kModel, [&](const std::filesystem::path& part) {
      return network_->with_weights([&](const model::WeightSource& weights) {
        return model::save_huggingface(part, network_->config(), weights, tokenizer ? &*tokenizer : nullptr, model::StoredType::f32);
      });
    });
  }

  TrainReport report() {
    TrainReport out;
    out.model = request_.output / kModel;
    if (adapter_) out.adapter = request_.output / kAdapter;
    out.checkpoint = checkpoint();
    out.checkpoint_hash = checkpoint_hash_;
    out.chain_hash = checkpoint_link(state_.chain, checkpoint_hash_);
    out.plan_hash = plan_.hash();
    out.arithmetic = arithmetic_;
    out.steps = state_.step;
    out.tokens = state_.tokens;
    if (log_) out.curve = log_->curve();
    for (const StepRecord& record : out.curve) out.loss_tokens += record.loss_tokens;
    const size_t tenth = std::max<size_t>(1, out.curve.size() / 10);
    for (size_t i = 0; i < tenth && i < out.curve.size(); ++i) {
      out.first_loss += out.curve[i].loss / static_cast<double>(tenth);
      out.last_loss += out.curve[out.curve.size() - 1 - i].loss / static_cast<double>(tenth);
    }
    out.seconds = seconds_;
    out.tokens_per_second = seconds_ > 0 ? static_cast<double>(state_.tokens - start_tokens_) / seconds_ : 0.0;
    out.peak_memory_bytes = peak_memory_bytes();
    out.exposures = list_exposures(request_.sources, plan_, state_.step);
    return out;
  }

  TrainRequest request_;
  tensor::Device* device_ = nullptr;
  BatchPlan plan_;
  std::unique_ptr<model::Network> network_;
  std::unique_ptr<model::LoraAdapter> adapter_;  // where only an adapter is trained
  std::unique_ptr<model::Network> teacher_;      // what a source is anchored to, where network_ without its adapter is not that
  std::unique_ptr<Trainer> trainer_;
  std::optional<RunLog> log_;
  CheckpointState state_;
  std::string run_;
  std::string arithmetic_;
  std::string checkpoint_hash_;
  int64_t start_tokens_ = 0;
  double seconds_ = 0;
};

}  // namespace

Result<TrainReport> train(TrainRequest request) {
  try {
    return Loop(std::move(request)).run();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough memory to train", "train", "lower train.micro_batch_rows or train.sequence_length");
  }
}

}  // namespace jangin::train
