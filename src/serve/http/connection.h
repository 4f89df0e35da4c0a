// One client's connection: reads requests one after another, writes their answers, and keeps to the limits. Private to http/.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "serve/http/http_server.h"

namespace jangin::serve {

using Clock = std::chrono::steady_clock;

/// What all connections share. `io` is run by one thread; everything else here is used from that thread only.
struct ConnectionHome {
  HttpOptions options;
  HttpHandler* handler = nullptr;
  boost::asio::io_context io{1};
  boost::asio::thread_pool handling{1};
  bool stopping = false;
  std::atomic<size_t> answering{0};
};

class Connection;

/// The answer that handlers write to; bytes wait here until the connection's thread fetches them.
class ConnectionExchange final : public Exchange, public std::enable_shared_from_this<ConnectionExchange> {
 public:
  ConnectionExchange(std::shared_ptr<ConnectionHome> home, std::weak_ptr<Connection> connection, const HttpHead& head);
  void reply(HttpReply reply) override;
  void begin_events() override;
  bool event(std::string_view data) override;
  void end_events() override;
  void on_abort(std::function<void(Abort)> callback) override;

  // The connection's side.
  void keep_alive();
  void abort(Abort reason);
  /// Moves what waits into `out`; false when nothing does.
  bool fetch(std::string& out);
  bool ended() const;
  bool streaming() const;
  unsigned status() const;
  void close_after();  // the answer says "Connection: close", if its head is not written yet
  bool closes() const;

 private:
  enum class Phase : uint8_t { open, events, ended };
  bool append(std::string_view bytes, bool bounded);
  std::string head_of(unsigned status, std::string_view content_type) const;
  void wake();

  const std::shared_ptr<ConnectionHome> home_;
  const std::weak_ptr<Connection> connection_;
  const std::string request_id_;
  const bool http_1_0_;
  const bool head_only_;
  mutable std::mutex mutex_;
  bool close_;
  Phase phase_ = Phase::open;
  unsigned status_ = 0;
  bool woken_ = false;
  bool dead_ = false;     // gone or too slow
  size_t in_flight_ = 0;  // bytes that the connection fetched last and may not have sent yet
  std::string pending_;
  std::optional<Abort> aborted_;
  std::function<void(Abort)> on_abort_;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<ConnectionHome> home, boost::asio::ip::tcp::socket socket);
  void start();
  /// Answers 503 and closes, reading nothing.
  void turn_away();
  /// Looks at the deadlines; called a few times a second.
  void tick(Clock::time_point now);
  void wake();            // the exchange has bytes
  void begin_stopping();  // closes when idle; else after the answer
  void abort(Abort reason);
  void close();
  bool closed() const { return phase_ == Phase::closed; }

 private:
  enum class Phase : uint8_t { head, body, answering, draining, closed };
  void read();
  void on_read(const boost::system::error_code& error, size_t bytes);
  void advance();
  void begin_body();
  void dispatch();
  void refuse(HttpReply reply);
  void write();
  void on_written(const boost::system::error_code& error, size_t bytes);
  void end_answer(bool complete);
  void begin_draining();
  void enter(Phase phase, std::chrono::milliseconds limit);

  const std::shared_ptr<ConnectionHome> home_;
  boost::asio::ip::tcp::socket socket_;
  Phase phase_ = Phase::head;
  Clock::time_point deadline_;
  Clock::time_point write_deadline_ = Clock::time_point::max();
  Clock::time_point last_written_;
  Clock::time_point request_begin_;
  RequestReader reader_;
  std::array<char, 16 << 10> buffer_;
  std::string input_;   // read, not yet taken
  std::string output_;  // being written
  size_t written_ = 0;  // of output_
  size_t drained_ = 0;
  bool reading_ = false;
  bool writing_ = false;
  bool first_ = true;  // no request was read yet
  bool timed_out_ = false;
  std::shared_ptr<CallContext> context_;
  std::shared_ptr<ConnectionExchange> exchange_;
};

}  // namespace jangin::serve
