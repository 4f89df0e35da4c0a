// Trees of tokens from their sorted bytes.
#include "engine/grammar/token_table.h"

#include <algorithm>

#include "text/unicode.h"
#include "tokenizer/tokenizer.h"

namespace jangin::engine {
namespace {

constexpr size_t kLongestToken = 4096;  // bytes; longer ones are never allowed

/// Number of characters of a plain token; 0: it is not plain.
uint32_t plain_characters(const std::string& bytes) {
  for (char c : bytes) {
    if (static_cast<uint8_t>(c) < 0x20 || c == '"' || c == '\\') return 0;
  }
  return text::is_valid_utf8(bytes) ? static_cast<uint32_t>(text::count_code_points(bytes)) : 0;
}

std::vector<int32_t> by_bytes(const std::vector<std::string>& bytes) {
  std::vector<int32_t> tokens;
  for (size_t id = 0; id < bytes.size(); ++id) {
    if (!bytes[id].empty()) tokens.push_back(static_cast<int32_t>(id));
  }
  std::ranges::stable_sort(tokens, {}, [&](int32_t token) -> const std::string& { return bytes[static_cast<size_t>(token)]; });
  return tokens;
}

/// `tokens`: in the order of their bytes.
TokenTable::Tree tree_of(const std::vector<std::string>& bytes, std::vector<int32_t> tokens) {
  TokenTable::Tree tree;
  std::vector<uint32_t> path;  // nodes of the token before, by depth
  auto close = [&](size_t depth) {
    for (; path.size() > depth; path.pop_back()) tree.nodes[path.back()].skip = static_cast<uint32_t>(tree.nodes.size());
  };
  std::string_view before;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::string& text = bytes[static_cast<size_t>(tokens[i])];
    const auto shared = static_cast<size_t>(std::ranges::mismatch(before, text).in1 - before.begin());
    close(shared);
    for (size_t depth = shared; depth < text.size(); ++depth) {
      path.push_back(static_cast<uint32_t>(tree.nodes.size()));
      tree.nodes.push_back(
          {.skip = 0, .first = static_cast<uint32_t>(i), .depth = static_cast<uint16_t>(depth + 1), .byte = static_cast<uint8_t>(text[depth])});
    }
    tree.deepest = std::max(tree.deepest, text.size());
    before = text;
  }
  close(0);
  // A node's own tokens end where the next node's begin: those of inner nodes that hold none begin where their first child's do.
  tree.nodes.push_back({.skip = static_cast<uint32_t>(tree.nodes.size()), .first = static_cast<uint32_t>(tokens.size()), .depth = 1, .byte = 0});
  tree.tokens = std::move(tokens);
  return tree;
}

}  // namespace

std::shared_ptr<const TokenTable> TokenTable::create(const tokenizer::Tokenizer& tokenizer) {
  std::vector<std::string> bytes(static_cast<size_t>(tokenizer.vocab_size()));
  for (size_t id = 0; id < bytes.size(); ++id) {
    const auto token = static_cast<int32_t>(id);
    if (!tokenizer.is_special(token)) bytes[id] = tokenizer.token_bytes(token);
  }
  return create(std::move(bytes));
}

std::shared_ptr<const TokenTable> TokenTable::create(std::vector<std::string> bytes) {
  return std::shared_ptr<const TokenTable>(new TokenTable(std::move(bytes)));
}

TokenTable::TokenTable(std::vector<std::string> bytes) : bytes_(std::move(bytes)) {
  std::vector<uint32_t> characters;
  for (std::string& text : bytes_) {
    if (text.size() > kLongestToken) text.clear();
    characters.push_back(plain_characters(text));
  }
  const std::vector<int32_t> sorted = by_bytes(bytes_);
  for (uint32_t limit : {0U, 1U, 2U, 3U, 4U, 6U, 8U, 12U, 16U}) {
    Run& run = runs_.emplace_back();
    run.characters = limit;
    if (limit > 0) run.plain.resize(mask_words());
    std::vector<int32_t> rest;
    for (int32_t token : sorted) {
      const auto id = static_cast<size_t>(token);
      if (characters[id] > 0 && characters[id] <= limit) {
        run.plain[id / 64] |= uint64_t{1} << id % 64;
      } else {
        rest.push_back(token);
      }
    }
    run.rest = tree_of(bytes_, std::move(rest));
  }
}

const std::string& TokenTable::bytes(int32_t token) const {
  static const std::string none;
  return token >= 0 && static_cast<size_t>(token) < bytes_.size() ? bytes_[static_cast<size_t>(token)] : none;
}

void TokenTable::find_lengths(std::string_view text, std::vector<size_t>& lengths) const {
  lengths.clear();
  const std::vector<Node>& nodes = runs_.front().rest.nodes;
  const size_t guard = nodes.size() - 1;
  size_t at = 0;
  for (size_t depth = 1; depth <= text.size(); ++depth) {
    while (at < guard && nodes[at].depth == depth && nodes[at].byte != static_cast<uint8_t>(text[depth - 1])) at = nodes[at].skip;
    if (at == guard || nodes[at].depth != depth) return;
    ++at;
    if (nodes[at - 1].first < nodes[at].first) lengths.push_back(depth);
  }
}

}  // namespace jangin::engine
