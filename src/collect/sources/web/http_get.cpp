// See http_get.h. One easy handle of libcurl.
#include "collect/sources/web/http_get.h"

#include <curl/curl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>

#include <fmt/format.h>

#include "base/interrupt.h"
#include "base/progress.h"
#include "base/strings.h"
#include "collect/member_store.h"

namespace jangin::collect::web {
namespace {

using Clock = std::chrono::steady_clock;

constexpr long kConnectSeconds = 20;
constexpr double kWholeTimes = 20;             // the time without a byte, for all of a body
constexpr uint64_t kMostOtherBody = 64 << 10;  // of an answer whose body nobody wants, to keep the connection
constexpr size_t kMostField = 2000;            // of a field of the head

double seconds_since(Clock::time_point time) { return std::chrono::duration<double>(Clock::now() - time).count(); }

}  // namespace

struct HttpGet::State {
  CURL* handle = nullptr;
  const GetRequest* request = nullptr;
  const Wants* wants = nullptr;
  const Takes* takes = nullptr;
  GetAnswer answer;
  bool head_is_judged = false;
  uint64_t body_bytes = 0;
  curl_off_t seen_bytes = 0;
  Clock::time_point last_byte;
  char failure[CURL_ERROR_SIZE] = {};

  size_t stop(GetProblem problem, std::string detail) {
    answer.problem = problem;
    answer.detail = std::move(detail);
    return 0;
  }

  void read_field(std::string_view line) {
    const size_t colon = line.find(':');
    if (line.starts_with("HTTP/")) answer.etag.clear(), answer.last_modified.clear(), answer.location.clear(), answer.robots.clear();
    if (colon == std::string_view::npos) return;
    const std::string name = to_lower_ascii(line.substr(0, colon));
    const std::string value(trim(line.substr(colon + 1)).substr(0, kMostField));
    if (name == "etag") answer.etag = value;
    if (name == "last-modified") answer.last_modified = value;
    if (name == "location") answer.location = value;
    if (name == "x-robots-tag" && answer.robots.size() < kMostField) answer.robots += (answer.robots.empty() ? "" : "\n") + to_lower_ascii(value);
  }

  void read_head() {
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &answer.status);
    const char* type = nullptr;
    if (curl_easy_getinfo(handle, CURLINFO_CONTENT_TYPE, &type) == CURLE_OK && type) {
      const std::string_view whole(type);
      answer.content_type = to_lower_ascii(trim(whole.substr(0, whole.find(';'))).substr(0, kMostField));
    }
    curl_off_t wait = 0;
    if (curl_easy_getinfo(handle, CURLINFO_RETRY_AFTER, &wait) == CURLE_OK) answer.retry_after_seconds = static_cast<double>(wait);
  }

  bool is_bomb() const {
    curl_off_t packed = 0;
    curl_easy_getinfo(handle, CURLINFO_SIZE_DOWNLOAD_T, &packed);
    return body_bytes > kFreeUnpackedBytes && body_bytes / kMaxUnpackedRatio > static_cast<uint64_t>(std::max<curl_off_t>(packed, 1));
  }

  size_t take(std::string_view bytes) {
    if (!head_is_judged) {
      read_head();
      head_is_judged = true;
      if (answer.status == 200 && !(*wants)(answer)) return stop(GetProblem::unwanted, "not wanted");
    }
    body_bytes += bytes.size();
    if (answer.status != 200) return body_bytes > kMostOtherBody ? 0 : bytes.size();
    if (body_bytes > request->max_bytes) return stop(GetProblem::too_large, fmt::format("more than {}", format_bytes(request->max_bytes)));
    if (is_bomb()) return stop(GetProblem::bomb, fmt::format("unpacks to more than {} times as much", kMaxUnpackedRatio));
    return (*takes)(bytes) ? bytes.size() : stop(GetProblem::unwanted, "not taken");
  }

  static size_t on_body(char* data, size_t, size_t size, void* self) { return static_cast<State*>(self)->take({data, size}); }
  static size_t on_field(char* data, size_t, size_t size, void* self) {
    static_cast<State*>(self)->read_field({data, size});
    return size;
  }
  static int on_progress(void* self, curl_off_t, curl_off_t now, curl_off_t, curl_off_t) {
    State& state = *static_cast<State*>(self);
    if (interrupted()) return state.stop(GetProblem::interrupted, "stopped"), 1;
    if (now != state.seen_bytes) state.seen_bytes = now, state.last_byte = Clock::now();
    if (seconds_since(state.last_byte) < state.request->timeout_seconds) return 0;
    return state.stop(GetProblem::timeout, fmt::format("nothing came for {}", format_duration(state.request->timeout_seconds))), 1;
  }
  static curl_socket_t on_socket(void* self, curlsocktype, curl_sockaddr* address) {
    State& state = *static_cast<State*>(self);
    state.answer.to_private = is_private_address(address->addr);
    if (state.answer.to_private && state.request->public_only) {
      state.stop(GetProblem::private_address, "its host has a private address");
      return CURL_SOCKET_BAD;
    }
    return ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
  }

  void set_up() {
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");  // a proxy would look names up itself: addresses could not be judged
    curl_easy_setopt(handle, CURLOPT_ACCEPT_ENCODING, "gzip, deflate");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, &State::on_progress);
    curl_easy_setopt(handle, CURLOPT_XFERINFODATA, this);
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &State::on_body);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
    curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &State::on_field);
    curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &State::on_socket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, failure);
  }

  /// What libcurl's end means, unless one of the calls above has said it.
  void judge(CURLcode code) {
    if (answer.problem == GetProblem::private_address && code == CURLE_OK) answer.problem = GetProblem::none;  // another address of the host served
    if (code == CURLE_OK || answer.problem != GetProblem::none) return;
    if (code == CURLE_WRITE_ERROR && answer.status != 200 && answer.status != 0) return;  // a long body that nobody wants
    const bool is_packing = code == CURLE_BAD_CONTENT_ENCODING || (code == CURLE_WRITE_ERROR && answer.status == 200);
    answer.problem = code == CURLE_OPERATION_TIMEDOUT ? GetProblem::timeout : is_packing ? GetProblem::damaged : GetProblem::unreachable;
    answer.detail = failure[0] != 0 ? failure : curl_easy_strerror(code);
  }
};

HttpGet::HttpGet() : state_(std::make_unique<State>()) {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  state_->handle = curl_easy_init();
  if (state_->handle) state_->set_up();
}

HttpGet::~HttpGet() { curl_easy_cleanup(state_->handle); }

GetAnswer HttpGet::get(const GetRequest& request, const Wants& wants, const Takes& takes) {
  State& state = *state_;
  state.request = &request, state.wants = &wants, state.takes = &takes;
  state.answer = {};
  state.head_is_judged = false;
  state.body_bytes = 0, state.seen_bytes = 0;
  state.last_byte = Clock::now();
  state.failure[0] = 0;
  curl_slist* fields = nullptr;
  if (!request.etag.empty()) fields = curl_slist_append(fields, ("If-None-Match: " + request.etag).c_str());
  if (!request.last_modified.empty()) fields = curl_slist_append(fields, ("If-Modified-Since: " + request.last_modified).c_str());
  curl_easy_setopt(state.handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(state.handle, CURLOPT_USERAGENT, request.user_agent.c_str());
  curl_easy_setopt(state.handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_seconds * kWholeTimes * 1000));
  curl_easy_setopt(state.handle, CURLOPT_HTTPHEADER, fields);
  const CURLcode code = curl_easy_perform(state.handle);
  curl_easy_setopt(state.handle, CURLOPT_HTTPHEADER, nullptr);
  curl_slist_free_all(fields);
  state.read_head();
  // A body of no bytes: nobody was asked yet.
  if (code == CURLE_OK && state.answer.status == 200 && !state.head_is_judged && !wants(state.answer)) state.stop(GetProblem::unwanted, "not wanted");
  state.judge(code);
  return std::move(state.answer);
}

}  // namespace jangin::collect::web
