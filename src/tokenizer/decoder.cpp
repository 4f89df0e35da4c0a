// Tables by id; joining is one pass.
#include "tokenizer/decoder.h"

#include "text/unicode.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/token_model.h"

namespace jangin::tokenizer {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  if (from.empty()) return;
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) text.replace(at, from.size(), to);
}

/// What WordPiece's decoder tidies in each token (tokenizers decoders/wordpiece.rs, `cleanup`).
void clean_up(std::string& token) {
  constexpr std::pair<std::string_view, std::string_view> kRules[] = {{" .", "."},   {" ?", "?"},     {" !", "!"},    {" ,", ","},
                                                                      {" ' ", "'"},  {" n't", "n't"}, {" 'm", "'m"},  {" do not", " don't"},
                                                                      {" 's", "'s"}, {" 've", "'ve"}, {" 're", "'re"}};
  for (const auto& [from, to] : kRules) replace_all(token, from, to);
}

}  // namespace

Decoder::Decoder(const TokenizerSpec& spec) : model_(spec.model), decoding_(spec.decoding), bytes_(spec.tokens), is_byte_(spec.tokens.size()) {
  std::vector<bool> added(spec.tokens.size());
  for (const AddedToken& token : spec.added) added[static_cast<size_t>(token.id)] = true;
  const bool pieces = model_ != ModelKind::byte_bpe && decoding_.kind == Decoding::Kind::pieces;
  for (size_t id = 0; id < bytes_.size(); ++id) {
    std::string& bytes = bytes_[id];
    if (model_ == ModelKind::byte_bpe) {
      if (added[id]) continue;
      if (auto decoded = from_byte_level(bytes); decoded && !decoded->empty()) bytes = std::move(*decoded);
    } else if (pieces) {
      const int byte = decoding_.bytes ? byte_of_token(bytes) : -1;
      is_byte_[id] = byte >= 0;
      if (byte >= 0)
        bytes = std::string(1, static_cast<char>(byte));
      else if (!decoding_.metaspace)
        replace_all(bytes, decoding_.space, " ");
    }
  }
}

void Decoder::append(std::string& text, TokenId id, bool first) const {
  const std::string& bytes = bytes_[static_cast<size_t>(id)];
  if (model_ == ModelKind::byte_bpe || is_byte(id)) {
    text += bytes;
    return;
  }
  if (decoding_.kind == Decoding::Kind::pieces) {
    if (!decoding_.metaspace) {
      text += bytes;
      return;
    }
    std::string spaced = bytes;
    replace_all(spaced, decoding_.space, first && decoding_.strip_begin > 0 ? "" : " ");
    text += spaced;
    return;
  }
  const bool continues = !decoding_.prefix.empty() && bytes.starts_with(decoding_.prefix);
  std::string token = first || continues ? "" : " ";
  token += !first && continues ? std::string_view(bytes).substr(decoding_.prefix.size()) : std::string_view(bytes);
  if (decoding_.cleanup) clean_up(token);
  text += token;
}

std::string Decoder::join(std::span<const TokenId> ids, bool at_begin) const {
  std::string text;
  for (size_t i = 0; i < ids.size(); ++i) append(text, ids[i], at_begin && i == 0);
  const bool strips = at_begin && model_ != ModelKind::byte_bpe && !decoding_.metaspace && decoding_.kind == Decoding::Kind::pieces;
  if (!strips) return text;
  size_t spaces = 0;
  while (spaces < text.size() && static_cast<int64_t>(spaces) < decoding_.strip_begin && text[spaces] == ' ') ++spaces;
  return text.substr(spaces);
}

std::string Decoder::text(std::span<const TokenId> ids) const {
  if (model_ == ModelKind::byte_bpe || !decoding_.bytes) return std::string(NormalizedText::repair(join(ids, true)).text());
  std::string text;
  for (size_t i = 0; i < ids.size();) {
    size_t end = i;
    std::string run;
    while (end < ids.size() && is_byte(ids[end])) run += bytes(ids[end++]);
    if (end == i) {
      append(text, ids[i], i == 0);
      ++i;
      continue;
    }
    if (text::is_valid_utf8(run))
      text += run;
    else
      for (size_t byte = i; byte < end; ++byte) text += "\uFFFD";
    i = end;
  }
  size_t spaces = 0;
  while (!decoding_.metaspace && spaces < text.size() && static_cast<int64_t>(spaces) < decoding_.strip_begin && text[spaces] == ' ') ++spaces;
  return text.substr(spaces);
}

}  // namespace jangin::tokenizer
