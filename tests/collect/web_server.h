// A web site of the test's own, on this machine: pages by path, what was asked for and when. A thread a connection.
#pragma once

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/hash.h"

namespace jangin::collect {

struct WebPage {
  std::string body = {};
  std::string type = "text/html; charset=utf-8";
  unsigned status = 200;
  std::map<std::string, std::string> fields = {};
  double delay_seconds = 0;  // before the answer
  bool has_etag = true;
};

class WebServer {
 public:
  using Clock = std::chrono::steady_clock;
  struct Asked {
    std::string path, agent;
    bool is_conditional = false;
    unsigned status = 0;
    Clock::time_point time;
  };

  /// `port` 0: a free one.
  explicit WebServer(uint16_t port = 0) : acceptor_(context_, {boost::asio::ip::make_address("127.0.0.1"), port}), thread_([this] { serve(); }) {}
  ~WebServer() {
    {
      std::lock_guard lock(mutex_);
      is_done_ = true;
    }
    boost::asio::ip::tcp::socket last(context_);
    boost::system::error_code ignored;
    last.connect(acceptor_.local_endpoint(), ignored);
    thread_.join();
    for (std::thread& each : connections_) each.join();
  }

  uint16_t port() const { return acceptor_.local_endpoint().port(); }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port()) + path; }
  void put(const std::string& path, WebPage page) {
    std::lock_guard lock(mutex_);
    pages_[path] = std::move(page);
  }
  void remove(const std::string& path) {
    std::lock_guard lock(mutex_);
    pages_.erase(path);
  }
  /// Called with each request before it is answered.
  void on_request(std::function<void(const std::string& path)> call) {
    std::lock_guard lock(mutex_);
    call_ = std::move(call);
  }
  /// What was asked for since the last call.
  std::vector<Asked> asked() {
    std::lock_guard lock(mutex_);
    return std::exchange(asked_, {});
  }
  std::vector<std::string> asked_paths() {
    std::vector<std::string> paths;
    for (const Asked& each : asked()) paths.push_back(each.path);
    return paths;
  }

 private:
  using Request = boost::beast::http::request<boost::beast::http::string_body>;

  void serve() {
    for (;;) {
      boost::asio::ip::tcp::socket socket(context_);
      acceptor_.accept(socket);
      std::lock_guard lock(mutex_);
      if (is_done_) return;
      connections_.emplace_back([this, socket = std::move(socket)]() mutable { answer(socket); });
    }
  }

  void answer(boost::asio::ip::tcp::socket& socket) {
    namespace http = boost::beast::http;
    boost::system::error_code error;
    boost::beast::flat_buffer buffer;
    Request request;
    http::read(socket, buffer, request, error);
    if (error) return;
    const std::string path(request.target());
    http::response<http::string_body> response;
    double delay = 0;
    std::function<void(const std::string&)> call;
    {
      std::lock_guard lock(mutex_);
      call = call_;
      auto at = pages_.find(path);
      const WebPage page = at == pages_.end() ? WebPage{"not here", "text/html", 404} : at->second;
      delay = page.delay_seconds;
      const std::string etag = '"' + sha256_hex(page.body).substr(0, 12) + '"';
      const bool is_same = page.status == 200 && page.has_etag && request["If-None-Match"] == etag;
      response.result(is_same ? 304 : page.status);
      if (page.has_etag) response.set(http::field::etag, etag);
      for (const auto& [key, value] : page.fields) response.set(key, value);
      if (!is_same) response.set(http::field::content_type, page.type), response.body() = page.body;
      asked_.push_back({path, std::string(request["User-Agent"]), request.count("If-None-Match") > 0, response.result_int(), Clock::now()});
    }
    if (call) call(path);
    std::this_thread::sleep_for(std::chrono::duration<double>(delay));
    response.keep_alive(false);
    response.prepare_payload();
    http::write(socket, response, error);
    socket.shutdown(boost::asio::ip::tcp::socket::shutdown_both, error);
  }

  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::mutex mutex_;
  std::map<std::string, WebPage> pages_;
  std::vector<Asked> asked_;
  std::function<void(const std::string&)> call_;
  std::vector<std::thread> connections_;
  bool is_done_ = false;
  std::thread thread_;
};

}  // namespace jangin::collect
