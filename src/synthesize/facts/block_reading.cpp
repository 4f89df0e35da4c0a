// A block's sentences made ready for the parser.
#include "synthesize/facts/block_reading.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

/// "This shows …", "… are illustrated", "(credit: …)": of the picture, not of the thing.
bool tells_of_picture(const std::string& sentence) {
  static constexpr std::array<std::string_view, 10> kSigns = {"(b)", "show", "illustrat", "depict", "pictur", "this ", "these ", "represent", "credit", "displayed"};
  const auto lower = to_lower_ascii(sentence);
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

}  // namespace

BlockReading open_block(const MinerInput& input, const Block& block) {
  BlockReading reading{block, {}, false, caption_label_length(block.text) > 0, false, {}, {}, {}};
  reading.has_term = block.kind == BlockKind::item && read_term(block, reading.term);
  if (!reading.has_term) return reading;
  const auto noun = input.vocabulary.class_of(reading.term.term);
  const auto kind = english::singular_form(input.topic->phrase.substr(input.topic->phrase.rfind(' ') + 1));
  const bool numbered = noun.empty() && !english::number_value(reading.term.term).empty() && input.topic->phrase.ends_with("s") && english::classify(kind) & english::kNoun;
  reading.item_term = numbered ? to_lower_ascii(kind) + " " + reading.term.term : noun.empty() ? reading.term.term : "the " + reading.term.term + " " + noun;
  reading.antecedent = {reading.item_term, false, true, block.span, {}};
  return reading;
}

std::string readable_sentence(const MinerInput& input, const BlockReading& reading, size_t k) {
  const auto& sentence = reading.block.sentences[k];
  auto plain = without_part_label(without_pointers(k == 0 ? sentence.text.substr(std::min(caption_label_length(sentence.text), sentence.text.size())) : sentence.text));
  if (reading.caption && tells_of_picture(plain)) return {};
  const bool finished = is_finished(plain) || reading.block.kind == BlockKind::item || stands_without_what_follows(plain);
  if (!finished || points_elsewhere(plain) || is_supposition(plain)) return {};
  // The first sentence behind a term is the parameter list's, unless it is a whole sentence.
  const bool behind_term = reading.has_term && k == 0;
  auto text = behind_term ? english::upper_first(reading.term.description.substr(0, plain.size())) : plain;
  if (behind_term)
    if (auto stop = text.find(". "); stop != std::string::npos) text = text.substr(0, stop);
  const auto& antecedent = reading.antecedent;
  if (k > 0 || (!reading.has_term && !input.topic->code.empty())) text = with_subject(text, !antecedent.text.empty() && !antecedent.plural ? antecedent.text : input.topic->code);
  if (text.ends_with(':')) text.back() = '.';
  if (reading.has_term && text.starts_with("This ")) {  // "Travel distance: This is the maximum distance …"
    const auto next = english::classify(text.substr(5, text.find(' ', 5) - 5));
    if (next & english::kFinite) text = english::upper_first(reading.item_term) + text.substr(4);
  }
  return text;
}

}  // namespace jangin::synthesize
