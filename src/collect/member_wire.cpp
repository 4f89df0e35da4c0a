// See member_wire.h.
#include "collect/member_wire.h"

#include <algorithm>

#include "collect/source.h"
#include "collect/wire.h"
#include "collect/wire_fields.h"

namespace jangin::collect {
namespace {

enum Kind : uint32_t { kBegin = 1, kData, kEnd, kRefuse, kDocument, kPassOver, kDone };
constexpr size_t kHeadBytes = 12;
constexpr size_t kFlushBytes = 256 << 10;
constexpr size_t kDataBytes = 1 << 20;   // of one data frame
constexpr size_t kNameBytes = 64 << 10;  // more is no name
constexpr uint64_t kMaxCount = uint64_t{1} << 40;

std::string_view cut(std::string_view text) { return text.substr(0, kNameBytes); }

}  // namespace

void FrameSink::frame(uint32_t kind, std::string_view payload) {
  const uint64_t size = payload.size();
  waiting_.append(reinterpret_cast<const char*>(&kind), sizeof kind);
  waiting_.append(reinterpret_cast<const char*>(&size), sizeof size);
  waiting_ += payload;
  if (waiting_.size() >= kFlushBytes) flush();
}

void FrameSink::flush() {
  write_(waiting_);
  waiting_.clear();
}

void FrameSink::begin(std::string_view name, const Metadata& metadata) {
  FieldWriter out;
  out.text(readable_id(cut(name)));
  out.u64(metadata.size());
  for (const auto& [key, value] : metadata) {
    out.text(readable_id(cut(key)));
    out.text(readable_id(cut(value)));
  }
  frame(kBegin, out.take());
}

void FrameSink::data(std::string_view bytes) {
  for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kDataBytes))) frame(kData, bytes.substr(0, kDataBytes));
}

void FrameSink::end() { frame(kEnd, {}); }

void FrameSink::refuse(std::string_view name, const ReadFailure& failure, uint64_t bytes) {
  FieldWriter out;
  out.text(readable_id(cut(name)));
  out.text(failure.reason);
  out.text(readable_id(cut(failure.detail)));
  out.u64(bytes);
  frame(kRefuse, out.take());
}

void FrameSink::document(std::string_view name, std::string_view reader, uint64_t bytes, const ReadOutcome& outcome) {
  FieldWriter out;
  out.text(readable_id(cut(name)));
  out.text(reader);
  out.u64(bytes);
  std::string payload = out.take();
  payload += encode_outcome(outcome);
  frame(kDocument, payload);
}

void FrameSink::pass_over(std::string_view reason, uint64_t count) {
  FieldWriter out;
  out.text(reason);
  out.u64(count);
  frame(kPassOver, out.take());
}

void FrameSink::done(const OpenOutcome& outcome) {
  FieldWriter out;
  out.text(outcome ? "" : outcome.error().reason);
  out.text(outcome ? "" : readable_id(cut(outcome.error().detail)));
  frame(kDone, out.take());
  flush();
}

FrameDecoder::FrameDecoder(MemberTaker& taker, uint64_t max_text_bytes) : taker_(taker), max_frame_(max_text_bytes * 4 + (16 << 20)) {}

bool FrameDecoder::stop(bool damaged) {
  state_ = State::stopped;
  damaged_ = damaged;
  waiting_ = {};
  return false;
}

bool FrameDecoder::feed(std::string_view bytes) {
  if (state_ == State::stopped) return false;
  waiting_ += bytes;
  size_t at = 0;
  while (waiting_.size() - at >= kHeadBytes) {
    if (state_ == State::done) return stop(true);
    uint32_t kind = 0;
    uint64_t size = 0;
    std::memcpy(&kind, waiting_.data() + at, sizeof kind);
    std::memcpy(&size, waiting_.data() + at + sizeof kind, sizeof size);
    if (size > (kind == kDocument ? max_frame_ : kind == kData ? kDataBytes : 8 * kNameBytes)) return stop(true);
    if (waiting_.size() - at - kHeadBytes < size) break;
    if (!take(kind, std::string_view(waiting_).substr(at + kHeadBytes, size))) return stop(damaged_);
    at += kHeadBytes + size;
  }
  waiting_.erase(0, at);
  return true;
}

bool FrameDecoder::take(uint32_t kind, std::string_view payload) {
  // A member's data come between its begin and its end; a refusal may end it, too; nothing else may.
  const bool in_member = state_ == State::in_member;
  damaged_ = (kind == kData || kind == kEnd) ? !in_member : in_member && kind != kRefuse;
  if (damaged_) return false;
  if (kind == kData) return taker_.data(payload);
  if (kind == kEnd) {
    state_ = State::between;
    return payload.empty() ? taker_.end() : !(damaged_ = true);
  }
  FieldReader in(payload);
  std::string first = in.text();
  damaged_ = !in.ok() || first.size() > 3 * kNameBytes;  // readable_id() may make three bytes of one
  if (damaged_) return false;
  auto whole = [&] { return !(damaged_ = !in.ok() || !in.at_end()); };
  if (kind == kBegin) {
    state_ = State::in_member;
    MemberTaker::Metadata metadata;
    for (uint64_t n = in.count(16); n > 0 && in.ok(); --n) {
      std::string key = in.text();
      metadata[std::move(key)] = in.text();
    }
    return whole() && taker_.begin(std::move(first), std::move(metadata));
  }
  if (kind == kRefuse) {
    state_ = State::between;
    ReadFailure failure;
    failure.reason = in.text();
    failure.detail = in.text();
    uint64_t bytes = std::min(in.u64(), kMaxCount);
    return whole() && !(damaged_ = !is_reason(failure.reason)) && taker_.refuse(std::move(first), std::move(failure), bytes);
  }
  if (kind == kDocument) {
    std::string reader = in.text();
    uint64_t bytes = std::min(in.u64(), kMaxCount);
    if ((damaged_ = !in.ok() || !decode_outcome(in.rest()))) return false;
    return taker_.document(std::move(first), std::move(reader), bytes, in.rest());
  }
  if (kind == kPassOver) {
    uint64_t count = in.u64();
    return whole() && !(damaged_ = !is_reason(first) || count > kMaxCount) && taker_.pass_over(std::move(first), count);
  }
  if (kind != kDone) return !(damaged_ = true);
  std::string detail = in.text();
  if (!whole() || (damaged_ = !first.empty() && !is_reason(first))) return false;
  state_ = State::done;
  return taker_.done(first.empty() ? OpenOutcome() : OpenOutcome(read_failure(std::move(first), std::move(detail))));
}

}  // namespace jangin::collect
