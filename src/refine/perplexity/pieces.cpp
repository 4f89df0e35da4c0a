// Where the pieces of a document begin and end.
#include "refine/perplexity/pieces.h"

namespace jangin::refine {
namespace {

/// `at`, moved forward to where a character begins.
size_t to_character(std::string_view text, size_t at) {
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

std::vector<std::string_view> cut_pieces(std::string_view text, size_t count, size_t bytes) {
  if (text.size() <= count * bytes) return {text};
  std::vector<std::string_view> pieces;
  for (size_t i = 0; i < count; ++i) {
    const size_t begin = to_character(text, count == 1 ? 0 : (text.size() - bytes) / (count - 1) * i);
    pieces.push_back(text.substr(begin, to_character(text, begin + bytes) - begin));
  }
  return pieces;
}

}  // namespace jangin::refine
