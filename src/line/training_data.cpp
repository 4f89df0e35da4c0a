// Rendering, encoding, and the cutting of replay texts.
#include "line/training_data.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/strings.h"
#include "line/shipped_data.h"
#include "synthesize/pack_turns.h"
#include "text/sentences.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr size_t kGeneralPiece = 512;                    // tokens of a piece of general text for the forgetting guard
constexpr double kLeastPiece = 32, kLargestPiece = 128;  // tokens of a piece of replayed text
constexpr size_t kSystemTokens = 32;                     // room for what a template puts in front of a conversation

/// Tokens of a piece of replayed text: a row's share of them, so that each row, and with it each step, holds a piece beside its conversation.
size_t piece_tokens(const Recipe& recipe) {
  return static_cast<size_t>(std::clamp(recipe.replay.share * static_cast<double>(recipe.train.sequence_length), kLeastPiece, kLargestPiece));
}

tokenizer::EncodedChat encode(const std::vector<record::Message>& messages, const tokenizer::Tokenizer& tokenizer,
                              const tokenizer::ChatTemplate& chat, Status& status) {
  std::vector<tokenizer::Message> rendered;
  for (const record::Message& message : messages) rendered.push_back(tokenizer::text_message(message.role, message.text()));
  auto text = chat.apply(rendered);
  if (!text) {
    status = pass(text);
    return {};
  }
  return tokenizer::encode_chat(tokenizer, *text);
}

/// Loss of weight 1 on what the assistant says, of `prompt_weight` on the rest.
train::TrainSequence chat_sequence(tokenizer::EncodedChat encoded, uint64_t sample, double prompt_weight) {
  train::TrainSequence sequence;
  sequence.tokens.assign(encoded.ids.begin(), encoded.ids.end());
  for (const auto loss : encoded.loss) sequence.weights.push_back(loss != 0 ? 1.0f : static_cast<float>(prompt_weight));
  sequence.sample = sample;
  return sequence;
}

/// A plain text as one document, ended by the end-of-text token.
train::TrainSequence text_sequence(std::string_view text, const tokenizer::Tokenizer& tokenizer, uint64_t sample) {
  train::TrainSequence sequence;
  auto ids = tokenizer.encode(text);
  sequence.tokens.assign(ids.begin(), ids.end());
  if (tokenizer.bos() >= 0) sequence.tokens.insert(sequence.tokens.begin(), tokenizer.bos());
  sequence.sample = sample;
  return sequence;
}

/// A sequence in parts of at most `wanted` tokens.
void add_parts(const train::TrainSequence& whole, size_t wanted, std::vector<train::TrainSequence>& out) {
  for (size_t begin = 0; begin + 1 < whole.tokens.size(); begin += wanted) {
    const auto count = static_cast<std::ptrdiff_t>(std::min(wanted, whole.tokens.size() - begin));
    if (count < 2) break;
    auto part_of = [&](const auto& values) {
      return std::vector(values.begin() + static_cast<std::ptrdiff_t>(begin), values.begin() + static_cast<std::ptrdiff_t>(begin) + count);
    };
    train::TrainSequence part{.tokens = part_of(whole.tokens), .weights = {}, .sample = out.size()};
    if (!whole.weights.empty()) part.weights = part_of(whole.weights);
    out.push_back(std::move(part));
  }
}

/// Pieces of whole sentences of at most `wanted` tokens, so that each fits beside a conversation; a longer sentence is cut, paragraphs stay apart.
void cut_text(std::string_view text, size_t wanted, const tokenizer::Tokenizer& tokenizer, std::vector<train::TrainSequence>& out) {
  std::string piece;
  auto flush = [&] {
    add_parts(text_sequence(piece, tokenizer, out.size()), wanted, out);
    piece.clear();
  };
  while (!text.empty()) {
    size_t end = text.find("\n\n");
    std::string_view paragraph = trim(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 2);
    bool first = true;
    for (std::string_view sentence : text::split_sentences(paragraph)) {
      const std::string gap = piece.empty() ? "" : first ? "\n\n" : " ";
      first = false;
      if (!piece.empty() && tokenizer.encode(piece + gap + std::string(sentence)).size() + 1 > wanted) flush();
      piece += piece.empty() ? std::string(sentence) : gap + std::string(sentence);
    }
  }
  flush();
}

Status read_problems(const fs::path& file, size_t wanted, const tokenizer::Tokenizer& tokenizer, const tokenizer::ChatTemplate& chat,
                     std::vector<train::TrainSequence>& out) {
  JANGIN_ASSIGN(std::string text, read_file(file));
  Status status;
  for (std::string_view line : split_lines(text)) {
    auto json = nlohmann::json::parse(line, nullptr, false);
    const auto text_of = [&](const char* key) {
      return json.is_object() && json.contains(key) && json[key].is_string() ? json[key].get<std::string>() : std::string();
    };
    const std::string question = text_of("question");
    const std::string answer = text_of("answer");
    if (question.empty() || answer.empty())
      return fail(ErrorCode::invalid_format, "a line lacks question or answer", file.string(), "each line: {\"question\": \"…\", \"answer\": \"…\"}");
    auto encoded = encode({record::text_message("user", question), record::text_message("assistant", answer, true)}, tokenizer, chat, status);
    JANGIN_TRY(status);
    add_parts(chat_sequence(std::move(encoded), out.size(), 0), wanted, out);
  }
  return {};
}

/// The replay texts in pieces of at most `wanted` tokens.
Result<std::vector<train::TrainSequence>> replay_sequences(const std::vector<fs::path>& files, size_t wanted, const tokenizer::Tokenizer& tokenizer,
                                                           const tokenizer::ChatTemplate& chat) {
  std::vector<train::TrainSequence> sequences;
  for (const fs::path& file : files) {
    if (file.extension() == ".jsonl") {
      JANGIN_TRY(read_problems(file, wanted, tokenizer, chat, sequences));
    } else {
      JANGIN_ASSIGN(std::string text, read_file(file));
      cut_text(text, wanted, tokenizer, sequences);
    }
  }
  return sequences;
}

}  // namespace

Result<std::vector<fs::path>> replay_files(const Recipe& recipe, const std::vector<std::string>& languages) {
  std::vector<fs::path> files;
  for (const std::string& text : recipe.replay.texts) {
    files.push_back(recipe.folder / text);
    std::error_code error;
    if (!std::filesystem::is_regular_file(files.back(), error))
      return fail(ErrorCode::not_found, "no such text", files.back().string(), "`texts` of [replay] names it, from the recipe's folder");
  }
  if (!files.empty()) return files;
  JANGIN_ASSIGN(fs::path data, shipped_data_folder());
  const std::vector<std::string>& wanted = recipe.replay.languages.empty() ? languages : recipe.replay.languages;
  files.push_back(data / "replay/questions.txt");
  files.push_back(data / "replay/english.txt");
  if (std::find(wanted.begin(), wanted.end(), "ko") != wanted.end()) files.push_back(data / "replay/korean.txt");
  files.push_back(data / "replay/worked-problems.jsonl");
  return files;
}

Result<TrainingData> make_training_data(const std::vector<record::Sample>& samples, const Recipe& recipe, const std::vector<std::string>& languages,
                                        const tokenizer::Tokenizer& tokenizer, const tokenizer::ChatTemplate& chat) {
  TrainingData data;
  auto count = [&](std::string_view text) { return tokenizer.encode(text).size(); };
  synthesize::PackOptions options;
  const size_t beside = kSystemTokens + (recipe.replay.share > 0 ? piece_tokens(recipe) : 0);
  options.max_tokens =
      static_cast<size_t>(std::max<int64_t>(recipe.train.sequence_length - static_cast<int64_t>(beside), recipe.train.sequence_length / 2));
  options.seed = recipe.train.seed;
  train::TrainSource source{.name = "samples", .share = 1 - recipe.replay.share, .sequences = {}};
  Status status;
  for (const synthesize::Conversation& conversation : synthesize::pack_turns(samples, options, 0, count)) {
    auto messages = synthesize::conversation_messages(samples, conversation);
    uint64_t number = data.sample_indices.size();
    if (conversation.text) {
      source.sequences.push_back(text_sequence(messages.empty() ? "" : messages[0].text(), tokenizer, number));
    } else {
      source.sequences.push_back(chat_sequence(encode(messages, tokenizer, chat, status), number, recipe.train.prompt_weight));
      JANGIN_TRY(status);
    }
    data.sample_tokens += source.sequences.back().tokens.size();
    data.sample_indices.push_back(conversation.samples);
  }
  data.sources.push_back(std::move(source));
  JANGIN_ASSIGN(auto files, replay_files(recipe, languages));
  if (recipe.replay.share > 0) {
    train::TrainSource replay{.name = "replay", .share = recipe.replay.share, .sequences = {}, .anchor = recipe.replay.anchor};
    JANGIN_ASSIGN(replay.sequences, replay_sequences(files, piece_tokens(recipe), tokenizer, chat));
    data.sources.push_back(std::move(replay));
  }
  JANGIN_ASSIGN(data.general, replay_sequences(files, kGeneralPiece, tokenizer, chat));
  return data;
}

}  // namespace jangin::line
