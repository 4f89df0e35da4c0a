// From samples to what training reads: conversations through the chat template with loss on what the assistant says, plain texts whole,
// and replay of general text beside them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "line/recipe.h"
#include "record/records.h"
#include "tokenizer/chat_template.h"
#include "tokenizer/tokenizer.h"
#include "train/sequence.h"

namespace jangin::line {

/// What was made, with the samples behind each sequence of the source "samples".
struct TrainingData {
  std::vector<train::TrainSource> sources;          // "samples", then "replay" when its share is not 0
  std::vector<std::vector<size_t>> sample_indices;  // by TrainSequence::sample of the first source: indices into the samples given
  std::vector<train::TrainSequence> general;        // the replay texts, in longer pieces and whatever their share, for the forgetting guard
  uint64_t sample_tokens = 0;                       // of the first source, once through
};

/// `tokens`: tokens of the run; replay is cut to what it needs of them. Languages: of the documents (replay follows them).
/// Errors: those of the template, of reading the replay texts.
Result<TrainingData> make_training_data(const std::vector<record::Sample>& samples, const Recipe& recipe, const std::vector<std::string>& languages,
                                        const tokenizer::Tokenizer& tokenizer, const tokenizer::ChatTemplate& chat);

/// The shipped or own texts of a recipe that stand for what the base knows: replayed, and what the forgetting guard keeps. Errors: not_found.
Result<std::vector<std::filesystem::path>> replay_files(const Recipe& recipe, const std::vector<std::string>& languages);

}  // namespace jangin::line
