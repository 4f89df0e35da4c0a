// Count the pieces, learn merges from them; with superwords count the coarser pieces, encode each by the merges so far, learn on.
#include "tokenizer/training/bpe_trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/progress.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/presets.h"
#include "tokenizer/training/encoded_pieces.h"
#include "tokenizer/training/merge_learner.h"
#include "tokenizer/training/piece_counter.h"

namespace jangin::tokenizer {
namespace {

constexpr const char* kPlace = "tokenizer training";
constexpr size_t kMaxVocabulary = size_t{1} << 24;
using ByteIds = std::array<TokenId, 256>;  // kNoToken: no token

PreTokenStep split_after(const char* pattern) {
  PreTokenStep step;
  step.pattern = pattern;
  step.behavior = SplitBehavior::merged_with_previous;
  return step;
}

bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Runs without white space.
int count_words(std::string_view bytes) {
  int words = 0;
  bool inside = false;
  for (char c : bytes) {
    words += !is_space(c) && !inside;
    inside = !is_space(c);
  }
  return words;
}

bool has_colon_before_space(std::string_view bytes) {
  for (size_t i = 0; i + 1 < bytes.size(); ++i) {
    if (bytes[i] == ':' && is_space(bytes[i + 1])) return true;
  }
  return false;
}

std::unexpected<Error> refuse(std::string message, std::string hint = {}) {
  return fail(ErrorCode::invalid_argument, std::move(message), kPlace, std::move(hint));
}

Status check_special_tokens(const BpeTrainingConfig& config) {
  const auto& all = config.special_tokens;
  for (size_t i = 0; i < all.size(); ++i) {
    const auto bytes = from_byte_level(all[i]);
    if (all[i].empty()) return refuse("a special token is empty");
    if (std::find(all.begin(), all.begin() + static_cast<ptrdiff_t>(i), all[i]) != all.begin() + static_cast<ptrdiff_t>(i)) {
      return refuse(fmt::format("special token `{}` is there twice", all[i]));
    }
    if (bytes && bytes->size() == 1) return refuse(fmt::format("special token `{}` is the name of a byte", all[i]), "take a longer one");
  }
  for (const std::string& name : {config.bos, config.eos, config.pad}) {
    if (!name.empty() && std::find(all.begin(), all.end(), name) == all.end())
      return refuse(fmt::format("`{}` is not among the special tokens", name));
  }
  return {};
}

Status check_config(const BpeTrainingConfig& config) {
  JANGIN_TRY(check_special_tokens(config));
  const size_t least = config.special_tokens.size() + (config.all_bytes ? 256 : 1);
  if (config.vocabulary < least || config.vocabulary > kMaxVocabulary) {
    return refuse(fmt::format("a vocabulary of {} is not between {} (special tokens and bytes) and {}", config.vocabulary, least, kMaxVocabulary));
  }
  if (config.superwords_from != 0 && (config.superwords_from < least || config.superwords_from >= config.vocabulary)) {
    return refuse(fmt::format("superwords from {} on: not between {} and the vocabulary of {}", config.superwords_from, least, config.vocabulary));
  }
  if (config.superwords_from != 0 && config.max_superword_words < 2) return refuse("a superword of fewer than 2 words is none");
  if (config.superwords_from != 0 && config.ignore_merges) return refuse("superwords are made by merges, which are not to be ignored");
  for (const auto* steps : {&config.pre_tokenizer, &config.superword_pre_tokenizer}) {
    if (steps->empty() || steps->back().kind != PreTokenStep::Kind::byte_level) return refuse("the pre-tokenizer does not end with byte_level");
  }
  return {};
}

class Training {
 public:
  Training(const TextSource& source, const BpeTrainingConfig& config) : source_(source), config_(config) {}

  Result<BpeTraining> run() {
    const bool superwords = config_.superwords_from != 0;
    JANGIN_TRY(learn_words(superwords ? config_.superwords_from : config_.vocabulary));
    if (superwords) JANGIN_TRY(learn_superwords());
    out_.spec = spec(superwords ? config_.superword_pre_tokenizer : config_.pre_tokenizer);
    return std::move(out_);
  }

 private:
  Result<PieceCounts> count(const std::vector<PreTokenStep>& steps, const char* label) {
    JANGIN_ASSIGN(const PreTokenizer splitter, PreTokenizer::build(steps, kPlace));
    Progress progress(label, out_.bytes, "bytes");
    JANGIN_ASSIGN(const Normalizer normalizer, Normalizer::build(config_.normalizers, kPlace));
    PieceCounter counter(splitter, normalizer, config_.memory_bytes == 0 ? UINT64_MAX : config_.memory_bytes, progress);
    JANGIN_TRY(source_([&](std::string_view document) { return counter.add(document); }));
    JANGIN_ASSIGN(PieceCounts counts, counter.finish());
    if (counts.pieces == 0) return refuse("there is no text to train on");
    out_.documents = counts.documents;
    out_.bytes = counts.bytes;
    out_.distinct_pieces = counts.distinct();
    out_.dropped_pieces += counts.dropped_pieces;
    return counts;
  }

  Status learn(MergeLearner& learner, size_t vocabulary, const char* label, std::function<bool(std::string_view)> allowed) {
    const size_t have = tokens_.bytes.size();
    Progress progress(label, vocabulary - std::min(have, vocabulary), "tokens");
    JANGIN_TRY(learner.learn({vocabulary, config_.min_frequency, std::move(allowed)}, tokens_, progress));
    out_.tokens = learner.tokens();
    return {};
  }

  bool short_enough(std::string_view bytes) const { return config_.max_token_bytes == 0 || bytes.size() <= config_.max_token_bytes; }

  Status learn_words(size_t vocabulary) {
    JANGIN_ASSIGN(PieceCounts counts, count(config_.pre_tokenizer, "counting words"));
    const ByteIds ids = add_alphabet(counts);
    MergeLearner learner;
    std::vector<TokenId> symbols;
    for (PieceTable& shard : counts.shards) {
      Status added;
      shard.visit([&](std::string_view piece, uint64_t, uint64_t seen) {
        symbols.clear();
        for (char byte : piece) symbols.push_back(ids[static_cast<uint8_t>(byte)]);
        if (added) added = learner.add(symbols, seen);
      });
      JANGIN_TRY(added);
      shard = PieceTable();
    }
    return learn(learner, vocabulary, "learning merges", [this](std::string_view bytes) { return short_enough(bytes); });
  }

  /// Special tokens, then bytes in the order of their characters (byte_level.h), as huggingface/tokenizers numbers them.
  ByteIds add_alphabet(const PieceCounts& counts) {
    std::array<bool, 256> wanted;
    wanted.fill(config_.all_bytes);
    for (const PieceTable& shard : counts.shards) {
      if (config_.all_bytes) break;
      shard.visit([&](std::string_view piece, uint64_t, uint64_t) {
        for (char byte : piece) wanted[static_cast<uint8_t>(byte)] = true;
      });
    }
    std::vector<std::pair<std::string, uint8_t>> alphabet;
    for (size_t byte = 0; byte < wanted.size(); ++byte) {
      const char c = static_cast<char>(byte);
      if (wanted[byte]) alphabet.emplace_back(to_byte_level({&c, 1}), static_cast<uint8_t>(byte));
    }
    std::sort(alphabet.begin(), alphabet.end());
    for (const std::string& text : config_.special_tokens) {
      tokens_.bytes.emplace_back();
      if (auto bytes = from_byte_level(text)) tokens_.known.insert(std::move(*bytes));
    }
    ByteIds ids;
    ids.fill(kNoToken);
    for (const auto& [text, byte] : alphabet) {
      ids[byte] = static_cast<TokenId>(tokens_.bytes.size());
      tokens_.bytes.emplace_back(1, static_cast<char>(byte));
      tokens_.known.insert(tokens_.bytes.back());
    }
    return ids;
  }

  Status learn_superwords() {
    out_.superwords_begin = tokens_.bytes.size();
    JANGIN_ASSIGN(PieceCounts counts, count(config_.superword_pre_tokenizer, "counting sentences"));
    MergeLearner learner;
    JANGIN_TRY(add_encoded(counts, spec(config_.superword_pre_tokenizer), learner));
    JANGIN_TRY(learn(learner, config_.vocabulary, "learning superwords", [this](std::string_view bytes) {
      return short_enough(bytes) && count_words(bytes) <= config_.max_superword_words && !has_colon_before_space(bytes);
    }));
    if (tokens_.bytes.size() == out_.superwords_begin) out_.superwords_begin = 0;
    return {};
  }

  TokenizerSpec spec(const std::vector<PreTokenStep>& steps) const {
    TokenizerSpec spec;
    const auto& special = config_.special_tokens;
    for (size_t id = 0; id < tokens_.bytes.size(); ++id) spec.tokens.push_back(id < special.size() ? special[id] : to_byte_level(tokens_.bytes[id]));
    for (const auto& [left, right] : tokens_.merges)
      spec.merges.emplace_back(spec.tokens[static_cast<size_t>(left)], spec.tokens[static_cast<size_t>(right)]);
    for (size_t id = 0; id < special.size(); ++id) spec.added.push_back({.text = special[id], .id = static_cast<TokenId>(id), .special = true});
    auto id_of = [&](const std::string& name) {
      return name.empty() ? kNoToken : static_cast<TokenId>(std::find(special.begin(), special.end(), name) - special.begin());
    };
    spec.normalizers = config_.normalizers;
    spec.pre_tokenizer = steps;
    spec.ignore_merges = config_.ignore_merges;
    spec.bos = id_of(config_.bos);
    spec.eos = id_of(config_.eos);
    spec.pad = id_of(config_.pad);
    return spec;
  }

  const TextSource& source_;
  const BpeTrainingConfig& config_;
  LearnedTokens tokens_;
  BpeTraining out_;
};

}  // namespace

std::vector<PreTokenStep> default_pre_tokenizer() { return find_preset("qwen2")->steps; }

std::vector<PreTokenStep> default_superword_pre_tokenizer() {
  PreTokenStep digits;
  digits.kind = PreTokenStep::Kind::digits;
  digits.individual_digits = true;
  PreTokenStep bytes;
  bytes.kind = PreTokenStep::Kind::byte_level;
  bytes.use_regex = false;
  return {digits, split_after(R"(\s*[\r\n]+)"), split_after("[.!?:…。！？：][\"')\\]”’]*(?=[ \\t\u00a0\u3000])"), bytes};
}

Result<BpeTraining> train_bpe(const TextSource& source, const BpeTrainingConfig& config) {
  JANGIN_TRY(check_config(config));
  return Training(source, config).run();
}

}  // namespace jangin::tokenizer
