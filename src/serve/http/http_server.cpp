// The listening socket, the two threads and the clock of all connections.
#include "serve/http/http_server.h"

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <thread>
#include <unordered_set>

#include "base/log.h"
#include "serve/http/connection.h"

namespace jangin::serve {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr std::chrono::milliseconds kTick{100};

Error listen_error(const HttpOptions& options, const boost::system::error_code& error) {
  return {ErrorCode::io_error, error.message(), options.host + ":" + std::to_string(options.port), "choose another --host or --port"};
}

}  // namespace

struct HttpServer::State : std::enable_shared_from_this<HttpServer::State> {
  std::shared_ptr<ConnectionHome> home = std::make_shared<ConnectionHome>();
  tcp::acceptor acceptor{home->io};
  asio::steady_timer timer{home->io};
  std::unordered_set<std::shared_ptr<Connection>> connections;  // I/O thread only
  std::atomic<size_t> open{0};
  std::atomic<uint64_t> accepted{0};
  uint16_t port = 0;
  bool accept_again = false;
  std::thread thread;

  Status listen();
  void accept();
  void tick();
  void run_on_io(std::function<void()> work) {
    std::promise<void> done;
    asio::post(home->io, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }
};

Status HttpServer::State::listen() {
  boost::system::error_code error;
  tcp::resolver resolver(home->io);
  const auto found =
      resolver.resolve(home->options.host, std::to_string(home->options.port), tcp::resolver::passive | tcp::resolver::numeric_service, error);
  if (error) return std::unexpected(listen_error(home->options, error));
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor.open(endpoint.protocol(), error);
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
  if (error) return std::unexpected(listen_error(home->options, error));
  port = acceptor.local_endpoint(error).port();
  return {};
}

void HttpServer::State::accept() {
  acceptor.async_accept([self = shared_from_this()](const boost::system::error_code& error, tcp::socket socket) {
    if (error == asio::error::operation_aborted || self->home->stopping) return;
    if (error) {  // out of descriptors, most likely: the next tick tries again
      self->accept_again = true;
      return;
    }
    ++self->accepted;
    auto connection = std::make_shared<Connection>(self->home, std::move(socket));
    const bool full = self->connections.size() >= self->home->options.connections;
    self->connections.insert(connection);
    self->open = self->connections.size();
    full ? connection->turn_away() : connection->start();
    self->accept();
  });
}

void HttpServer::State::tick() {
  const Clock::time_point now = Clock::now();
  for (const auto& connection : connections) connection->tick(now);
  std::erase_if(connections, [](const auto& connection) { return connection->closed(); });
  open = connections.size();
  if (std::exchange(accept_again, false)) accept();
  timer.expires_after(kTick);
  timer.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
    if (!error) self->tick();
  });
}

HttpServer::HttpServer(std::shared_ptr<State> state) : state_(std::move(state)) {}
HttpServer::~HttpServer() { stop(std::chrono::milliseconds(0)); }

Result<std::unique_ptr<HttpServer>> HttpServer::start(const HttpOptions& options, HttpHandler& handler) {
  auto state = std::make_shared<State>();
  state->home->options = options;
  state->home->handler = &handler;
  JANGIN_TRY(state->listen());
  state->accept();
  state->tick();
  state->thread = std::thread([state] { state->home->io.run(); });
  return std::unique_ptr<HttpServer>(new HttpServer(std::move(state)));
}

uint16_t HttpServer::port() const { return state_->port; }

HttpStatistics HttpServer::statistics() const { return {state_->open, state_->home->answering, state_->accepted}; }

void HttpServer::stop(std::chrono::milliseconds grace) {
  State& state = *state_;
  if (!state.thread.joinable()) return;
  state.run_on_io([&] {
    state.home->stopping = true;
    boost::system::error_code ignored;
    state.acceptor.close(ignored);
    for (const auto& connection : state.connections) connection->begin_stopping();
  });
  auto wait_for_answers = [&](Clock::time_point until) {
    while (state.home->answering > 0 && Clock::now() < until) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  };
  wait_for_answers(Clock::now() + grace);
  state.run_on_io([&] {
    for (const auto& connection : state.connections) {
      if (!connection->closed()) connection->abort(Abort::stopping);
    }
  });
  wait_for_answers(Clock::now() + std::chrono::seconds(1));
  state.home->handling.join();
  state.run_on_io([&] {
    state.timer.cancel();
    for (const auto& connection : state.connections) connection->close();
    state.connections.clear();
    state.open = 0;
  });
  state.home->io.stop();
  state.thread.join();
  state.home->io.restart();  // what was cancelled still waits for its turn, and keeps the state that owns its queue
  state.home->io.poll();
}

}  // namespace jangin::serve
