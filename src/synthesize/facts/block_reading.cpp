// A block's sentences made ready for the parser.
#include "synthesize/facts/block_reading.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <vector>

#include "base/strings.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

/// "This shows …", "… are illustrated", "(credit: …)": of the picture, not of the thing.
bool tells_of_picture(const std::string& sentence) {
  static constexpr std::array<std::string_view, 10> kSigns = {"(b)",   "show",   "illustrat", "depict", "pictur",
                                                              "this ", "these ", "represent", "credit", "displayed"};
  const auto lower = to_lower_ascii(sentence);
  return std::any_of(kSigns.begin(), kSigns.end(), [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

/// What the item's first sentence says behind the term.
std::string first_of_description(const std::string& sentence, const std::string& description) {
  constexpr size_t kEnough = 24;  // bytes that tell where the description begins
  const auto at = sentence.rfind(description.substr(0, std::min(description.size(), kEnough)));
  return without_pointers(at == std::string::npos ? description : sentence.substr(at));
}

/// "Describe how energy is redistributed": asked of a learner, whatever a parser takes it for.
bool asks_learner(const std::string& sentence) {
  static constexpr std::array<std::string_view, 8> kOrders = {"describe ", "explain ", "outline ", "discuss ",
                                                              "predict ",  "sketch ",  "justify ", "recall "};
  const auto lower = to_lower_ascii(sentence);
  return std::any_of(kOrders.begin(), kOrders.end(),
                     [&](std::string_view order) { return lower.starts_with(order) && !lower.starts_with("recall that "); });
}

/// "The energy depends on the overlap. illustrates how …": a figure's name was lost at the beginning of what follows the stop.
std::string without_lost_figure(std::string sentence) {
  for (std::string_view verb : {"illustrates", "shows", "lists", "summarizes", "depicts", "presents", "gives"})
    if (const auto at = sentence.find(". " + std::string(verb) + " "); at != std::string::npos) sentence.resize(at + 1);
  return sentence;
}

/// "… to the terminal atoms: HCN: six electrons placed on N NH3: no electrons remain": from the colon on, case by case.
std::string without_cases(std::string sentence) {
  std::vector<size_t> cases;
  for (size_t at = sentence.find(": "); at != std::string::npos; at = sentence.find(": ", at + 1)) {
    const size_t before = sentence.rfind(' ', at);
    const auto begin = before == std::string::npos ? 0 : before + 1;
    if (english::is_code_like(std::string_view(sentence).substr(begin, at - begin))) cases.push_back(begin);
  }
  if (cases.size() < 2) return sentence;
  const auto end = cases[0] > 2 && sentence[cases[0] - 2] == ':' ? cases[0] - 2 : 0;
  return end == 0 ? std::string() : sentence.substr(0, end) + ".";
}

/// A paragraph's last sentence whose stop was left out, as headings and manual pages do; not one that goes on behind it.
bool ends_without_stop(const MinerInput& input, const Block& block, size_t k, const std::string& sentence) {
  constexpr size_t kFewestWords = 5;
  if (block.kind != BlockKind::paragraph || k + 1 != block.sentences.size() || english::count_words(sentence) < kFewestWords ||
      is_part_labelled(block.sentences[k].text) || sentence.find(" = ") != std::string::npos || !stands_without_what_follows(sentence + ":"))
    return false;
  const auto last = sentence.substr(sentence.rfind(' ') + 1);
  if (!std::isalnum(static_cast<unsigned char>(last.back())) || !(english::classify(last) & (english::kNoun | english::kNumber)) ||
      (english::classify(last) & (english::kPreposition | english::kDeterminer | english::kSubordinator | english::kFinite | english::kGerund)))
    return false;
  const auto next = static_cast<size_t>(&block - input.blocks.data()) + 1;
  return next < input.blocks.size() && input.blocks[next].kind == BlockKind::paragraph && !input.blocks[next].text.empty() &&
         std::isupper(static_cast<unsigned char>(input.blocks[next].text[0]));
}

}  // namespace

bool opens_section(const MinerInput& input, const Block& block, size_t k) {
  if (!input.opens_section || k > 0 || block.kind != BlockKind::paragraph) return false;
  const auto before = std::span(input.blocks).first(static_cast<size_t>(&block - input.blocks.data()));
  return std::ranges::none_of(
      before, [](const Block& b) { return b.kind == BlockKind::item || (b.kind == BlockKind::paragraph && caption_label_length(b.text) == 0); });
}

BlockReading open_block(const MinerInput& input, const Block& block) {
  BlockReading reading{block, {}, false, caption_label_length(block.text) > 0, false, {}, {}, {}};
  reading.has_term = block.kind == BlockKind::item && read_term(block, reading.term);
  if (!reading.has_term) return reading;
  const auto noun = input.vocabulary.class_of(reading.term.term);
  const auto kind = english::singular_form(input.topic->phrase.substr(input.topic->phrase.rfind(' ') + 1));
  const bool numbered = noun.empty() && !english::number_value(reading.term.term).empty() && input.topic->phrase.ends_with("s") &&
                        english::classify(kind) & english::kNoun;
  reading.item_term = numbered       ? to_lower_ascii(kind) + " " + reading.term.term
                      : noun.empty() ? reading.term.term
                                     : "the " + reading.term.term + " " + noun;
  reading.antecedent = {reading.item_term, false, true, block.span, {}};
  return reading;
}

std::string readable_sentence(const MinerInput& input, const BlockReading& reading, size_t k) {
  const auto& sentence = reading.block.sentences[k];
  auto plain = without_part_label(
      without_pointers(k == 0 ? sentence.text.substr(std::min(caption_label_length(sentence.text), sentence.text.size())) : sentence.text));
  if ((reading.caption && tells_of_picture(sentence.text)) || asks_learner(plain) || plain.starts_with("Otherwise, ") || plain.starts_with("Which "))
    return {};  // otherwise than what?
  if (holds_raw_formula(plain)) return {};
  if (plain.find(" # ") != std::string::npos) return {};  // a comment of code
  plain = without_showing(without_lost_figure(without_cases(std::move(plain))));
  if (plain.ends_with(" such as:")) plain = plain.substr(0, plain.size() - 9) + ".";
  const bool finished = is_finished(plain) || reading.block.kind == BlockKind::item || stands_without_what_follows(plain) ||
                        ends_without_stop(input, reading.block, k, plain);
  if (!finished || points_elsewhere(plain) || is_supposition(plain)) return {};
  // The first sentence behind a term is the parameter list's, unless it is a whole sentence.
  const bool behind_term = reading.has_term && k == 0;
  auto text = behind_term ? english::upper_first(first_of_description(sentence.text, reading.term.description)) : plain;
  if (behind_term)
    if (auto stop = text.find(". "); stop != std::string::npos) text = text.substr(0, stop);
  const auto& antecedent = reading.antecedent;
  const bool passive = behind_term && (english::classify(to_lower_ascii(std::string_view(text).substr(0, text.find(' ')))) &
                                       english::kParticiple);  // "position: Calculated from …"
  const bool opens = opens_section(input, reading.block, k);
  const auto& named = input.topic->code.empty() && opens ? input.topic->name : input.topic->code;
  if (k > 0 || passive || (!reading.has_term && !named.empty()))
    text = with_subject(text, !antecedent.text.empty() && !antecedent.plural ? antecedent.text : named);
  if (text.ends_with(':')) text.back() = '.';
  if (reading.has_term && text.starts_with("This ")) {  // "Travel distance: This is the maximum distance …"
    const auto next = english::classify(text.substr(5, text.find(' ', 5) - 5));
    const bool verb = (next & english::kFinite) || ((next & english::kThird) && !(next & english::kNoun));
    if (verb) text = english::upper_first(reading.item_term) + text.substr(4);
  }
  return text;
}

}  // namespace jangin::synthesize
