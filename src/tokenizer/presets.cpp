// The patterns are in scanner.h.
#include "tokenizer/presets.h"

#include <algorithm>

#include "tokenizer/scanner.h"

namespace jangin::tokenizer {
namespace {

using Kind = PreTokenStep::Kind;

PreTokenStep split_step(std::string_view pattern) {
  PreTokenStep step;
  step.kind = Kind::split;
  step.pattern = pattern;
  return step;
}

PreTokenStep digits_step() {
  PreTokenStep step;
  step.kind = Kind::digits;
  step.individual_digits = true;
  return step;
}

PreTokenStep byte_level_step(bool use_regex) {
  PreTokenStep step;
  step.kind = Kind::byte_level;
  step.use_regex = use_regex;
  return step;
}

const std::vector<Preset>& presets() {
  static const std::vector<Preset> all = {
      {{"smollm", "starcoder", "refact", "codeshell", "exaone"}, {}, {digits_step(), byte_level_step(true)}, false, false},
      {{"gpt-2", "gpt2", "exaone4", "phi-2", "jina-es", "jina-de"}, {}, {byte_level_step(true)}, false, false},
      {{"llama-bpe", "llama3", "llama-v3", "falcon3"}, {}, {split_step(kLlama3Pattern), byte_level_step(false)}, true, true},
      {{"qwen2", "deepseek-r1-qwen"}, {Normalization::nfc}, {split_step(kQwen2Pattern), byte_level_step(false)}, false, false},
      {{"gpt-4o"}, {}, {split_step(kGpt4oPattern), byte_level_step(false)}, true, false},
      {{"deepseek-v3"},
       {},
       {split_step(kDeepSeek3Numbers), split_step(kDeepSeek3Han), split_step(kDeepSeek3Words), byte_level_step(false)},
       false,
       false},
  };
  return all;
}

bool same_step(PreTokenStep a, PreTokenStep b) {
  a.trim_offsets = b.trim_offsets;  // changes no token
  return a == b;
}

}  // namespace

const Preset* find_preset(std::string_view name) {
  for (const Preset& preset : presets()) {
    if (std::find(preset.names.begin(), preset.names.end(), name) != preset.names.end()) return &preset;
  }
  return nullptr;
}

const Preset* find_preset(const TokenizerSpec& spec) {
  for (const Preset& preset : presets()) {
    const bool same = preset.normalizers == spec.normalizers && preset.ignore_merges == spec.ignore_merges &&
                      std::equal(preset.steps.begin(), preset.steps.end(), spec.pre_tokenizer.begin(), spec.pre_tokenizer.end(), same_step);
    if (same) return &preset;
  }
  return nullptr;
}

std::string preset_names() {
  std::string names;
  for (const Preset& preset : presets()) names += (names.empty() ? "" : ", ") + std::string(preset.names.front());
  return names;
}

}  // namespace jangin::tokenizer
