// A sentence is long for byte-pair encoding, so it is cut where no merge can reach across: between two bytes that stand side by side in
// no token. What is left are words, most of which were encoded before.
#include "tokenizer/training/encoded_pieces.h"

#include <algorithm>
#include <bitset>

#include "base/interrupt.h"
#include "base/thread_pool.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/tokenizer.h"

namespace jangin::tokenizer {
namespace {

/// Pairs of bytes that are neighbours in some token.
class ByteNeighbours {
 public:
  explicit ByteNeighbours(const std::vector<std::string>& tokens) {
    for (const std::string& text : tokens) {
      const std::string bytes = from_byte_level(text).value_or("");
      for (size_t i = 0; i + 1 < bytes.size(); ++i) joined_.set(index(bytes[i], bytes[i + 1]));
    }
  }
  /// Bytes up to the first border between characters that no token crosses.
  size_t part_length(std::string_view text) const {
    size_t end = 1;
    while (end < text.size() && ((static_cast<uint8_t>(text[end]) & 0xc0) == 0x80 || joined_.test(index(text[end - 1], text[end])))) ++end;
    return end;
  }

 private:
  static size_t index(char left, char right) { return size_t{256} * static_cast<uint8_t>(left) + static_cast<uint8_t>(right); }
  std::bitset<65536> joined_;
};

struct EncodedWords {
  std::vector<TokenId> ids;
  std::vector<std::pair<size_t, uint64_t>> ends;  // of each word in ids, its count
};

EncodedWords encode_all(const PieceTable& pieces, const Tokenizer& tokenizer, const ByteNeighbours& neighbours) {
  EncodedWords out;
  pieces.visit([&](std::string_view piece, uint64_t, uint64_t count) {
    while (!piece.empty()) {
      const size_t length = neighbours.part_length(piece);
      const std::vector<TokenId> ids = tokenizer.encode(piece.substr(0, length));
      out.ids.insert(out.ids.end(), ids.begin(), ids.end());
      piece.remove_prefix(length);
    }
    out.ends.emplace_back(out.ids.size(), count);
  });
  return out;
}

}  // namespace

Status add_encoded(PieceCounts& counts, TokenizerSpec spec, MergeLearner& learner) {
  const ByteNeighbours neighbours(spec.tokens);
  PreTokenStep bytes_only;
  bytes_only.kind = PreTokenStep::Kind::byte_level;
  bytes_only.use_regex = false;
  spec.pre_tokenizer = {bytes_only};
  spec.normalizers.clear();
  spec.added.clear();
  JANGIN_ASSIGN(const Tokenizer tokenizer, Tokenizer::build(std::move(spec), "tokenizer training"));
  ThreadPool& pool = ThreadPool::shared();
  const auto group = static_cast<size_t>(pool.size());
  Progress progress("encoding sentences", counts.distinct(), "sentences");
  for (size_t first = 0; first < counts.shards.size(); first += group) {
    std::vector<EncodedWords> encoded(std::min(group, counts.shards.size() - first));
    pool.parallel_for(encoded.size(), 1, [&](size_t i, size_t, int) {
      encoded[i] = encode_all(counts.shards[first + i], tokenizer, neighbours);
      counts.shards[first + i] = PieceTable();
      progress.add(encoded[i].ends.size());
    });
    if (interrupted()) return std::unexpected(interrupted_error());
    for (const EncodedWords& part : encoded) {
      size_t begin = 0;
      for (const auto& [end, count] : part.ends) {
        JANGIN_TRY(learner.add(std::span(part.ids).subspan(begin, end - begin), count));
        begin = end;
      }
    }
  }
  return {};
}

}  // namespace jangin::tokenizer
