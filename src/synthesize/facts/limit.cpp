// Values that something has: defaults, greatest and least values, ranges, "defaults to 1", "(default 0)".
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

bool is_value(const std::string& text) {
  auto first = text.substr(0, text.find(' '));
  return !english::number_value(first).empty() || english::is_code_like(first) || (english::count_words(text) <= 4 && !text.empty());
}
/// "the maximum pocket number" → attribute; "the default value of the P word" → attribute "default value" of "the P word".
bool read_attribute(const std::string& subject, AttributeFrame& frame) {
  auto s = subject.starts_with("the ") ? subject.substr(4) : subject;
  auto of = s.find(" of ");
  auto attribute = s.substr(0, of);
  static constexpr std::array<std::string_view, 9> kLimits = {"default", "maximum", "minimum", "limit",   "range",
                                                              "highest", "lowest",  "largest", "smallest"};
  bool limited = false;
  for (auto limit : kLimits) limited |= to_lower_ascii(attribute).find(limit) != std::string::npos;
  if (!limited || english::count_words(attribute) > 5) return false;
  frame.attribute = attribute;
  if (of != std::string::npos) frame.of = s.substr(of + 4);
  return true;
}
bool read_limit(const english::Clause& c, AttributeFrame& frame) {
  if (c.negated || !c.condition.empty()) return false;
  if (c.verb == "default" && c.voice == english::Voice::active && c.phrases.size() == 1 && c.phrases[0].preposition == "to" && c.object.empty()) {
    frame = {"default value", c.subject, c.phrases[0].text};
    return true;
  }
  if (c.voice != english::Voice::copula || !is_value(c.tail)) return false;
  const bool whose = c.subject == "the default" || c.subject == "default";  // of what?
  if (!whose && read_attribute(c.subject, frame)) {
    frame.value = c.tail;
    return true;
  }
  if (c.object == "the default" || c.object == "default") {  // "G8 is the default at power up"
    frame = {"default", "", c.subject};
    return false;
  }
  return false;
}

/// "(default 0)", "defaults to 1" in a term's description.
std::string default_in(const std::string& description) {
  for (std::string_view sign : {"(default ", "default is ", "defaults to ", "(default: ", "default value is ", "(default = ", "default "}) {
    auto at = to_lower_ascii(description).find(sign);
    if (at == std::string::npos) continue;
    auto rest = description.substr(at + sign.size());
    auto end = rest.find_first_of("),;");
    if (auto stop = rest.find(". "); stop < end) end = stop;
    auto value = std::string(trim(rest.substr(0, end)));
    while (!value.empty() && value.back() == '.') value.pop_back();
    if (auto bracket = value.find(" ("); bracket != std::string::npos) value.resize(bracket);
    if (sign == "default " && (value.find(' ') != std::string::npos || value.find_first_of("0123456789") == std::string::npos)) continue;
    if (!value.empty() && english::count_words(value) <= 3) return value;
  }
  return {};
}

/// "limit2.N.min float in (default: -1e20)": the name before each bracket has that default.
void mine_named_defaults(const MinerInput& input, const Block& block, std::vector<MinedFact>& out) {
  const auto text = english::strip_markdown(span_text(input.passage, block.span));
  constexpr std::string_view kSign = "(default: ";
  size_t from = 0;
  for (size_t at = text.find(kSign); at != std::string::npos; at = text.find(kSign, at + 1)) {
    const auto close = text.find(')', at);
    if (close == std::string::npos) return;
    std::string name;
    for (auto word : split(std::string_view(text).substr(from, at - from), ' '))
      if (word.size() > 2 && word.find_first_of("._-") != word.npos && std::isalpha(static_cast<unsigned char>(word[0]))) name = word;
    from = close + 1;
    const auto value = text.substr(at + kSign.size(), close - at - kSign.size());
    if (name.empty() || english::count_words(value) > 3) continue;
    AttributeFrame frame{"default value", name, value};
    auto fact = make_fact(input, "limit", frame, frame.of, frame.attribute, value, "", block.span, 0.7);
    fact.statement = "The default value of " + name + " is " + value + ".";
    out.push_back(std::move(fact));
  }
}

/// The noun phrase that ends before `end`: "the soak time", "the set limit", "PZ".
std::string noun_before(const english::Tokens& t, size_t end) {
  size_t begin = end;
  while (begin > 0 && end - begin < 5 && !(begin < end && t[begin - 1].mark) && t[begin - 1].is(english::kNoun | english::kAdjective) &&
         !t[begin - 1].is(english::kDeterminer | english::kPreposition | english::kFinite | english::kThird | english::kNumber))
    --begin;
  const bool article = begin > 0 && begin < end && t[begin - 1].is(english::kDeterminer) && !t[begin - 1].mark;
  return begin == end ? std::string() : (article ? "the " : "") + english::join_tokens(t, begin, end);
}

/// "the soak time, 15 minutes by default", "the time TU, default 240 s": a default in passing.
void mine_passing_defaults(const MinerInput& input, const Sentence& sentence, std::vector<MinedFact>& out) {
  const auto t = english::tokenize(sentence.text);
  for (size_t i = 1; i + 2 < t.size(); ++i) {
    if (t[i - 1].mark != ',') continue;
    const bool leads = to_lower_ascii(t[i].core) == "default";
    const size_t from = leads ? i + 1 : i;
    if (!t[from].is(english::kNumber)) continue;
    size_t end = from + 1;
    while (end < t.size() && end < from + 3 && !t[end - 1].mark && !t[end].is(english::kPreposition | english::kCoordinator | english::kFinite))
      ++end;
    const bool trails = !leads && end + 1 < t.size() && !t[end - 1].mark && t[end].core == "by" && t[end + 1].core == "default";
    const auto named = noun_before(t, i);
    if ((!leads && !trails) || named.empty() || english::count_words(named) < 2) continue;
    AttributeFrame frame{"default value", named, english::join_tokens(t, from, end)};
    auto fact = make_fact(input, "limit", frame, named, frame.attribute, frame.value, "", sentence.span, 0.7);
    fact.statement = "The default value of " + named + " is " + frame.value + ".";
    out.push_back(std::move(fact));
  }
}

/// "after max_fail attempts (default 5)": a default in brackets behind its name.
void mine_bracketed_default(const MinerInput& input, const Sentence& sentence, std::vector<MinedFact>& out) {
  constexpr std::string_view kSign = " (default ";
  const auto at = sentence.text.find(kSign);
  if (at == std::string::npos || sentence.text.find(kSign, at + 1) != std::string::npos) return;
  const auto close = sentence.text.find(')', at);
  if (close == std::string::npos) return;
  const auto t = english::tokenize(sentence.text.substr(0, at));
  const auto value = sentence.text.substr(at + kSign.size(), close - at - kSign.size());
  auto named = noun_before(t, t.size());
  const bool code = !named.empty() && english::is_code_like(named);
  if (named.empty() || (english::count_words(named) < 2 && !code) || english::count_words(value) > 3 ||
      value.find_first_of("0123456789") == value.npos)
    return;
  AttributeFrame frame{"default value", named, value};
  auto fact = make_fact(input, "limit", frame, named, frame.attribute, value, "", sentence.span, 0.7);
  fact.statement = "The default value of " + named + " is " + value + ".";
  out.push_back(std::move(fact));
}

/// "FUP[-2.8] = -2": what a call gives.
void mine_equations(const MinerInput& input, const Sentence& sentence, std::vector<MinedFact>& out) {
  auto t = english::tokenize(replace_all(replace_all(sentence.text, " =", " = "), "=  ", "= "));
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    const auto& call = t[i - 1].core;
    if (t[i].text != "=" || call.find('[') == std::string::npos || call.back() != ']' || !english::is_code_like(call) || call.starts_with('[') ||
        english::number_value(t[i + 1].core).empty())
      continue;
    AttributeFrame frame{"value", call, t[i + 1].core};
    auto fact = make_fact(input, "limit", frame, call, "equals", frame.value, "", sentence.span, 0.7);
    fact.statement = call + " equals " + frame.value + ".";
    out.push_back(std::move(fact));
  }
}

}  // namespace

bool is_limit(const english::Clause& clause) {
  AttributeFrame frame;
  return read_limit(clause, frame);
}

std::vector<MinedFact> mine_limit(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (const auto& [clause, span, run_in, first, worked] : clauses_of(input)) {
    AttributeFrame frame;
    if (!read_limit(clause, frame)) continue;
    auto fact = make_fact(input, "limit", frame, frame.of, frame.attribute, frame.value, "", span, worked ? 0.5 : 0.9);
    fact.statement = english::upper_first(clause.statement()) + ".";
    out.push_back(std::move(fact));
  }
  for (const auto& block : input.blocks) {
    for (const auto& sentence : block.sentences)
      mine_equations(input, sentence, out), mine_passing_defaults(input, sentence, out), mine_bracketed_default(input, sentence, out);
    if (holds_raw_formula(block.text)) continue;
    if (block.kind == BlockKind::item || block.kind == BlockKind::paragraph) mine_named_defaults(input, block, out);
    TermItem item;
    if (block.kind != BlockKind::item || !read_term(block, item)) continue;
    auto value = default_in(item.description);
    if (value.empty()) continue;
    auto noun = input.vocabulary.class_of(item.term);
    if (noun.empty() && item.term.size() <= 2) noun = "word";
    AttributeFrame frame{"default value", noun.empty() ? item.term : "the " + item.term + " " + noun, value};
    if (!input.topic->code.empty() && item.term.size() <= 2) frame.of += " of " + input.topic->code;
    auto fact = make_fact(input, "limit", frame, frame.of, frame.attribute, value, "", block.span, 0.9);
    fact.statement = "The default value of " + frame.of + " is " + value + ".";
    out.push_back(std::move(fact));
  }
  return out;
}

}  // namespace jangin::synthesize
