// main() of the tests: the same program is started again as the host of the readers. And the readers that misbehave.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <map>
#include <stdexcept>

#include "base/file.h"
#include "collect/readers_for_tests.h"
#include "collect/sandbox.h"

namespace jangin::collect {
namespace {

Reading said(const std::string& text) {
  Reading reading;
  reading.text = text + "\n";
  reading.title = text;
  return reading;
}

ReadOutcome read_loop(const ReadInput&) {
  volatile bool on = true;
  while (on) {
  }
  return read_failure("test_refused", "");
}
ReadOutcome read_crash(const ReadInput&) { std::abort(); }
ReadOutcome read_eat(const ReadInput&) {
  std::vector<std::string> all;
  for (;;) all.emplace_back(1 << 20, 'x');
}
/// A call that must not come back with success; what comes back is told, so that a test can see it.
ReadOutcome told(long result) { return result >= 0 ? ReadOutcome(said("it worked")) : read_failure("test_refused", "refused"); }
ReadOutcome read_socket(const ReadInput&) { return told(socket(AF_INET, SOCK_STREAM, 0)); }
ReadOutcome read_peek(const ReadInput&) { return told(open("/etc/hostname", O_RDONLY)); }
ReadOutcome read_write(const ReadInput&) { return told(open("/tmp/jangin-forbidden", O_WRONLY | O_CREAT, 0600)); }
ReadOutcome read_run(const ReadInput&) {
  char program[] = "/bin/true";
  char* arguments[] = {program, nullptr};
  return told(execv(program, arguments));
}
ReadOutcome read_lie(const ReadInput&) {
  Reading reading = said("short");
  reading.places.push_back({{2, 9999}, 1, 0, 0, 0, 0, {}});
  return reading;
}
ReadOutcome read_quick(const ReadInput& input) { return said("read " + input.path); }

int documents_of_this_process = 0;
ReadOutcome read_tally(const ReadInput&) { return said(std::to_string(++documents_of_this_process)); }

ReadOutcome leak() {
  constexpr size_t kLeakBytes = 60'000'000;
  static std::vector<std::string> all;
  all.emplace_back(kLeakBytes, 'x');
  return said(std::to_string(documents_of_this_process));
}
ReadOutcome read_mixed(const ReadInput& input) {
  ++documents_of_this_process;
  const std::string what(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  static const std::map<std::string, ReadOutcome (*)(const ReadInput&)> kDeeds{
      {"crash", read_crash}, {"loop", read_loop}, {"eat", read_eat}, {"socket", read_socket}, {"lie", read_lie}};
  if (auto deed = kDeeds.find(what); deed != kDeeds.end()) return deed->second(input);
  if (what == "leak") return leak();
  if (what == "throw") throw std::runtime_error("what the test asked for");
  return said(std::to_string(documents_of_this_process));
}

}  // namespace

const std::vector<Reader>& readers_for_tests() {
  static const std::vector<Reader> kAll = [] {
    std::vector<Reader> all = readers();
    all.push_back({"loop", 1, {"loop"}, "", read_loop, nullptr});
    all.push_back({"crash", 1, {"crash"}, "", read_crash, nullptr});
    all.push_back({"eat", 1, {"eat"}, "", read_eat, nullptr});
    all.push_back({"socket", 1, {"socket"}, "", read_socket, nullptr});
    all.push_back({"peek", 1, {"peek"}, "", read_peek, nullptr});
    all.push_back({"write", 1, {"write"}, "", read_write, nullptr});
    all.push_back({"run", 1, {"run"}, "", read_run, nullptr});
    all.push_back({"lie", 1, {"lie"}, "", read_lie, nullptr});
    all.push_back({"quick", 1, {"quick"}, "", read_quick, nullptr});
    all.push_back({"tally", 1, {"tally"}, "", read_tally, nullptr});
    all.push_back({"mixed", 1, {"mixed"}, "", read_mixed, nullptr, true});
    return all;
  }();
  return kAll;
}

std::filesystem::path fixture(const std::string& name) { return std::filesystem::path(JANGIN_SOURCE_DIR) / "tests/collect/fixtures" / name; }
std::string bytes_of(const std::filesystem::path& path) {
  auto bytes = read_file(path);
  return bytes ? *bytes : std::string();
}
ReadInput input_of(const std::string& bytes, const std::string& path) { return {std::as_bytes(std::span(bytes.data(), bytes.size())), path, {}}; }

TemporaryFolder::TemporaryFolder() {
  static int count = 0;
  path = std::filesystem::temp_directory_path() / ("jangin_collect_" + std::to_string(getpid()) + "_" + std::to_string(count++));
  std::filesystem::create_directories(path);
}
TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}
std::filesystem::path TemporaryFolder::write(const std::string& name, const std::string& bytes) const {
  auto status = write_file(path / name, bytes);
  EXPECT_TRUE(status) << status.error().text();
  return path / name;
}

}  // namespace jangin::collect

int main(int argc, char** argv) {
  if (auto status = jangin::collect::maybe_run_reader_child(argc, argv, jangin::collect::readers_for_tests())) return *status;
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
