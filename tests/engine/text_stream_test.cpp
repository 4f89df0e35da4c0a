// Streaming: stop strings over token borders, characters over token borders, cancellation.
#include "engine/text_stream.h"

#include "tiny_model.h"

namespace jangin::engine {
namespace {

struct Streamed {
  std::string text, given;
  TextStream::State state = TextStream::State::open;
};

/// Feeds `text` byte by byte, each byte one token.
Streamed stream_all(const tokenizer::Tokenizer& tokenizer, std::string_view text, std::vector<std::string> stop,
                    size_t cancel_after = std::string::npos) {
  Streamed out;
  TextStream stream(tokenizer, std::move(stop), [&](std::string_view piece) {
    out.given += piece;
    return out.given.size() < cancel_after;
  });
  for (size_t i = 0; i < text.size() && out.state == TextStream::State::open; ++i) out.state = stream.push(static_cast<unsigned char>(text[i]));
  if (out.state == TextStream::State::open) out.state = stream.finish();
  out.text = stream.text();
  return out;
}

class TextStreams : public testing::Test {
 protected:
  tokenizer::Tokenizer tokenizer_ = std::move(*tokenizer::Tokenizer::build(tiny_tokenizer_spec(), "tiny"));
};

TEST_F(TextStreams, GivesWholeCharactersOnly) {
  std::vector<std::string> pieces;
  TextStream stream(tokenizer_, {}, [&](std::string_view piece) {
    pieces.emplace_back(piece);
    return true;
  });
  for (unsigned char byte : std::string("가a")) stream.push(byte);
  EXPECT_EQ(pieces, (std::vector<std::string>{"가", "a"}));
  Streamed cut = stream_all(tokenizer_, "나\xEA\xB0", {});
  EXPECT_EQ(cut.given, cut.text);
  EXPECT_TRUE(cut.text.starts_with("나\xEF\xBF\xBD"));
}

TEST_F(TextStreams, EndsBeforeAStopStringAndNeverShowsItsBeginning) {
  Streamed found = stream_all(tokenizer_, "one END two", {"END"});
  EXPECT_EQ(found.state, TextStream::State::stopped);
  EXPECT_EQ(found.text, "one ");
  EXPECT_EQ(found.given, "one ");
  Streamed nearly = stream_all(tokenizer_, "one EN", {"END"});
  EXPECT_EQ(nearly.state, TextStream::State::open);
  EXPECT_EQ(nearly.given, "one EN");
  EXPECT_EQ(stream_all(tokenizer_, "aab", {"ab"}).text, "a");
  EXPECT_EQ(stream_all(tokenizer_, "xyz", {"zz", "y", ""}).text, "x");
  EXPECT_EQ(stream_all(tokenizer_, "END", {"END"}).text, "");
}

TEST_F(TextStreams, StopsWhenTheReaderSaysNo) {
  Streamed cancelled = stream_all(tokenizer_, "abcdef", {}, 3);
  EXPECT_EQ(cancelled.state, TextStream::State::cancelled);
  EXPECT_EQ(cancelled.given, "abc");
}

}  // namespace
}  // namespace jangin::engine
