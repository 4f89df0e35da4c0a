// What the targets of openers share: the bytes as a file in memory, members as frames through the caller's checks.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "collect/member_wire.h"
#include "collect/opener.h"

namespace jangin::collect {

struct TakesAnything : MemberTaker {
  bool begin(std::string, Metadata) override { return true; }
  bool data(std::string_view bytes) override { return (total += bytes.size()) < 50'000'000; }
  bool end() override { return true; }
  bool refuse(std::string, ReadFailure, uint64_t) override { return ++total < 50'000'000; }
  bool document(std::string, std::string, uint64_t bytes, std::string_view) override { return (total += bytes) < 50'000'000; }
  bool pass_over(std::string, uint64_t) override { return true; }
  bool done(OpenOutcome) override { return true; }
  uint64_t total = 0;
};

struct Enough {};

/// What an opener says must pass the checks that are made on it.
inline int try_opener(std::string_view name, const void* data, size_t size, const char* file_name, const std::string& options = {}) {
  const Opener& opener = *find_opener(name);
  static const bool prepared = [&] { return opener.prepare ? (opener.prepare(), true) : true; }();
  (void)prepared;
  const int file = memfd_create("input", 0);
  if (file < 0 || write(file, data, size) != static_cast<ssize_t>(size) || lseek(file, 0, SEEK_SET) != 0) std::abort();
  TakesAnything taker;
  FrameDecoder decoder(taker, 4'000'000);
  FrameSink sink([&](std::string_view bytes) {
    if (decoder.feed(bytes)) return;
    if (decoder.damaged()) std::abort();
    throw Enough();
  });
  try {
    sink.done(opener.open({file, size, file_name, options, 4'000'000, {.max_text_bytes = 1'000'000, .max_pages = 200}}, sink));
  } catch (const Enough&) {
  }
  close(file);
  return 0;
}

}  // namespace jangin::collect
