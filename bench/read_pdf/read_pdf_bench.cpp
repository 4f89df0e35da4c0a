// Our side of read_pdf: each line of standard input names a PDF; a line of JSON answers it: processor seconds of reading it, pages, Markdown. The file
// lies in memory before the clock starts; the sandbox is left out, as the rivals have none.
#include <nlohmann/json.hpp>

#include <ctime>
#include <iostream>
#include <string>

#include "base/file.h"
#include "collect/readers/pdf.h"

namespace {

using namespace jangin;

double processor_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

nlohmann::json read(const std::string& path) {
  auto bytes = read_file(path);
  if (!bytes) return {{"error", bytes.error().text()}};
  const double start = processor_seconds();
  auto reading = collect::read_pdf({std::as_bytes(std::span(*bytes)), path, {}});
  const double seconds = processor_seconds() - start;
  if (!reading) return {{"error", reading.error().reason}};
  return {{"seconds", seconds}, {"pages", reading->pages}, {"text", reading->text}};
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) std::cout << read(line).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << std::endl;
}
