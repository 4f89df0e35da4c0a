// Members on their way from an opener's child to the caller: frames on the pipe. A frame is kind (4 bytes), length (8 bytes), payload.
// Internal to collect/.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "collect/opener.h"

namespace jangin::collect {

/// Writes frames. Not thread-safe.
class FrameSink : public MemberSink {
 public:
  /// `write` gets whole frames, some at a time.
  explicit FrameSink(std::function<void(std::string_view)> write) : write_(std::move(write)) {}
  void begin(std::string_view name, const Metadata& metadata) override;
  void data(std::string_view bytes) override;
  void end() override;
  void refuse(std::string_view name, const ReadFailure& failure, uint64_t bytes) override;
  void document(std::string_view name, std::string_view reader, uint64_t bytes, const ReadOutcome& outcome) override;
  void pass_over(std::string_view reason, uint64_t count) override;
  /// The last frame.
  void done(const OpenOutcome& outcome);

 private:
  void frame(uint32_t kind, std::string_view payload);
  void flush();
  std::function<void(std::string_view)> write_;
  std::string waiting_;
};

/// What a decoder calls; as MemberSink, but names, reasons and outcomes have been checked.
class MemberTaker {
 public:
  using Metadata = MemberSink::Metadata;
  virtual ~MemberTaker() = default;
  /// Each: false ends the job (a bound is reached, the disk is full); the taker remembers why.
  virtual bool begin(std::string name, Metadata metadata) = 0;
  virtual bool data(std::string_view bytes) = 0;
  virtual bool end() = 0;
  virtual bool refuse(std::string name, ReadFailure failure, uint64_t bytes) = 0;
  virtual bool document(std::string name, std::string reader, uint64_t bytes, std::string_view encoded_outcome) = 0;
  virtual bool pass_over(std::string reason, uint64_t count) = 0;
  virtual bool done(OpenOutcome outcome) = 0;
};

/// Frames → calls. The bytes come from a child that may lie: order, lengths and texts are checked; memory holds one frame at most.
class FrameDecoder {
 public:
  FrameDecoder(MemberTaker& taker, uint64_t max_text_bytes);
  /// Any piece of the stream. False: stop; what follows is not looked at.
  bool feed(std::string_view bytes);
  bool done() const { return state_ == State::done; }
  /// A frame broke a rule.
  bool damaged() const { return damaged_; }

 private:
  enum class State { between, in_member, done, stopped };
  bool take(uint32_t kind, std::string_view payload);
  bool stop(bool damaged);
  MemberTaker& taker_;
  uint64_t max_frame_;
  State state_ = State::between;
  bool damaged_ = false;
  std::string waiting_;
};

}  // namespace jangin::collect
