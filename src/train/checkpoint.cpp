// Checkpoints as safetensors.
#include "train/checkpoint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/file.h"
#include "base/log.h"
#include "base/progress.h"
#include "model/adapters/lora.h"
#include "model/formats/safetensors.h"

namespace jangin::train {
namespace {

constexpr uint64_t kHeaderRoom = 16 << 20;

std::vector<std::filesystem::path> newest_first(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("step-") && name.ends_with(".safetensors")) out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end(), std::greater<>());
  return out;
}

Result<CheckpointState> state_of(const model::SafetensorsSource& source) {
  const auto& metadata = source.metadata();
  CheckpointState state;
  for (const char* key : {"run", "step", "tokens", "chain"}) {
    if (!metadata.contains(key)) return fail(ErrorCode::invalid_format, std::string("not a checkpoint: no ") + key, source.place());
  }
  const auto number = [&](const char* key, int64_t& value) {
    const std::string& text = metadata.at(key);
    return std::from_chars(text.data(), text.data() + text.size(), value).ptr == text.data() + text.size() && value >= 0;
  };
  if (!number("step", state.step) || !number("tokens", state.tokens))
    return fail(ErrorCode::invalid_format, "not a checkpoint: no number of steps", source.place());
  state.run = metadata.at("run");
  state.chain = metadata.at("chain");
  return state;
}

/// `trained`: a network or an adapter.
template <typename Trained>
Status add_trained(const Trained& trained, const Trainer::Buffers& optimizer, model::MemoryWeights& to) {
  JANGIN_TRY(trained.add_flat_weights(trained.weights().flat(), "", to));
  for (const auto& [name, buffer] : optimizer) JANGIN_TRY(trained.add_flat_weights(buffer, "optimizer." + name + ".", to));
  return {};
}

template <typename Trained>
Status read_trained(const model::WeightSource& source, Trained& trained, const Trainer::Buffers& optimizer) {
  JANGIN_TRY(trained.read_weights(source));
  for (const auto& [name, buffer] : optimizer) JANGIN_TRY(trained.read_flat_weights(source, "optimizer." + name + ".", buffer));
  return {};
}

}  // namespace

std::filesystem::path checkpoint_path(const std::filesystem::path& folder, int64_t step) {
  return folder / fmt::format("step-{:08}.safetensors", step);
}

Status write_checkpoint(const std::filesystem::path& path, const model::Network& network, const Trainer::Buffers& optimizer,
                        const CheckpointState& state) {
  const model::LoraAdapter* adapter = network.adapter();
  const int64_t elements = (adapter ? adapter->weights() : network.weights()).flat_elements();
  const uint64_t bytes = static_cast<uint64_t>(elements) * 4 * (1 + optimizer.size()) + kHeaderRoom;
  JANGIN_TRY(make_folders(path.parent_path()));
  JANGIN_ASSIGN(const uint64_t room, free_bytes(path.parent_path()));
  if (room < bytes) {
    return fail(ErrorCode::limit_exceeded, fmt::format("a checkpoint takes {}, the disk has {}", format_bytes(bytes), format_bytes(room)),
                path.string(), "free some space; the run goes on from its last checkpoint");
  }
  model::MemoryWeights source(path.string());
  JANGIN_TRY(adapter ? add_trained(*adapter, optimizer, source) : add_trained(network, optimizer, source));
  return model::write_safetensors(
      path, source, model::StoredType::f32,
      {{"run", state.run}, {"step", std::to_string(state.step)}, {"tokens", std::to_string(state.tokens)}, {"chain", state.chain}});
}

Result<CheckpointState> read_checkpoint(const std::filesystem::path& path, model::Network& network, const Trainer::Buffers& optimizer) {
  JANGIN_ASSIGN(auto source, model::SafetensorsSource::open(path));
  JANGIN_ASSIGN(CheckpointState state, state_of(*source));
  JANGIN_TRY(network.adapter() ? read_trained(*source, *network.adapter(), optimizer) : read_trained(*source, network, optimizer));
  return state;
}

std::optional<std::filesystem::path> find_checkpoint(const std::filesystem::path& folder, const std::string& run) {
  for (const auto& path : newest_first(folder)) {
    auto source = model::SafetensorsSource::open(path);
    auto state = source ? state_of(**source) : Result<CheckpointState>(pass(source));
    if (!state) {
      log_warning("passing over a damaged checkpoint: {}", state.error().text());
    } else if (state->run == run) {
      return path;
    }
  }
  return std::nullopt;
}

void prune_checkpoints(const std::filesystem::path& folder, int64_t keep) {
  std::error_code error;
  const auto all = newest_first(folder);
  for (size_t i = static_cast<size_t>(keep); i < all.size(); ++i) std::filesystem::remove(all[i], error);
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().filename().string().find(".part-") != std::string::npos) std::filesystem::remove(entry.path(), error);
  }
}

}  // namespace jangin::train
