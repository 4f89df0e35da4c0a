// The life of a connection: head, body, answer, again; every wait has a deadline.
#include "serve/http/connection.h"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

namespace jangin::serve {
namespace {

constexpr size_t kMostAhead = 64 << 10;    // bytes of later requests that are held while one is answered
constexpr size_t kMostDrained = 64 << 20;  // of a refused body, read only so that the client gets to see the refusal
constexpr std::chrono::milliseconds kDrainTime{5000};
constexpr std::chrono::milliseconds kLastWordsTime{5000};  // for an answer to be ended after its request timed out

}  // namespace

Connection::Connection(std::shared_ptr<ConnectionHome> home, boost::asio::ip::tcp::socket socket)
    : home_(std::move(home)), socket_(std::move(socket)), reader_(home_->options.reader) {
  boost::system::error_code ignored;
  socket_.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
}

void Connection::start() {
  enter(Phase::head, home_->options.head_time);
  request_begin_ = Clock::now();
  read();
}

void Connection::turn_away() {
  request_begin_ = Clock::now();
  HttpReply reply = home_->handler->failure(503, "Too many connections");
  reply.headers.emplace_back("Retry-After", "1");
  refuse(std::move(reply));
}

void Connection::enter(Phase phase, std::chrono::milliseconds limit) {
  phase_ = phase;
  deadline_ = Clock::now() + limit;
}

void Connection::read() {
  if (reading_ || closed()) return;
  if (phase_ == Phase::answering && input_.size() >= kMostAhead) return;
  reading_ = true;
  socket_.async_read_some(boost::asio::buffer(buffer_), [self = shared_from_this()](const boost::system::error_code& error, size_t bytes) {
    self->reading_ = false;
    self->on_read(error, bytes);
  });
}

void Connection::on_read(const boost::system::error_code& error, size_t bytes) {
  if (closed()) return;
  if (error) {
    if (phase_ == Phase::answering) return abort(Abort::gone);
    return close();
  }
  if (phase_ == Phase::draining) {
    drained_ += bytes;
    if (drained_ > kMostDrained) return close();
    return read();
  }
  if (phase_ == Phase::head && input_.empty() && !reader_.started()) {
    request_begin_ = Clock::now();
    enter(Phase::head, home_->options.head_time);
  }
  input_.append(buffer_.data(), bytes);
  advance();
  read();
}

/// Feeds the reader; goes on to the body or the handler when there is enough.
void Connection::advance() {
  while (phase_ == Phase::head || phase_ == Phase::body) {
    const bool had_head = reader_.head_done();
    const size_t taken = reader_.take(input_);
    input_.erase(0, taken);
    if (reader_.failure()) {
      if (!reader_.head_done()) return refuse(home_->handler->failure(reader_.failure()->status, reader_.failure()->message));
      HttpReply reply = home_->handler->failure(reader_.failure()->status, reader_.failure()->message);
      return refuse(std::move(reply));
    }
    if (!had_head && reader_.head_done()) {
      begin_body();
      continue;
    }
    if (reader_.done()) return dispatch();
    if (taken == 0 || input_.empty()) return;
  }
}

void Connection::begin_body() {
  first_ = false;
  enter(Phase::body, home_->options.body_time);
  auto checked = home_->handler->check(reader_.head());
  if (!checked) return refuse(std::move(checked.error()));
  context_ = std::move(*checked);
  if (reader_.head().expects_continue && !reader_.done()) {
    // A few bytes into an empty send buffer: they are taken at once, or the client waits for its own time-out.
    boost::system::error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.write_some(boost::asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
  }
}

void Connection::dispatch() {
  enter(Phase::answering, home_->options.request_time);
  timed_out_ = false;
  last_written_ = Clock::now();
  exchange_ = std::make_shared<ConnectionExchange>(home_, weak_from_this(), reader_.head());
  if (home_->stopping) exchange_->close_after();
  home_->answering.fetch_add(1);
  boost::asio::post(home_->handling,
                    [home = home_, head = reader_.head(), body = reader_.release_body(), context = context_, exchange = exchange_]() mutable {
                      home->handler->handle(head, std::move(body), std::move(context), std::move(exchange));
                    });
}

/// Answers without the handler and closes, since what follows on the connection is not known to be a request.
void Connection::refuse(HttpReply reply) {
  HttpHead head = reader_.head();
  if (!reader_.head_done()) head.request_id = "none";
  const bool whole = reader_.head_done() && reader_.done();
  if (!whole) head.keep_alive = false;
  enter(Phase::answering, home_->options.write_time);
  timed_out_ = true;
  home_->answering.fetch_add(1);
  exchange_ = std::make_shared<ConnectionExchange>(home_, weak_from_this(), head);
  exchange_->reply(std::move(reply));
}

void Connection::wake() {
  if (phase_ == Phase::answering && !writing_) write();
}

void Connection::write() {
  if (!exchange_->fetch(output_)) {
    if (exchange_->ended()) end_answer(true);
    return;
  }
  written_ = 0;
  on_written({}, 0);
}

void Connection::on_written(const boost::system::error_code& error, size_t bytes) {
  if (closed()) return;
  writing_ = false;
  if (error) return abort(Abort::gone);
  written_ += bytes;
  if (bytes > 0) last_written_ = Clock::now();
  write_deadline_ = Clock::time_point::max();
  if (written_ == output_.size()) return write();
  writing_ = true;
  write_deadline_ = Clock::now() + home_->options.write_time;
  socket_.async_write_some(boost::asio::buffer(output_.data() + written_, output_.size() - written_),
                           [self = shared_from_this()](const boost::system::error_code& failed, size_t sent) { self->on_written(failed, sent); });
}

void Connection::end_answer(bool complete) {
  const double seconds = std::chrono::duration<double>(Clock::now() - request_begin_).count();
  std::shared_ptr<ConnectionExchange> exchange = std::exchange(exchange_, nullptr);
  home_->answering.fetch_sub(1);
  home_->handler->ended(reader_.head(), std::exchange(context_, nullptr), {exchange->status(), complete, seconds});
  if (!complete) return close();
  const bool whole = reader_.done();
  if (exchange->closes() || home_->stopping || !whole) return begin_draining();
  reader_ = RequestReader(home_->options.reader);
  request_begin_ = Clock::now();
  enter(Phase::head, input_.empty() ? home_->options.idle_time : home_->options.head_time);
  // Not from here: a thousand requests in one packet would each wait on the stack of the one before.
  boost::asio::post(home_->io, [self = shared_from_this()] {
    if (self->phase_ != Phase::head) return;
    self->advance();
    self->read();
  });
}

/// Sends the end of the stream and reads on for a while: closing over unread bytes would destroy the answer on its way.
void Connection::begin_draining() {
  boost::system::error_code ignored;
  socket_.shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  input_.clear();
  enter(Phase::draining, kDrainTime);
  read();
}

void Connection::tick(Clock::time_point now) {
  if (closed()) return;
  if (now >= write_deadline_) return abort(Abort::too_slow);
  if (phase_ == Phase::answering && exchange_->streaming() && !writing_ && now - last_written_ >= home_->options.keep_alive_time)
    exchange_->keep_alive();
  if (now < deadline_) return;
  switch (phase_) {
    case Phase::head:
      if (!reader_.started() && input_.empty()) return close();
      return refuse(home_->handler->failure(408, "The headers took too long"));
    case Phase::body: return refuse(home_->handler->failure(408, "The body took too long"));
    case Phase::answering:
      if (timed_out_) return abort(Abort::too_slow);
      timed_out_ = true;
      deadline_ = now + kLastWordsTime;
      return exchange_->abort(Abort::timeout);
    case Phase::draining:
    case Phase::closed: return close();
  }
}

void Connection::begin_stopping() {
  if (phase_ == Phase::head && !reader_.started()) return close();
  if (exchange_) exchange_->close_after();
}

void Connection::abort(Abort reason) {
  if (phase_ != Phase::answering) return close();
  exchange_->abort(reason);
  if (reason != Abort::gone && reason != Abort::too_slow) return;
  boost::system::error_code ignored;  // what the system still holds for this client goes, too
  socket_.set_option(boost::asio::socket_base::linger(true, 0), ignored);
  end_answer(false);
}

void Connection::close() {
  if (closed()) return;
  if (exchange_) {
    exchange_->abort(Abort::gone);
    home_->answering.fetch_sub(1);
    home_->handler->ended(reader_.head(), context_, {exchange_->status(), false, 0});
  } else if (context_) {
    home_->handler->ended(reader_.head(), context_, {0, false, 0});
  }
  exchange_ = nullptr;
  context_ = nullptr;
  phase_ = Phase::closed;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

}  // namespace jangin::serve
