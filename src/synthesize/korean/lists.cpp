#include "synthesize/korean/lists.h"

#include <cctype>

#include "base/strings.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/leads.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestKey = 60;  // characters

size_t length(std::string_view text) { return text::count_code_points(text); }

/// "A인 경우: B": the first colon outside of brackets and times ("10:30").
size_t colon_of(std::string_view text) {
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') ++depth;
    if (text[i] == ')' || text[i] == ']') --depth;
    const bool inside = i > 0 && i + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[i + 1]));
    const bool code = text.substr(i).starts_with("::") || text.substr(i).starts_with("://") || (i > 0 && text[i - 1] == ':');
    if (text[i] == ':' && depth == 0 && !inside && !code) return i;
  }
  return text.npos;
}

/// "ILO", "DML", "T-SQL": what stands in brackets behind the name that it is short for.
bool is_short_form(std::string_view text) {
  size_t capitals = 0;
  for (unsigned char c : text) {
    if (!std::isupper(c) && !std::isdigit(c) && c != '-' && c != '/' && c != '&') return false;
    capitals += std::isupper(c) ? 1 : 0;
  }
  return capitals >= 2 && text.size() <= 10;
}

class Reader {
 public:
  std::vector<Standing> read(const std::vector<Block>& blocks, const std::vector<std::string>& open_header) {
    bool opens = true;
    for (const auto& block : blocks) {
      if (block.kind == BlockKind::paragraph) {
        leads_.clear();
        for (const auto& sentence : block.sentences) {
          if (begins_example(clean_sentence(sentence.text))) break;  // the rest of the paragraph is its story
          const size_t known = out_.size();
          add_sentence(sentence.text, "", sentence.span);
          if (out_.size() > known) out_[known].opens = opens;
          opens = false;
        }
        for (const auto& sentence : block.sentences)
          if (auto lead = read_lead(clean_sentence(sentence.text))) lead->span = sentence.span, leads_ = {{-1, *lead, 0}};
      } else if (block.kind == BlockKind::item) {
        add_item(block);
      } else if (block.kind == BlockKind::table) {
        for (auto& cell : read_cells(block, opens ? open_header : std::vector<std::string>{})) out_.push_back(std::move(cell));
      }
      opens = false;
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
        if (const auto colon = colon_of(lead->before); colon != std::string::npos)
          lead->before = std::string(trim(std::string_view(lead->before).substr(colon + 1)));
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
      out_.push_back({.kind = Standing::Kind::key_value,
                      .key = text,
                      .value = lead->value,
                      .attribute = lead->attribute,
                      .span = {lead->span.begin, block.span.end}});
      return;
    }
    if (lead) add_member(*lead, text, block.span);
    if (auto whole = lead ? merge(*lead, text) : Standing(); !whole.text.empty()) {
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
    if (what.empty() || length(item) > kLongestListItem || item.find("다음 각") != item.npos) return;
    if (lead.term.empty() && !to_question(item).empty()) return;
    out_.push_back({.kind = Standing::Kind::member, .value = item, .lead = lead.after, .member_of = what, .ordinal = ordinal, .span = span});
    if (!lead.term.empty()) out_.back().lead.clear();
  }
  void add_cleaned(const std::string& text, const std::string& condition, record::Span span, bool same_case = false) {
    if (!text.empty() && !text.starts_with("삭제"))
      out_.push_back({.kind = Standing::Kind::sentence, .text = text, .same_case = same_case, .condition = condition, .span = span});
  }
  static bool has_same_case(std::string_view sentence) {
    const auto text = without_mark(sentence);
    return text.starts_with("이 경우") || text.starts_with("이때 ");
  }
  void add_sentence(std::string_view sentence, const std::string& condition, record::Span span) {
    const auto clean = std::string(without_label(clean_sentence(sentence)));
    if (clean.find("다음 각") == clean.npos)
      add_cleaned(clean, condition, span, has_same_case(sentence));
    else if (auto lead = read_lead(clean); lead && !lead->any_of)
      add_cleaned(lead_alone(*lead), condition, span);
    add_asides(sentence, condition, span);
  }
  /// "3년마다 다음 각 호의 사항에 대한 유해요인조사를 하여야 한다": what a lead says by itself.
  static std::string lead_alone(const Lead& lead) {
    auto after = std::string_view(lead.after);
    const auto words = split_words(after);
    for (size_t i = 0; i + 2 < words.size(); ++i)
      if (words[i].text.starts_with("대한") || words[i].text == "대하여" || words[i].text == "포함된" || words[i].text == "포함하는" ||
          words[i].text == "따른" || words[i].text == "따라")
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
    if (inside.starts_with("이하 ") || inside.starts_with("이하\"") || inside.find("이하 \"") != inside.npos || inside.find("이하 이") != inside.npos)
      return;
    if (inside.starts_with("이 경우 ")) {
      const auto segments = split_clauses(host);
      const auto tail = std::string(trim(std::string_view(host).substr(segments.back().begin)));
      add_cleaned(std::string(trim(std::string_view(inside).substr(std::string_view("이 경우 ").size()))), is_condition(tail) ? tail : condition,
                  span);
      return;
    }
    const bool short_form = is_short_form(inside);
    if (host.empty() || (length(inside) < 4 && !short_form)) return;
    const auto text = host + (ends_in_consonant(host) ? "은" : "는");
    const auto again = split_words(text);
    const auto phrase = noun_phrase(text, again, again.size() - 1);
    if (phrase.end <= phrase.begin) return;
    const auto noun = text.substr(phrase.begin, phrase.end - phrase.begin);
    if (short_form && !phrase.modified && noun.find(',') == noun.npos && static_cast<unsigned char>(noun.back()) >= 0x80)
      add_cleaned(noun + "의 약칭은 " + inside + "이다.", "", span);
    else if (inside.ends_with("만 해당한다"))
      add_cleaned(with_particle(noun, "은", "는") + " " + inside, condition, span);
    else if (inside.ends_with("을 말한다") || inside.ends_with("를 말한다"))
      add_cleaned("\"" + noun + "\"" + (ends_in_consonant(noun) ? "이란 " : "란 ") + inside, condition, span);
    else if (inside.ends_with("은 제외한다") || inside.ends_with("는 제외한다") || inside.ends_with("을 제외한다") || inside.ends_with("를 제외한다"))
      add_cleaned(noun + "에서 " + inside, condition, span);
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

std::vector<Standing> standing_sentences(const std::vector<Block>& blocks, const std::vector<std::string>& open_header) {
  return Reader().read(blocks, open_header);
}

}  // namespace jangin::synthesize::korean
