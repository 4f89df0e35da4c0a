#include "synthesize/korean/lists.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestKey = 60, kLongestItem = 110;  // characters

size_t length(std::string_view text) { return text::count_code_points(text); }

/// "①", "1. ", "가. ", "(1) " in front.
std::string_view without_mark(std::string_view text) {
  text = trim(text);
  size_t at = 0;
  if (!text.empty()) {
    const char32_t c = text::next_code_point(text, at);
    if (c >= 0x2460 && c <= 0x2473) return trim(text.substr(at));
    static constexpr std::string_view kLetters = "가나다라마바사아자차카타파하";
    if (at == 3 && kLetters.find(text.substr(0, 3)) != kLetters.npos && text.substr(3).starts_with(". ")) return trim(text.substr(5));
  }
  size_t digits = 0;
  while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits]))) ++digits;
  if (digits > 0 && digits < 3 && text.substr(digits).starts_with(". ")) return trim(text.substr(digits + 2));
  return text;
}

/// What a lead says about its items.
struct Lead {
  std::string before;  // "사업주는 제261조제1항 각 호의 설비가"
  std::string noun;    // "경우": what an item is; empty: not said
  std::string after;   // "에는 파열판을 설치하여야 한다"
  bool any_of = false; // each item by itself stands for "다음 각 호의 어느 하나에 해당하는 noun"
  std::string attribute; // what the items' values are: "검사주기"; empty: not said
  std::string term;      // what the lead defines by its items: '"밀폐공간"이란 다음 각 호의 …'; empty: nothing
  std::string value;     // what holds for each item: "다음 각 목의 사업: 2일에 1회 이상"; empty: nothing
  record::Span span;
};

std::string without_actor(std::string_view text) { return std::string(trim(text.substr(std::min(behind_actor(std::string(text) + " 둔다"), text.size())))); }

/// The last thing that a lead gives, sets or uses: "… 보호구를 지급하여야 한다" → "보호구".
std::string last_object(std::string_view text) {
  const auto words = split_words(text);
  for (size_t i = words.size(); i-- > 0;)
    if ((words[i].particle == "을" || words[i].particle == "를") && !is_vague_noun(words[i].noun)) return std::string(words[i].noun);
  return {};
}

/// "의 어느 하나에 해당하는 경우에는 …", "의 기계를 운전하는 …": what the items are, and what is said of them.
bool read_noun(std::string_view rest, const std::vector<Word>& words, Lead& lead) {
  size_t skip = 0;
  for (std::string_view form : {"의 어느 하나에 해당하는 ", "의 어느 하나에 해당되는 ", "의 모두에 해당하는 ", "의 "})
    if (rest.starts_with(form)) {
      skip = form.size();
      break;
    }
  if (skip == 0) return false;
  for (size_t i = 0; i < words.size(); ++i) {
    const auto& w = words[i];
    const bool ends = !w.particle.empty() || w.text.starts_with("경우") || w.comma || i + 1 == words.size();
    if (w.begin < skip || !ends) continue;
    if (w.particle == "의" && i + 1 < words.size()) continue;
    size_t end = w.begin + w.noun.size();
    auto text = rest.substr(skip, end - skip);
    if (const auto kase = text.find("경우"); kase != text.npos) text = text.substr(0, kase + 6), end = skip + kase + 6;
    lead.noun = std::string(trim(text));
    lead.after = std::string(rest.substr(std::min(end, rest.size())));
    const bool general = lead.noun == "기준" || lead.noun == "구분" || lead.noun == "방법" || lead.noun == "요건";
    lead.any_of = skip > 4 || !is_vague_noun(lead.noun) || lead.noun == "작업" || lead.noun == "장소" || lead.noun == "자";
    return !general && !lead.noun.empty() && text::count_code_points(lead.noun) <= 24;
  }
  return false;
}

std::optional<Lead> read_lead(std::string_view sentence) {
  size_t at = std::string_view::npos, mark = 0;
  for (std::string_view form : {"다음 각 호", "다음 각 목", "다음 각호", "다음 각목", "다음 각 세목"})
    if (auto found = sentence.find(form); found < at) at = found, mark = form.size();
  if (at == sentence.npos) return std::nullopt;
  Lead lead;
  lead.before = std::string(trim(sentence.substr(0, at)));
  auto rest = sentence.substr(at + mark);
  const auto words = split_words(rest);
  // "의 어느 하나에 해당하는 경우에는 …", "의 작업을 하는 …", "의 구분에 따른 검사주기마다 …", "의 기준에 맞도록 …", "의 사항을 …"
  if (lead.before.starts_with('"'))
    if (const auto close = lead.before.find('"', 1); close != std::string::npos && (lead.before.substr(close).starts_with("\"이란") || lead.before.substr(close).starts_with("\"란"))) lead.term = lead.before.substr(1, close - 1);
  if (read_noun(rest, words, lead)) {
    lead.attribute = last_object(lead.after);
    return lead;
  }
  if (rest.starts_with("의 구분에 따른 ") || rest.starts_with("의 구분에 따라 ") || rest.starts_with("에 따른 ") || rest.starts_with("의 기준에 따른 "))
    for (const auto& w : words) {
      if (w.text == "의" || w.text == "구분에" || w.text == "기준에" || w.text == "에" || w.text == "따른" || w.text == "따라") continue;
      if (w.particle.empty() && !w.text.ends_with("마다")) break;
      const auto noun_text = w.text.ends_with("마다") ? w.text.substr(0, w.text.size() - 6) : w.noun;
      if (!is_vague_noun(noun_text) || noun_text == "속도" || noun_text == "기간" || noun_text == "높이" || noun_text == "폭") lead.attribute = std::string(noun_text);
      break;
    }
  if (lead.attribute.empty()) {  // "작업면 조도를 다음 각 호의 기준에 …", "안전계수가 다음 각 호의 구분에 따른 기준에 맞지 …"
    const auto head = split_words(lead.before);
    if (!head.empty() && (head.back().particle == "를" || head.back().particle == "을" || head.back().particle == "가" || head.back().particle == "이" || head.back().particle == "은" || head.back().particle == "는")) {
      const auto phrase = noun_phrase(lead.before, head, head.size() - 1);
      if (phrase.end > phrase.begin) lead.attribute = lead.before.substr(phrase.begin, phrase.end - phrase.begin);
      if (is_person(lead.attribute)) lead.attribute.clear();
    }
  }
  lead.after = std::string(rest);
  if (lead.attribute.empty()) lead.attribute = last_object(rest);
  return lead;
}

/// "A인 경우: B": the first colon outside of brackets and times ("10:30").
size_t colon_of(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if (text[i] == ')' || text[i] == ']') --depth;
    const bool inside = i > 0 && i + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[i + 1]));
    if (text[i] == ':' && depth == 0 && !inside) return i;
  }
  return text.npos;
}

/// The sentence that a lead and one item make together; its text is empty where they make none.
Standing merged(const Lead& lead, const std::string& item) {
  if (!lead.any_of || lead.noun.empty() || length(item) > kLongestItem) return {};
  std::string inner;
  const auto last_word = std::string_view(lead.noun).substr(lead.noun.rfind(' ') + 1);
  if (item.ends_with(lead.noun)) inner = item;
  else if (lead.noun.size() > last_word.size() && item.ends_with(" " + std::string(last_word))) inner = item.substr(0, item.size() - last_word.size()) + lead.noun;
  else if (item.ends_with(" 것")) inner = item.substr(0, item.size() - std::string_view("것").size()) + (lead.noun == "것" ? "것" : lead.noun);
  else if (item.ends_with("경우") || item.ends_with("때")) inner = item;
  else if (!to_question(item).empty()) return {};
  else inner = item;
  const auto before = without_actor(lead.before);
  auto after = lead.after;
  if (!inner.ends_with(lead.noun)) {  // another noun: its particle has to fit
    const auto words = split_words(lead.noun + after.substr(0, after.find(' ')));
    const auto particle = words.empty() ? std::string_view() : words[0].particle;
    if (particle == "을" || particle == "를") after = with_particle(inner, "을", "를").substr(inner.size()) + after.substr(particle.size());
    if (particle == "은" || particle == "는") after = with_particle(inner, "은", "는").substr(inner.size()) + after.substr(particle.size());
    if (particle == "이" || particle == "가") after = with_particle(inner, "이", "가").substr(inner.size()) + after.substr(particle.size());
  }
  Standing s{.text = (before.empty() ? "" : before + " ") + inner + after, .lead_span = lead.span};
  s.item_begin = before.empty() ? 0 : before.size() + 1, s.item_end = s.item_begin + inner.size();
  return s;
}

class Reader {
 public:
  std::vector<Standing> read(const std::vector<Block>& blocks) {
    for (const auto& block : blocks) {
      if (block.kind == BlockKind::paragraph) {
        leads_.clear();
        for (const auto& sentence : block.sentences) add_sentence(sentence.text, "", sentence.span);
        for (const auto& sentence : block.sentences)
          if (auto lead = read_lead(clean_sentence(sentence.text))) lead->span = sentence.span, leads_ = {{-1, *lead, 0}};
      } else if (block.kind == BlockKind::item) {
        add_item(block);
      }
    }
    return std::move(out_);
  }

 private:
  struct Level {
    int level;
    Lead lead;
    size_t items = 0;
  };

  void add_item(const Block& block) {
    while (!leads_.empty() && leads_.back().level >= block.level) leads_.pop_back();
    const std::string condition = condition_of_leads();
    if (!block.sentences.empty()) {
      const auto text = clean_sentence(block.text);
      const auto raw = without_mark(block.sentences[0].text);
      if (!text.starts_with("삭제")) add_item_text(block, text, raw, condition);
      if (auto lead = read_lead(text)) {
        if (const auto c = colon_of(text); c != text.npos && text.substr(0, c).find("다음 각") != text.npos) {
          lead->value = std::string(trim(std::string_view(text).substr(c + 1)));
          if (!leads_.empty()) lead->attribute = leads_.back().lead.attribute;
        }
        if (const auto colon = colon_of(lead->before); colon != std::string::npos) lead->before = std::string(trim(std::string_view(lead->before).substr(colon + 1)));
        lead->span = block.span;
        leads_.push_back({block.level, *lead, 0});
      }
    }
  }
  void add_item_text(const Block& block, const std::string& text, std::string_view raw, const std::string& condition) {
    const auto colon = colon_of(text);
    if (colon != text.npos && colon > 0 && colon + 1 < text.size()) {
      const auto key = std::string(trim(std::string_view(text).substr(0, colon)));
      const auto value = std::string(trim(std::string_view(text).substr(colon + 1)));
      if (length(key) <= kLongestKey && value.find("다음 각") == value.npos && key.find("다음 각") == key.npos) {
        Standing s{.kind = Standing::Kind::key_value, .key = key, .value = value, .span = block.span};
        if (!leads_.empty()) s.attribute = leads_.back().lead.attribute, s.lead = without_actor(leads_.back().lead.before);
        out_.push_back(std::move(s));
        add_asides(raw, condition, block.span);
        return;
      }
    }
    const Lead* lead = leads_.empty() ? nullptr : &leads_.back().lead;
    if (lead && !lead->value.empty() && length(text) <= kLongestKey) {
      out_.push_back({.kind = Standing::Kind::key_value, .key = text, .value = lead->value, .attribute = lead->attribute, .span = {lead->span.begin, block.span.end}});
      return;
    }
    if (lead) add_member(*lead, text, block.span);
    if (auto whole = lead ? merged(*lead, text) : Standing(); !whole.text.empty()) {
      whole.condition = outer_condition(), whole.span = block.span;
      out_.push_back(std::move(whole));
      add_asides(raw, condition, block.span);
      return;
    }
    for (const auto& sentence : block.sentences) add_sentence(sentence.text, condition, sentence.span);
  }
  void add_member(const Lead& lead, const std::string& item, record::Span span) {
    const size_t ordinal = ++leads_.back().items;
    const auto& what = lead.term.empty() ? lead.noun : lead.term;
    if (what.empty() || length(item) > kLongestItem || item.find("다음 각") != item.npos) return;
    if (lead.term.empty() && !to_question(item).empty()) return;
    out_.push_back({.kind = Standing::Kind::member, .value = item, .lead = lead.after, .member_of = what, .ordinal = ordinal, .span = span});
    if (!lead.term.empty()) out_.back().lead.clear();
  }
  void add_cleaned(const std::string& text, const std::string& condition, record::Span span) {
    if (!text.empty() && !text.starts_with("삭제")) out_.push_back({.kind = Standing::Kind::sentence, .text = text, .condition = condition, .span = span});
  }
  void add_sentence(std::string_view sentence, const std::string& condition, record::Span span) {
    const auto clean = clean_sentence(sentence);
    if (clean.find("다음 각") == clean.npos) add_cleaned(clean, condition, span);
    else if (auto lead = read_lead(clean); lead && !lead->any_of) add_cleaned(lead_alone(*lead), condition, span);
    add_asides(sentence, condition, span);
  }
  /// "3년마다 다음 각 호의 사항에 대한 유해요인조사를 하여야 한다": what a lead says by itself.
  static std::string lead_alone(const Lead& lead) {
    auto after = std::string_view(lead.after);
    const auto words = split_words(after);
    for (size_t i = 0; i + 2 < words.size(); ++i)
      if (words[i].text.starts_with("대한") || words[i].text == "대하여" || words[i].text == "포함된" || words[i].text == "포함하는" || words[i].text == "따른" || words[i].text == "따라")
        return lead.before + " " + std::string(after.substr(words[i + 1].begin));
    const bool rules = lead.noun == "사항" || lead.noun == "조치" || lead.noun == "기준";
    return rules ? lead.before + " 정해진 " + lead.noun + std::string(after) : std::string();
  }
  /// What stands in round brackets and says something by itself.
  void add_asides(std::string_view sentence, const std::string& condition, record::Span span) {
    for (size_t open = sentence.find('('); open != sentence.npos; open = sentence.find('(', open + 1)) {
      const auto close = sentence.find(')', open);
      if (close == sentence.npos) return;
      const auto inside = trim(sentence.substr(open + 1, close - open - 1));
      const auto host = clean_sentence(sentence.substr(0, open));
      add_aside(host, std::string(inside), condition, span);
      open = close;
    }
  }
  void add_aside(const std::string& host, std::string inside, const std::string& condition, record::Span span) {
    if (const auto same = inside.find(". 이하"); same != inside.npos) inside.resize(same);
    if (inside.starts_with("이하 ") || inside.starts_with("이하\"") || inside.find("이하 \"") != inside.npos || inside.find("이하 이") != inside.npos) return;
    if (inside.starts_with("이 경우 ")) {
      const auto segments = split_clauses(host);
      const auto tail = std::string(trim(std::string_view(host).substr(segments.back().begin)));
      add_cleaned(std::string(trim(std::string_view(inside).substr(std::string_view("이 경우 ").size()))), is_condition(tail) ? tail : condition, span);
      return;
    }
    const auto words = split_words(host + "은");  // the particle lets the phrase be found
    if (words.empty() || length(inside) < 4) return;
    const auto text = host + (ends_in_consonant(host) ? "은" : "는");
    const auto again = split_words(text);
    const auto phrase = noun_phrase(text, again, again.size() - 1);
    if (phrase.end <= phrase.begin) return;
    const auto noun = text.substr(phrase.begin, phrase.end - phrase.begin);
    if (inside.ends_with("만 해당한다")) add_cleaned(with_particle(noun, "은", "는") + " " + inside, condition, span);
    else if (inside.ends_with("을 말한다") || inside.ends_with("를 말한다")) add_cleaned("\"" + noun + "\"" + (ends_in_consonant(noun) ? "이란 " : "란 ") + inside, condition, span);
    else if (inside.ends_with("은 제외한다") || inside.ends_with("는 제외한다") || inside.ends_with("을 제외한다") || inside.ends_with("를 제외한다")) add_cleaned(noun + "에서 " + inside, condition, span);
  }

  /// What the nearest lead puts its items under: "작업장에 출입구를 설치하는 경우".
  std::string condition_of_leads() const {
    for (auto it = leads_.rbegin(); it != leads_.rend(); ++it) {
      const auto before = without_actor(it->lead.before);
      if (is_condition(before) && length(before) <= kLongestKey) return before;
    }
    return {};
  }
  std::string outer_condition() const {
    if (leads_.size() < 2) return {};
    const auto before = without_actor(leads_[leads_.size() - 2].lead.before);
    return is_condition(before) && length(before) <= kLongestKey ? before : std::string();
  }

  std::vector<Level> leads_;
  std::vector<Standing> out_;
};

}  // namespace

std::string clean_sentence(std::string_view sentence) {
  std::string out;
  int depth = 0;
  for (size_t i = 0; i < sentence.size(); ++i) {
    if (sentence[i] == '<' || (sentence[i] == '[' && depth == 0)) {
      const auto end = sentence.find(sentence[i] == '<' ? '>' : ']', i);
      if (end != sentence.npos) {
        i = end;
        continue;
      }
    }
    if (sentence[i] == '(') ++depth;
    if (depth == 0 && sentence[i] != '\\') out += sentence[i];
    if (sentence[i] == ')' && depth > 0) --depth;
  }
  std::string text(without_mark(without_mark(out)));
  for (std::string_view opening : {"이 경우 ", "다만, ", "그 밖에 "})
    if (text.starts_with(opening)) text = text.substr(opening.size());
  while (text.find("  ") != text.npos) text = replace_all(text, "  ", " ");
  return replace_all(std::move(text), " ,", ",");
}

std::vector<Standing> standing_sentences(const std::vector<Block>& blocks) { return Reader().read(blocks); }

}  // namespace jangin::synthesize::korean
