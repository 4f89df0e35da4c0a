// See http_body.h. Two layers: transfer, then content. Each holds the first bytes until they have decided what it does.
#include "collect/sources/http_body.h"

#include <charconv>
#include <utility>

#include "base/strings.h"
#include "collect/sources/inflate.h"

namespace jangin::collect {
namespace {

constexpr size_t kDecidingBytes = 64 << 10, kMaxSizeLine = 1 << 10;

class ChunkParser {
 public:
  /// Hands out the chunks' data; false: these are no chunks. What follows the last chunk is passed over.
  bool feed(std::string_view piece, const HttpBody::Take& take) {
    while (!piece.empty() && part_ != Part::ended) {
      if (part_ == Part::data) {
        const std::string_view data = piece.substr(0, left_);
        take(data);
        piece.remove_prefix(data.size());
        left_ -= data.size();
        if (left_ == 0) part_ = Part::line_end;
        continue;
      }
      const char c = piece[0];
      piece.remove_prefix(1);
      if (!(part_ == Part::size ? size_character(c) : line_end_character(c))) return false;
    }
    return true;
  }
  bool ended() const { return part_ == Part::ended; }

 private:
  enum class Part { size, data, line_end, ended };

  bool size_character(char c) {
    if (c == '\n') return end_size_line();
    line_ += c;
    return line_.size() <= kMaxSizeLine;
  }
  bool line_end_character(char c) {
    if (c == '\n') part_ = Part::size;
    return c == '\n' || c == '\r';
  }
  bool end_size_line() {
    const std::string_view digits = trim(std::string_view(line_).substr(0, line_.find(';')));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), left_, 16);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return false;
    line_.clear();
    part_ = left_ == 0 ? Part::ended : Part::data;
    return true;
  }

  Part part_ = Part::size;
  uint64_t left_ = 0;
  std::string line_;
};

class Transfer {
 public:
  explicit Transfer(bool chunked) : decided_(!chunked) {}

  void data(std::string_view piece, const HttpBody::Take& take) {
    if (decided_) return pass(piece, take);
    held_ += piece;
    if (held_.size() >= kDecidingBytes) decide(false, take);
  }
  /// False: the chunks do not end.
  bool finish(const HttpBody::Take& take) {
    if (!decided_) decide(true, take);
    return !chunks_ || (right_ && chunks_->ended());
  }

 private:
  void decide(bool whole, const HttpBody::Take& take) {
    ChunkParser trial;
    if (trial.feed(held_, [](std::string_view) {}) && (!whole || trial.ended())) chunks_.emplace();
    decided_ = true;
    pass(std::exchange(held_, {}), take);
  }
  void pass(std::string_view piece, const HttpBody::Take& take) {
    if (!chunks_) return take(piece);
    right_ = right_ && chunks_->feed(piece, take);
  }

  bool decided_, right_ = true;
  std::optional<ChunkParser> chunks_;  // absent: the bytes pass as they are
  std::string held_;
};

class Content {
 public:
  Content(std::string_view encoding, uint64_t max_bytes, HttpBody::Take take) : encoding_(encoding), max_bytes_(max_bytes), take_(std::move(take)) {
    decided_ = encoding.empty() || encoding == "identity";
    if (!decided_ && encoding != "gzip" && encoding != "x-gzip" && encoding != "deflate")
      failure_ = ReadFailure{"content_encoding", "packed as " + encoding_.substr(0, 40)};
  }

  void data(std::string_view piece) {
    if (failure_) return;
    if (decided_) return pass(piece);
    held_ += piece;
    if (held_.size() >= kDecidingBytes) decide(false);
  }
  std::optional<ReadFailure> finish() {
    if (!failure_ && !decided_) decide(true);
    if (!failure_ && inflater_ && !inflater_->ended()) failure_ = damaged();
    return failure_;
  }

 private:
  static ReadFailure damaged() { return {"damaged", "the content encoding cannot be undone"}; }

  void decide(bool whole) {
    for (const auto form : {Inflater::Form::headed, Inflater::Form::raw}) {
      Inflater trial(form);
      if (!trial.feed(held_, [](std::string_view) { return true; }) || (whole && !trial.ended())) continue;
      inflater_.emplace(form);
      break;
    }
    decided_ = true;
    if (!inflater_ && (encoding_ == "deflate" || held_.starts_with("\x1f\x8b"))) failure_ = damaged();
    if (!failure_) pass(std::exchange(held_, {}));
  }

  void pass(std::string_view piece) {
    if (!inflater_) return take_(piece);
    const bool right = inflater_->feed(piece, [&](std::string_view block) {
      bytes_ += block.size();
      if (bytes_ <= max_bytes_) take_(block);
      return bytes_ <= max_bytes_;
    });
    if (!right) failure_ = bytes_ > max_bytes_ ? too_large_unpacked(max_bytes_) : damaged();
  }

  std::string encoding_;
  uint64_t max_bytes_, bytes_ = 0;
  HttpBody::Take take_;
  bool decided_ = false;
  std::optional<Inflater> inflater_;  // absent: the bytes pass as they are
  std::optional<ReadFailure> failure_;
  std::string held_;
};

}  // namespace

struct HttpBody::State {
  Transfer transfer;
  Content content;
  Take to_content = [this](std::string_view piece) { content.data(piece); };
};

HttpBody::HttpBody(std::string_view transfer, std::string_view content, uint64_t max_bytes, Take take)
    : state_(new State{Transfer(transfer.find("chunked") != transfer.npos), Content(content, max_bytes, std::move(take))}) {}
HttpBody::HttpBody(HttpBody&&) noexcept = default;
HttpBody::~HttpBody() = default;

void HttpBody::data(std::string_view piece) { state_->transfer.data(piece, state_->to_content); }

std::optional<ReadFailure> HttpBody::finish() {
  const bool whole = state_->transfer.finish(state_->to_content);
  std::optional<ReadFailure> failure = state_->content.finish();
  if (!failure && !whole) failure = ReadFailure{"damaged", "the chunks do not end"};
  return failure;
}

}  // namespace jangin::collect
