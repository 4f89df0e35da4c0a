// libcurl handles, owned.
#include "engine/http_client.h"

#include <curl/curl.h>

#include <cstdlib>
#include <mutex>
#include <vector>

namespace jangin::engine {
namespace {

constexpr size_t kMostErrorBody = 64 << 10;
constexpr long kConnectSeconds = 20;

}  // namespace

struct HttpClient::Transfer {
  CURL* handle = curl_easy_init();
  curl_slist* headers = nullptr;
  std::string sent;
  OnBytes on_bytes;
  OnEnd on_end;
  HttpAnswer answer;
  char failure[CURL_ERROR_SIZE] = {};

  ~Transfer() {
    curl_easy_cleanup(handle);
    curl_slist_free_all(headers);
  }
  void add_header(const std::string& line) { headers = curl_slist_append(headers, line.c_str()); }

  static size_t write(char* data, size_t, size_t size, void* self) {
    auto& transfer = *static_cast<Transfer*>(self);
    long status = 0;
    curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &status);
    if (status >= 200 && status < 300) return transfer.on_bytes({data, size}) ? size : 0;
    const size_t room = kMostErrorBody - transfer.answer.body.size();
    transfer.answer.body.append(data, std::min(size, room));
    return size;
  }
};

HttpClient::HttpClient() {
  static std::once_flag once;
  std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  multi_ = curl_multi_init();
}

HttpClient::~HttpClient() {
  for (const auto& entry : transfers_) curl_multi_remove_handle(static_cast<CURLM*>(multi_), static_cast<CURL*>(entry.first));
  transfers_.clear();
  curl_multi_cleanup(static_cast<CURLM*>(multi_));
}

void HttpClient::start(const HttpRequest& request, OnBytes on_bytes, OnEnd on_end) {
  auto transfer = std::make_unique<Transfer>();
  CURL* handle = transfer->handle;
  transfer->sent = request.body;
  transfer->on_bytes = std::move(on_bytes);
  transfer->on_end = std::move(on_end);
  curl_easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request.timeout_seconds * 1000));
  curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, transfer->failure);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Transfer::write);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer.get());
  curl_easy_setopt(handle, CURLOPT_USERAGENT, "jangin");
  if (!request.key.empty()) transfer->add_header("Authorization: Bearer " + request.key);
  if (!request.body.empty()) {
    transfer->add_header("Content-Type: application/json");
    transfer->add_header("Expect:");
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, transfer->sent.data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(transfer->sent.size()));
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
  curl_multi_add_handle(static_cast<CURLM*>(multi_), handle);
  transfers_[handle] = std::move(transfer);
}

size_t HttpClient::under_way() const { return transfers_.size(); }

void HttpClient::poll(int milliseconds) {
  int running = 0;
  curl_multi_perform(static_cast<CURLM*>(multi_), &running);
  curl_multi_poll(static_cast<CURLM*>(multi_), nullptr, 0, milliseconds, nullptr);
  curl_multi_perform(static_cast<CURLM*>(multi_), &running);
  collect_ended();
}

void HttpClient::collect_ended() {
  std::vector<std::unique_ptr<Transfer>> ended;
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(static_cast<CURLM*>(multi_), &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode result = message->data.result;
    const auto found = transfers_.find(message->easy_handle);
    Transfer& transfer = *found->second;
    if (result != CURLE_OK) transfer.answer.failure = transfer.failure[0] != 0 ? transfer.failure : curl_easy_strerror(result);
    curl_off_t wait = 0;
    curl_easy_getinfo(transfer.handle, CURLINFO_RESPONSE_CODE, &transfer.answer.status);
    curl_easy_getinfo(transfer.handle, CURLINFO_RETRY_AFTER, &wait);
    transfer.answer.retry_after = static_cast<double>(wait);
    curl_multi_remove_handle(static_cast<CURLM*>(multi_), transfer.handle);
    ended.push_back(std::move(found->second));
    transfers_.erase(found);
  }
  for (const auto& transfer : ended) transfer->on_end(std::move(transfer->answer));
}

}  // namespace jangin::engine
