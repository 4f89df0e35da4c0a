// Boost.Beast's parser; the only file that knows it.
#include "serve/http/request_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <random>

namespace jangin::serve {
namespace {

namespace http = boost::beast::http;

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool acceptable_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

std::string new_id() {
  thread_local std::mt19937_64 random(std::random_device{}());
  return fmt::format("req-{:016x}{:016x}", random(), random());
}

ReadFailure failure_of(const boost::system::error_code& error, const ReaderLimits& limits) {
  if (error == http::error::body_limit) return {413, fmt::format("The body is larger than {} bytes", limits.body_bytes)};
  if (error == http::error::header_limit || error == http::error::buffer_overflow)
    return {431, fmt::format("The headers are larger than {} bytes", limits.head_bytes)};
  return {400, "Malformed HTTP: " + error.message()};
}

}  // namespace

struct RequestReader::State {
  explicit State(const ReaderLimits& wanted) : limits(wanted) {
    parser.header_limit(limits.head_bytes);
    parser.body_limit(limits.body_bytes);
  }
  void read_head() {
    const auto& message = parser.get();
    head.method = view(message.method_string());
    const std::string_view target = view(message.target());
    head.path = target.substr(0, target.find('?'));
    head.host = view(message[http::field::host]);
    head.authorization = view(message[http::field::authorization]);
    head.content_type = view(message[http::field::content_type]);
    const std::string_view id = view(message["x-request-id"]);
    head.request_id = acceptable_id(id) ? std::string(id) : new_id();
    head.keep_alive = parser.keep_alive();
    head.http_1_0 = message.version() < 11;
    head.expects_continue = !head.http_1_0 && boost::beast::iequals(message[http::field::expect], "100-continue");
    if (message.version() != 11 && message.version() != 10) failed = ReadFailure{400, "Malformed HTTP: only versions 1.0 and 1.1 are spoken"};
    if (message.version() == 11 && message.count(http::field::host) != 1) failed = ReadFailure{400, "Malformed HTTP: one Host header is needed"};
  }

  ReaderLimits limits;
  http::request_parser<http::string_body> parser;
  HttpHead head;
  bool head_read = false;
  bool any = false;
  std::optional<ReadFailure> failed;
};

RequestReader::RequestReader(const ReaderLimits& limits) : state_(std::make_unique<State>(limits)) {}
RequestReader::~RequestReader() = default;
RequestReader::RequestReader(RequestReader&&) noexcept = default;
RequestReader& RequestReader::operator=(RequestReader&&) noexcept = default;

size_t RequestReader::take(std::string_view bytes) {
  State& state = *state_;
  size_t taken = 0;
  state.any |= !bytes.empty();
  while (taken < bytes.size() && !state.failed && !state.parser.is_done()) {
    boost::system::error_code error;
    const size_t used = state.parser.put(boost::asio::buffer(bytes.data() + taken, bytes.size() - taken), error);
    taken += used;
    if (error && error != http::error::need_more) {
      state.failed = failure_of(error, state.limits);
    } else if (state.parser.is_header_done() && !state.head_read) {
      state.head_read = true;
      state.read_head();
      return taken;
    } else if (error || used == 0) {
      break;
    }
  }
  if (!state.head_read && !state.failed && bytes.size() - taken > state.limits.head_bytes)
    state.failed = failure_of(http::error::header_limit, state.limits);
  return taken;
}

bool RequestReader::started() const { return state_->any; }
bool RequestReader::head_done() const { return state_->head_read; }
bool RequestReader::done() const { return !state_->failed && state_->head_read && state_->parser.is_done(); }
const std::optional<ReadFailure>& RequestReader::failure() const { return state_->failed; }
const HttpHead& RequestReader::head() const { return state_->head; }
std::string RequestReader::release_body() { return std::move(state_->parser.get().body()); }

}  // namespace jangin::serve
