// Hand-written scanners for the pre-tokenizers that most byte-level models use. They split exactly as the patterns do (pre_tokenizer.h
// runs those by PCRE2, and a test compares the two on random texts), thirty times as fast.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// What a scanner stands for: whole lists of steps, recognised by the exact text of their patterns.
enum class ScannerKind : uint8_t { gpt2, digits_gpt2, llama3, qwen2, gpt4o, deepseek3 };

/// The scanner that splits as these steps do; empty: none, the patterns must be run.
std::optional<ScannerKind> find_scanner(std::span<const PreTokenStep> steps);

/// Splits `text` (valid UTF-8) from byte `from` on, as if it were whole and a piece began there: writes the ends of the next pieces,
/// at most ends.size() ≥ 2 of them, and returns how many. 0: the text is at its end. Thread-safe.
size_t scan_pieces(ScannerKind kind, std::string_view text, size_t from, std::span<size_t> ends);

/// The patterns, as the models' own tokenizer.json files have them.
extern const std::string_view kGpt2Pattern;
extern const std::string_view kLlama3Pattern;
extern const std::string_view kQwen2Pattern;
extern const std::string_view kGpt4oPattern;
extern const std::string_view kDeepSeek3Numbers;
extern const std::string_view kDeepSeek3Han;
extern const std::string_view kDeepSeek3Words;

}  // namespace jangin::tokenizer
