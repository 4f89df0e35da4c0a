// tokenizer.json of any bytes: what is let through encodes, decodes, and can be read again after it was saved.
#include "tokenizer/tokenizer_json.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "tokenizer/tokenizer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jangin::tokenizer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  auto spec = spec_from_json(text, "tokenizer.json");
  if (!spec) {
    if (spec.error().place != "tokenizer.json" || spec.error().text().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  auto tokenizer = Tokenizer::build(std::move(*spec), "tokenizer.json");
  if (!tokenizer) return 0;
  const Encoding whole = tokenizer->encode_with_offsets("ab  <s>can't 가나 12\xff\n");
  if (whole.ids.size() != whole.offsets.size() || whole.ids != tokenizer->encode("ab  <s>can't 가나 12\xff\n")) std::abort();
  (void)tokenizer->decode(whole.ids);
  if (!spec_from_json(spec_to_json(tokenizer->spec()), "saved.json")) std::abort();
  return 0;
}
