// Blocks → provisions: sentences, exceptions from the sentence before, list items under their leads.
#include "synthesize/korean/provisions.h"

#include <array>

#include "base/strings.h"
#include "judge/pattern.h"
#include "synthesize/korean/clauses.h"
#include "synthesize/korean/cleaning.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/filters.h"
#include "synthesize/korean/leads.h"
#include "synthesize/korean/words.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestSentence = 420, kLongestItem = 240, kLongestKey = 60;  // characters
constexpr size_t kLongestNamed = 60;                                            // of an item and of what it is one of
constexpr double kWhole = 0.52, kException = 0.55, kItem = 0.5, kPurpose = 0.45, kAside = 0.6;
constexpr std::array<std::string_view, 15> kOrdinals = {"첫",   "두", "세",   "네",   "다섯", "여섯", "일곱",  "여덟",
                                                        "아홉", "열", "열한", "열두", "열세", "열네", "열다섯"};

size_t length(std::string_view text) { return text::count_code_points(text); }
std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ',')) text.remove_suffix(1);
  return text;
}
std::string joined(std::string_view a, std::string_view b) { return std::string(a) + (a.empty() || b.empty() ? "" : " ") + std::string(b); }
bool leads_list(std::string_view text) { return text.find("다음 각") != text.npos || text.find("다음과 같") != text.npos; }
/// "다음 각 호의 조치를 한 경우": the items are not in the answer.
std::string without_list(std::string text) {
  for (std::string_view items : {"호", "목"})
    for (std::string_view kase : {"경우", "때"})
      text = replace_all(std::move(text), "다음 각 " + std::string(items) + "의 어느 하나에 해당하는 " + std::string(kase),
                         "정해진 사유에 해당하는 " + std::string(kase));
  for (std::string_view form : {"다음 각 호의 어느 하나에 해당하는 ", "다음 각 목의 어느 하나에 해당하는 ", "다음 각 호에 따른 ",
                                "다음 각 목에 따른 ", "다음 각 호 구분에 따른 ", "다음 각 호의 구분에 따른 ", "다음 각 목의 구분에 따른 ",
                                "다음 각 호의 구분에 따라 ", "다음 각 호의 ", "다음 각 목의 ", "다음 각호의 ", "다음 각 호와 같이 "})
    text = replace_all(std::move(text), form, form.ends_with("따라 ") ? "구분에 따라 " : "정해진 ");
  static const judge::Pattern inner(
      R"(정해진 [^ ]+(을|를|이|가) (모두 )?(첨부하여|갖추어|포함하여|포함한|포함된|적은|적어|기재한|명시하여|명시한|고려하여|붙여) )");
  return inner.replace(text, "");  // "정해진 서류를 첨부하여": says nothing of its own
}
/// "정해진 사항을 알려야 한다": nothing else is said.
bool leads_with_list(std::string_view text) {
  constexpr size_t kFewestBefore = 3;  // words
  const auto at = text.find("정해진 ");
  return at != text.npos && split_words(text.substr(0, at)).size() < kFewestBefore;
}
/// The condition without its particle: "한 경우에는" → "한 경우".
std::string bare_condition(std::string_view text) {
  text = without_stop(text);
  for (std::string_view word : {"경우", "때"})
    for (std::string_view particle : {"에는", "에도", "에", "는", "로서"})
      if (text.ends_with(std::string(word) + std::string(particle))) return std::string(text.substr(0, text.size() - particle.size()));
  return std::string(text);
}
bool is_mark_of_example(std::string_view text) { return text.starts_with("삭제") || text.empty(); }

/// "식품명인: 국내산 농산물을 쓰는 경우": read as a key with its value (lists.h).
bool is_pair(std::string_view text) {
  const auto colon = text.find(": ");
  return colon != text.npos && length(text.substr(0, colon)) <= kLongestKey && relation_of(text.substr(0, colon)).empty();
}
/// "제1항제1호부터 제3호까지에 해당하는 서류": says nothing without them.
bool points_at_items(std::string_view text) {
  return text.starts_with("제") && text.size() > 4 && text[3] >= '0' && text[3] <= '9' && text.find("항") < 6 &&
         (text.find("에 해당하는 ") != text.npos || text.find("에 따른 ") != text.npos);
}

bool has_object(std::string_view text) {
  for (const auto& w : split_words(text))
    if (w.particle == "을" || w.particle == "를") return true;
  return false;
}
/// What one asks for when a sentence says what is done: "위원으로 구성한다" → "어떻게 구성하는가?", "사무를 처리한다" → "무엇을 하는가?".
std::string how_done(std::string_view what) {
  if (has_object(what)) return "무엇을 하는가?";
  const auto last = to_question(what.substr(what.rfind(' ') == what.npos ? 0 : what.rfind(' ') + 1));
  return last.ends_with("하는가?") && last != "하는가?" ? "어떻게 " + last : "어떻게 하는가?";
}

class Writer {
 public:
  explicit Writer(std::string_view about) : about_(about) {}

  std::vector<Provision> read(const std::vector<Block>& blocks) {
    for (const auto& block : blocks) {
      if (block.kind == BlockKind::paragraph) leads_.clear();
      if (block.kind == BlockKind::paragraph || block.kind == BlockKind::item) add_block(block);
    }
    return std::move(out_);
  }

 private:
  struct Level {
    int level = 0;
    std::string items;  // what the items are: "사업주가 준수하여야 하는 사항"
    record::Span span = {};
    size_t count = 0;
  };

  void add_block(const Block& block) {
    const int level = block.kind == BlockKind::item ? block.level : -1;
    while (level >= 0 && !leads_.empty() && leads_.back().level >= level) leads_.pop_back();
    const bool item = level >= 0 && !leads_.empty();
    if (item) add_item(block);
    std::string rule, who;  // of the sentence before
    record::Span rule_span;
    for (size_t i = 0; i < block.sentences.size(); ++i) {
      const auto& s = block.sentences[i];
      const auto text = clean_sentence(s.text);
      if (is_mark_of_example(text)) continue;
      const bool excepts = s.text.find("다만,") != s.text.npos && i > 0;
      if (excepts && add_exception(text, rule, rule_span, s.span)) {
      } else if (!item || i > 0) {
        const bool goes_on = i > 0 && (s.text.starts_with("이 경우") || s.text.starts_with("다만,") || s.text.starts_with("이러한 "));
        add_sentence(text, s.span, goes_on ? rule_span : record::Span{}, goes_on ? who : std::string());
        if (std::string actor; behind_actor(text, &actor) > 0)
          who = actor;
        else if (!goes_on)
          who.clear();
      }
      add_asides(s);
      if (leads_list(text)) open_list(text, rule, excepts, level, s.span);
      if (!excepts) rule = std::string(without_stop(text)), rule_span = s.span;
    }
  }

  void put(Reading r, std::string statement, record::Span span, record::Span lead = {}) {
    if (r.asks.empty() || r.value.empty() || leads_with_list(r.value)) return;
    if (!statement.ends_with('.')) statement += ".";
    out_.push_back({std::move(r), std::move(statement), span, lead});
  }

  /// "…을 한 경우에는 그러하지 아니하다", "…는 제외한다": what the sentence before does not hold for.
  bool add_exception(const std::string& text, const std::string& rule, record::Span rule_span, record::Span span) {
    const auto body = without_stop(text);
    std::string kase;
    for (std::string_view end : {" 그러하지 아니하다", " 그렇지 않다", " 그러하지 않다", " 제외한다"})
      if (body.ends_with(end)) kase = std::string(body.substr(0, body.size() - end.size()));
    if (kase.empty() || rule.empty() || relation_of(rule).empty()) return false;
    kase = without_list(bare_condition(kase));
    for (std::string_view particle : {"은", "는"})
      if (kase.ends_with(particle) && !kase.ends_with("경우")) {
        kase.resize(kase.size() - particle.size());
        break;
      }
    const auto known = without_list(rule);
    Reading r{.subject = known, .relation = "예외", .value = kase, .condition = std::string(about_), .importance = kException};
    const auto asked = length(known) <= kLongestAsked ? known + "는 규정" : about_.empty() ? std::string() : std::string(about_) + "에 관한 규정";
    if (asked.empty()) return true;
    add_ask(r, "exception_what", asked + "이 적용되지 않는 것은 어떤 경우인가?", kase);
    add_ask(r, "exception_is", asked + "의 예외는 무엇인가?", kase);
    put(std::move(r), known + ". 다만, " + without_list(std::string(body)), span, rule_span);
    return true;
  }

  /// `who`: who acts in the sentence that this one goes on from.
  void add_sentence(const std::string& text, record::Span span, record::Span lead, const std::string& who) {
    if (length(text) > kLongestSentence || states_nothing(text) || begins_with_pointer(text) ||
        (text.starts_with("제") && text.find("호에 해당하는 ") < 10))
      return;
    if (add_aim(text, span)) return;
    for (auto& rule : split_rules(without_list(text))) {
      if (rule.who.empty() && rule.topic.empty()) rule.who = who;
      if (rule.relation == "정의" || rule.relation == "간주" || rule.what.empty()) continue;
      add_rule(rule, without_list(text), span, lead);
      add_purpose(rule, text, span, lead);
    }
  }
  /// Which law decides, is applied or is not: the answer is the law.
  static void ask_law(Reading& r, const Rule& rule, const std::string& of) {
    const bool decides = rule.relation == "정하는 법령";
    auto law = std::string_view(rule.what).substr(0, rule.what.rfind(decides ? "로 정한다" : rule.relation == "준용" ? "준용" : "적용"));
    law = trim(law);
    for (std::string_view particle : {"으", "을", "를"})
      if (law.ends_with(particle)) {
        law.remove_suffix(particle.size());
        break;
      }
    r.value = std::string(law);
    if (of.empty()) return;
    add_ask(r, decides ? "decree_what" : "rule_which",
            of + (decides                   ? "무엇으로 정하는가?"
                  : rule.relation == "준용" ? "어떤 규정을 준용하는가?"
                                            : "어떤 규정을 적용하지 아니하는가?"),
            r.value);
  }
  void add_rule(const Rule& rule, const std::string& text, record::Span span, record::Span lead) {
    const auto& named = rule.who.empty() ? rule.topic : rule.who;
    if (rule.what.starts_with("정해진 ") || named.starts_with("정해진 ") || leads_list(rule.what)) return;  // its items say what
    if (rule.relation == "시행") return add_start(rule, text, span);
    Reading r{.subject = named.empty() ? std::string(about_) : named,
              .relation = rule.relation,
              .value = rule.what,
              .condition = joined(rule.condition, rule.purpose),
              .importance = kWhole};
    const auto under = joined(rule.condition, rule.purpose);
    const auto front = under.empty() && !about_.empty() && !rule.who.empty() ? std::string(about_) + "에 관하여 " : under.empty() ? "" : under + " ";
    if (length(front) + length(named) > kLongestAsked || (front.empty() && r.subject.empty())) return;
    if (rule.relation == "정하는 법령" || rule.relation == "준용" || rule.relation == "적용 제외") {
      ask_law(r, rule, named.empty() ? front : front + with_particle(named, "은", "는") + " ");
    } else if (!rule.who.empty()) {
      const auto who = with_particle(rule.who, "은", "는");
      const std::string what = rule.relation == "금지"   ? "무엇이 금지되는가?"
                               : rule.relation == "권한" ? "무엇을 할 수 있는가?"
                               : rule.relation == "의무" ? "무엇을 하여야 하는가?"
                               : rule.relation == "벌칙" ? "어떤 처벌을 받는가?"
                                                         : how_done(rule.what);
      const auto agent = rule.relation == "금지" ? rule.who + "에게 " : who + " ";
      add_ask(r, "rule_what", front + agent + what, rule.what);
      r.asks.push_back({"rule_who_first", agent + front + what, rule.what, false});
    } else {
      const bool of_heading = named.empty() && front.empty();
      const auto of = !named.empty() ? with_particle(named, "은", "는") + " " : of_heading ? std::string(about_) + "에 관하여 " : std::string();
      const std::string what = of_heading                                         ? "어떻게 규정하고 있는가?"
                               : rule.relation == "금지"                          ? "무엇이 금지되는가?"
                               : rule.relation == "기준"                          ? "어떠하여야 하는가?"
                               : rule.relation == "의무"                          ? "어떻게 하여야 하는가?"
                               : rule.relation == "권한" && has_object(rule.what) ? "무엇을 할 수 있는가?"
                               : rule.what.ends_with("한다")                      ? how_done(rule.what)
                                                                                  : "어떻게 되는가?";
      add_ask(r, "rule_how", of + front + what, rule.what);
    }
    put(std::move(r), text, span, lead);
  }
  /// "이 법은 …을 보호함을 목적으로 한다": what the text is for.
  bool add_aim(const std::string& text, record::Span span) {
    const auto body = without_stop(text);
    const auto words = split_words(body);
    const bool of_itself = words.size() > 3 && words[0].text == "이" && (words[1].text.ends_with("은") || words[1].text.ends_with("는"));
    if (!of_itself || !(body.ends_with("을 목적으로 한다") || body.ends_with("를 목적으로 한다"))) return false;
    const auto begin = words[2].begin, end = body.rfind(" 목적으로 한다") - std::string_view("을").size();
    Reading r{.subject = std::string(about_), .relation = "목적", .value = std::string(body.substr(begin, end - begin)), .importance = kWhole};
    add_ask(r, "aim_what", "제정 목적은 무엇인가?", r.value);
    put(std::move(r), text, span);
    return true;
  }
  /// "이 영은 2022년 1월 27일부터 시행한다".
  void add_start(const Rule& rule, const std::string& text, record::Span span) {
    const auto from = rule.what.find("부터 시행한다");
    if (from == std::string::npos || from == 0 || about_.empty()) return;
    auto day = rule.what.substr(0, from);
    if (const auto topic = day.find("은 "); day.starts_with("이 ") && topic != std::string::npos)
      day = day.substr(topic + std::string_view("은 ").size());
    Reading r{.subject = std::string(about_), .relation = "시행일", .value = day, .condition = rule.condition, .importance = kWhole};
    add_ask(r, "start_when", std::string(about_) + "에 따르면 언제부터 시행하는가?", r.value);
    put(std::move(r), text, span);
  }
  void add_purpose(const Rule& rule, const std::string& text, record::Span span, record::Span lead) {
    if (rule.purpose.empty()) return;
    const auto clause = attributive(joined(rule.condition, rule.what));
    if (clause.empty() || length(clause) > kLongestAsked || leads_list(clause)) return;
    Reading r{.subject = joined(rule.condition, rule.what),
              .relation = "목적",
              .value = rule.purpose,
              .condition = std::string(about_),
              .importance = kPurpose};
    add_ask(r, "purpose_what", clause + " 목적은 무엇인가?", rule.purpose);
    put(std::move(r), text, span, lead);
  }

  void add_asides(const Sentence& s) {
    for (auto& aside : read_asides(s.text)) {
      Reading r{.subject = aside.subject, .relation = aside.relation, .value = aside.value, .condition = std::string(about_), .importance = kAside};
      const auto at = about_.empty() ? std::string() : std::string(about_) + "에 관하여 ";
      std::string statement;
      if (aside.relation == "정의") {
        add_ask(r, "term_means", at + with_particle("\"" + aside.subject + "\"", "이란", "란") + " 무엇을 말하는가?", aside.value);
        add_ask(r, "term_named", with_particle(aside.value, "을", "를") + " 줄여서 무엇이라 하는가?", aside.subject, true);
        statement = with_particle("\"" + aside.subject + "\"", "이란", "란") + " " + with_particle(aside.value, "을", "를") + " 말한다";
      } else if (aside.relation == "간주") {
        add_ask(r, "counts_as", at + with_particle("\"" + aside.subject + "\"", "은", "는") + " 무엇으로 보는가?", aside.value);
        statement = with_particle("\"" + aside.subject + "\"", "은", "는") + " " + with_particle("\"" + aside.value + "\"", "으로", "로") + " 본다";
      } else {
        const std::string verb = aside.relation == "제외" ? "제외" : aside.relation == "포함" ? "포함" : "한정";
        const bool is_case = aside.value.ends_with("경우") || aside.value.ends_with("때");
        if (aside.relation == "한정")
          add_ask(r, "aside_what", at + with_particle(aside.subject, "은", "는") + (is_case ? " 어떤 경우에 한정되는가?" : " 무엇에 한정되는가?"),
                  aside.value);
        else
          add_ask(r, "aside_what",
                  at + aside.subject + (aside.relation == "제외" ? "에서 " : "에 ") + verb +
                      (is_case ? "되는 것은 어떤 경우인가?" : "되는 것은 무엇인가?"),
                  aside.value);
        const std::string side = aside.relation == "한정" ? "의 범위를 " : aside.relation == "제외" ? "에서 " : "에 ";
        statement = aside.subject + side + with_particle(aside.value, "을", "를") + " " + verb + "한다";
      }
      put(std::move(r), statement, s.span);
    }
  }

  void open_list(const std::string& text, const std::string& rule, bool excepts, int level, record::Span span) {
    const auto lead = read_lead(text);
    if (!lead) return;
    leads_.push_back({.level = level, .items = name_of_items(*lead, about_, excepts ? without_list(rule) : std::string()), .span = span});
  }

  void add_item(const Block& block) {
    auto& lead = leads_.back();
    const auto text = clean_sentence(block.sentences.empty() ? block.text : block.sentences[0].text);
    if (is_mark_of_example(text) || length(text) > kLongestItem || is_pair(text) || points_at_items(text)) return;
    if (text.size() < 12 && relation_of(text).empty() && block.sentences.size() > 1) return;  // "1의4.": a mark of its own
    const size_t ordinal = lead.count++;
    const auto item = without_list(std::string(without_stop(text)));
    if (ordinal >= kOrdinals.size() || length(lead.items) > kLongestAsked || lead.items.empty()) return;
    const auto span = block.sentences.empty() ? block.span : block.sentences[0].span;
    Reading r{.subject = lead.items, .relation = relation_of(item), .value = item, .condition = std::string(about_), .importance = kItem};
    if (r.relation.empty()) r.relation = "열거";
    const auto place = std::string(kOrdinals[ordinal]) + " 번째로 열거된 것은 " + (item.ends_with("경우") ? "어떤 경우인가?" : "무엇인가?");
    add_ask(r, "item_what", lead.items + " 가운데 " + place, item);
    if (r.relation == "열거" && length(item) <= kLongestNamed && length(lead.items) <= kLongestNamed && !item.ends_with("경우"))
      add_ask(r, "item_of", with_particle(item, "은", "는") + " 무엇에 해당하는가?", lead.items, true);
    put(std::move(r), lead.items + ": " + item, span, lead.span);
  }

  std::string_view about_;
  std::vector<Level> leads_;
  std::vector<Provision> out_;
};

}  // namespace

std::vector<Provision> read_provisions(const std::vector<Block>& blocks, std::string_view about) { return Writer(about).read(blocks); }

}  // namespace jangin::synthesize::korean
