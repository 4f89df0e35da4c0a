// The table of synthesis methods, in the order in which they write.
#include "synthesize/methods/method.h"

#include "base/interrupt.h"
#include "synthesize/sample_writer.h"

namespace jangin::synthesize {

const std::vector<SynthesisMethod>& method_registry() {
  static const std::vector<SynthesisMethod> kMethods = {
      {"questions", 14, "natural questions in several wordings, both ways",
       [](const SynthesizeConfig& c) { return 1 - c.statements - c.contrasts - c.refusals - c.text; }, write_questions},
      {"statements", 2, "a fact told as a sentence", [](const SynthesizeConfig& c) { return c.statements; }, write_statements},
      {"contrasts", 3, "the right value against a neighbouring fact's", [](const SynthesizeConfig& c) { return c.contrasts; }, write_contrasts},
      {"refusals", 4, "the documents do not say: near misses, other products, figures that no document gives",
       [](const SynthesizeConfig& c) { return c.refusals; }, write_refusals},
      {"texts", 1, "passages as they stand, for continued training", [](const SynthesizeConfig& c) { return c.text; }, write_texts},
  };
  return kMethods;
}

Status write_methods(const MethodInput& input, double tokens, SampleWriter& writer) {
  for (const auto& method : method_registry()) {
    if (interrupted()) return std::unexpected(interrupted_error());
    const double share = is_named(input.config.methods, method.name) ? method.share(input.config) : 0;
    if (share <= 0) continue;
    writer.begin_method(method, static_cast<int64_t>(share * tokens));
    method.write(input, writer);
  }
  return {};
}

}  // namespace jangin::synthesize
