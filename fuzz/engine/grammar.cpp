// Grammars of any text: what compiles can be walked, its masks agree with trials of each token, and what it forces it accepts. The first
// byte chooses the kind (lowest two bits) and the walk's seed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "base/random.h"
#include "engine/grammar/constraint.h"

namespace {

using namespace jangin;
using namespace jangin::engine;

std::shared_ptr<const TokenTable> table() {
  static const std::shared_ptr<const TokenTable> made = [] {
    std::vector<std::string> bytes;
    for (int byte = 0; byte < 256; ++byte) bytes.emplace_back(1, static_cast<char>(byte));
    for (const char* text : {"\"}", "\", \"", "\":", "true", "10", "한", "\xed\x95", "ab", "aaaa", "[["}) bytes.emplace_back(text);
    return TokenTable::create(std::move(bytes));
  }();
  return made;
}

void walk(const std::shared_ptr<const Grammar>& grammar, uint64_t seed) {
  Constraint constraint(grammar, table());
  Random random(seed);
  std::vector<uint64_t> mask(table()->mask_words());
  for (int step = 0; step < 24; ++step) {
    const std::string forced = constraint.forced();
    Constraint ahead = constraint;
    if (!forced.empty() && (constraint.may_end() || !ahead.accept_bytes(forced))) std::abort();
    const bool some = constraint.allowed(mask);
    std::vector<int32_t> allowed;
    for (size_t token = 0; token < table()->vocab(); ++token) {
      if ((mask[token / 64] >> token % 64 & 1) == 0) continue;
      allowed.push_back(static_cast<int32_t>(token));
      ahead = constraint;
      if (!ahead.accept(allowed.back())) std::abort();
    }
    if (some != !allowed.empty()) std::abort();
    if (allowed.empty()) {
      if (!constraint.may_end()) std::abort();  // a dead end
      return;
    }
    if (!constraint.accept(allowed[random.below(static_cast<uint32_t>(allowed.size()))])) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  constexpr OutputFormat::Kind kKinds[] = {OutputFormat::Kind::json_schema, OutputFormat::Kind::regex, OutputFormat::Kind::ebnf,
                                           OutputFormat::Kind::json_object};
  const auto grammar = Grammar::compile({kKinds[data[0] & 3], std::string(reinterpret_cast<const char*>(data) + 1, size - 1)});
  if (!grammar) {
    if (grammar.error().message.empty() || grammar.error().text().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  walk(*grammar, data[0]);
  return 0;
}
