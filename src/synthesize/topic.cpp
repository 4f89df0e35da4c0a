// Topics and vocabulary.
#include "synthesize/topic.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/lexicon.h"
#include "synthesize/english/tokens.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

constexpr std::array<std::string_view, 27> kClassNouns = {"word",    "number",   "parameter", "variable", "pin",     "code",      "command",
                                                          "setting", "option",   "function",  "file",     "button",  "key",       "mode",
                                                          "signal",  "field",    "column",    "section",  "group",   "component", "argument",
                                                          "flag",    "register", "program",   "method",   "element", "switch"};

/// Headings that say nothing without the one above.
constexpr std::array<std::string_view, 65> kEmptyHeadings = {
    "introduction",  "overview",    "general",     "notes",        "note",           "example",      "examples",   "description",  "usage",
    "syntax",        "summary",     "errors",      "details",      "basics",         "options",      "parameters", "see also",     "background",
    "definitions",   "conventions", "limitations", "known issues", "synopsis",       "name",         "author",     "license",      "copyright",
    "files",         "functions",   "pins",        "remarks",      "technical info", "common words", "references", "requirements", "return value",
    "return values", "arguments",   "개요",        "소개",         "설명",           "주의",         "주의 사항",  "참고",         "참고 항목",
    "비고",          "예",          "예제",        "구문",         "요약",           "인수",         "매개 변수",  "매개변수",     "반환 값",
    "반환값",        "요구 사항",   "사용 권한",   "특징",         "일반",           "배경",         "정의",       "용어",         "목적",
    "추가 정보",     "관련 항목"};

/// A spreadsheet's own name for a sheet: "Sheet1", "시트 2".
bool is_sheet_name(std::string_view lower) {
  for (std::string_view word : {"sheet", "worksheet", "시트"})
    if (lower.starts_with(word)) return lower.find_first_not_of(" 0123456789", word.size()) == lower.npos;
  return false;
}
bool is_empty_heading(std::string_view heading) {
  const auto lower = to_lower_ascii(heading);
  return std::find(kEmptyHeadings.begin(), kEmptyHeadings.end(), lower) != kEmptyHeadings.end() || is_sheet_name(lower);
}

/// A name stands this many times for each time that its word stands in lower case.
constexpr int kNameOverCommand = 3;
constexpr int kMostBound = 5;  // of so many times that a name stands, fewer than four may be before a noun: "Lewis structures" name no product
constexpr size_t kLongestHeading = 9;  // words
constexpr int kNameOfSister = 9;       // times that a document without a name of its own must say its sister's

/// "L2": a letter with its number, which tells a code's forms apart.
bool is_value_word(std::string_view word) {
  if (word.size() < 2 || word.size() > 4 || word[0] < 'A' || word[0] > 'Z') return false;
  return word.find_first_not_of("0123456789", 1) == word.npos;
}

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string clean_word(std::string_view word) {
  const auto named = [&] {
    return word.size() > 2 && word.front() == '_' && word.back() != '_' && std::isalnum(static_cast<unsigned char>(word[1]));
  };  // "_Exit"
  while (!word.empty() && std::ispunct(static_cast<unsigned char>(word.front())) && word.front() != '#' && word.front() != '[' && !named())
    word.remove_prefix(1);
  while (!word.empty() && std::ispunct(static_cast<unsigned char>(word.back())) && word.back() != ']') word.remove_suffix(1);
  if (const auto bracket = word.find('('); bracket != word.npos && bracket >= 3) word = word.substr(0, bracket);  // "LinuxCNC(1)", a manual page
  return std::string(word);
}

std::string without_possessive(std::string name) {
  for (std::string_view mark : {"'s", "’s"})
    if (name.ends_with(mark)) name.resize(name.size() - mark.size());
  return name;
}

using Counts = std::unordered_map<std::string, int>;

/// "Hong" of the title "Hong Kong protests" is "Hong Kong": a neighbour in the title that stands beside the name most times that the text says it.
std::string whole_name(std::string name, const std::string& title, const Counts& pairs, const Counts& names) {
  constexpr int kMostlyTogether = 60;  // per cent
  std::vector<std::string> words;
  for (auto raw : split(title, ' ')) words.push_back(without_possessive(clean_word(raw)));
  const auto at = std::find(words.begin(), words.end(), name);
  const auto told = names.find(name);
  if (name.empty() || at == words.end() || told == names.end()) return name;
  const auto together = [&](const std::string& pair) {
    const auto found = pairs.find(pair);
    return found != pairs.end() && found->second * 100 >= told->second * kMostlyTogether;
  };
  if (at + 1 != words.end() && !(at + 1)->empty() && together(name + " " + *(at + 1))) return name + " " + *(at + 1);
  if (at != words.begin() && !(english::classify(to_lower_ascii(*(at - 1))) & english::kDeterminer) && together(*(at - 1) + " " + name))
    return *(at - 1) + " " + name;
  return name;
}

std::string article_of(std::string_view heading) {
  if (!heading.starts_with("제")) return {};
  auto jo = heading.find("조");
  if (jo == heading.npos || jo > 24) return {};
  size_t end = jo + 3;
  if (heading.substr(end).starts_with("의")) {
    end += 3;
    while (end < heading.size() && std::isdigit(static_cast<unsigned char>(heading[end]))) ++end;
  }
  return std::string(heading.substr(0, end));
}

/// "BITSLICE(9)" → "bitslice"; empty: no manual page's heading.
std::string manual_page(std::string_view heading) {
  const auto open = heading.find('(');
  if (open == heading.npos || open < 2 || !heading.ends_with(')') || heading.find(' ') != heading.npos) return {};
  const auto section = heading.substr(open + 1, heading.size() - open - 2);
  const bool numbered = !section.empty() && section.size() <= 5 && std::isdigit(static_cast<unsigned char>(section[0])) &&
                        std::ranges::all_of(section.substr(1), [](char c) { return std::islower(static_cast<unsigned char>(c)); });
  return numbered ? std::string(heading.substr(0, open)) : std::string();
}

}  // namespace

bool is_named_kind(std::string_view noun) {
  static constexpr std::array<std::string_view, 46> kKinds = {
      "widget",    "dialog",   "component", "command",   "function",    "class",     "method",    "driver",    "module",   "panel",
      "tool",      "program",  "utility",   "library",   "macro",       "keyword",   "statement", "operator",  "option",   "property",
      "attribute", "event",    "routine",   "procedure", "compiler",    "wizard",    "editor",    "interface", "protocol", "device",
      "sensor",    "pump",     "valve",     "motor",     "timer",       "encoder",   "counter",   "generator", "filter",   "directive",
      "structure", "template", "manager",   "server",    "instruction", "controller"};
  return std::ranges::find(kKinds, noun) != kKinds.end();
}

std::string strip_numbering(std::string_view heading) {
  heading = trim(heading);
  for (auto mark : {"Chapter ", "Appendix ", "Part "})
    if (heading.starts_with(mark)) {
      auto space = heading.find(' ', std::string_view(mark).size());
      if (space != heading.npos) return std::string(trim(heading.substr(space + 1)));
    }
  size_t i = 0, digits = 0;
  while (i < heading.size() && (std::isdigit(static_cast<unsigned char>(heading[i])) || heading[i] == '.' || heading[i] == ')'))
    digits += heading[i] != '.', ++i;
  if (digits > 0 && i < heading.size() && heading[i] == ' ') return english::strip_markdown(trim(heading.substr(i)));
  return english::strip_markdown(heading);
}

Vocabulary::Vocabulary(const std::vector<record::Document>& documents, const std::vector<record::Passage>& passages) {
  std::unordered_map<std::string, std::unordered_map<std::string, int>> capitalised;  // doc → word → times
  std::unordered_map<std::string, int> all_names, in_lower_case, before_noun, pairs;  // pairs: two capitalised words side by side
  for (uint32_t p = 0; p < passages.size(); ++p) {
    const auto& passage = passages[p];
    const std::string& doc = passage.occurrences.empty() ? std::string() : passage.occurrences[0].doc_id;
    std::string last;
    bool sentence_start = true, pair_ended = true;
    const std::string text = replace_all(passage.text, "\n", " ");  // outlives its parts
    for (auto raw : split(text, ' ')) {
      auto word = clean_word(raw);
      if (word.empty()) {
        pair_ended = true;
        continue;
      }
      auto lower = to_lower_ascii(word);
      auto& seen = passages_of_word_[lower];
      if (seen.empty() || seen.back() != p) seen.push_back(p);
      if (!is_upper(word[0]))
        common_.insert(word), ++in_lower_case[word];
      else if (!sentence_start || english::is_code_like(word))
        ++capitalised[doc][word], ++all_names[word];
      if (!last.empty() && is_upper(last[0]) && !is_upper(word[0]) &&
          (english::classify(lower) & (english::kNoun | english::kThird | english::kPreposition | english::kFinite)) == english::kNoun)
        ++before_noun[last];
      if (!last.empty() && is_upper(last[0]) && is_upper(word[0]) && !pair_ended) ++pairs[without_possessive(last + " " + word)];
      pair_ended = std::ispunct(static_cast<unsigned char>(raw.back())) && raw.back() != '.';
      for (auto noun : kClassNouns) {
        if (lower == noun && !last.empty() && english::is_code_like(last)) ++classes_[last][std::string(noun)];
        if (last == noun && english::is_code_like(word)) ++classes_[word][std::string(noun)];
      }
      sentence_start = raw.ends_with('.') || raw.ends_with(':') || raw == "-";
      last = word;
    }
  }
  std::unordered_map<std::string, std::string> own_name;
  for (const auto& document : documents) {
    auto title = document.title;
    titles_[document.doc_id] = title;
    std::string best;
    int most = 2;
    for (auto raw : split(title, ' ')) {
      auto word = clean_word(raw);
      if (word.size() < 3 || !is_upper(word[0]) || word.find('.') != word.npos) continue;
      auto found = capitalised[document.doc_id].find(word);
      if (found == capitalised[document.doc_id].end() || found->second <= most ||
          before_noun[word] * kMostBound >= all_names[word] * (kMostBound - 1))
        continue;
      auto lower = in_lower_case.find(to_lower_ascii(word));  // a product's name is now and then a command's too: "linuxcnc file.ini"
      if (lower == in_lower_case.end() || lower->second * kNameOverCommand < all_names[word]) best = word, most = found->second;
    }
    products_[document.doc_id] = whole_name(best, title, pairs, all_names);
    own_name[document.doc_id] = best;
  }
  for (const auto& document : documents) {  // "Getting Started": the name of a sister document that stands often in this one
    if (!products_[document.doc_id].empty()) continue;
    std::string best;
    int most = kNameOfSister;
    for (const auto& sister : documents) {
      const auto& name = own_name[sister.doc_id];
      auto found = capitalised[document.doc_id].find(name);
      if (!name.empty() && found != capitalised[document.doc_id].end() && found->second > most) best = products_[sister.doc_id], most = found->second;
    }
    products_[document.doc_id] = best;
  }
  std::vector<std::pair<int, std::string>> ranked;
  for (const auto& [word, times] : all_names) {
    bool plain = word.size() >= 4 && std::all_of(word.begin(), word.end(), [](char c) { return std::isalpha(static_cast<unsigned char>(c)); });
    bool shouting = std::all_of(word.begin(), word.end(), is_upper);
    if (plain && !shouting && times >= 3 && !common_.contains(to_lower_ascii(word))) ranked.emplace_back(times, word);
  }
  std::sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first != b.first ? a.first > b.first : a.second < b.second; });
  for (auto& [times, word] : ranked) names_.push_back(word);
}

bool Vocabulary::is_common_word(std::string_view word) const { return common_.contains(to_lower_ascii(word)); }
bool Vocabulary::occurs(std::string_view word) const { return passages_of_word_.contains(to_lower_ascii(word)); }
bool Vocabulary::together(std::string_view a, std::string_view b) const {
  auto x = passages_of_word_.find(to_lower_ascii(a)), y = passages_of_word_.find(to_lower_ascii(b));
  if (x == passages_of_word_.end() || y == passages_of_word_.end()) return false;
  for (size_t i = 0, k = 0; i < x->second.size() && k < y->second.size();) {
    if (x->second[i] == y->second[k]) return true;
    x->second[i] < y->second[k] ? ++i : ++k;
  }
  return false;
}

std::string Vocabulary::class_of(std::string_view code) const {
  std::string key(code);
  while (!key.empty() && key.back() == '-') key.pop_back();
  auto found = classes_.find(key);
  if (found == classes_.end()) return {};
  if (key.size() == 1) {  // "the Q file": what a letter stands beside by chance
    for (auto noun : {"word", "parameter", "argument", "flag", "option"})
      if (auto seen = found->second.find(noun); seen != found->second.end() && seen->second >= 2) return noun;
    return {};
  }
  auto best = std::max_element(found->second.begin(), found->second.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return best->second >= 2 ? best->first : std::string();
}

const std::string& Vocabulary::product_of(const std::string& doc_id) const {
  static const std::string kNone;
  auto found = products_.find(doc_id);
  return found == products_.end() ? kNone : found->second;
}
const std::string& Vocabulary::title_of(const std::string& doc_id) const {
  static const std::string kNone;
  auto found = titles_.find(doc_id);
  return found == titles_.end() ? kNone : found->second;
}

std::string Vocabulary::sentence_case(std::string_view heading) const {
  std::string out;
  for (auto word : split(heading, ' ')) {
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    auto core = clean_word(word);
    bool lower = !core.empty() && is_upper(core[0]) && !english::is_code_like(core) &&
                 (common_.contains(to_lower_ascii(core)) || common_.contains(to_lower_ascii(english::singular_form(core))) ||
                  english::classify(to_lower_ascii(core)) != english::kNoun);
    out += lower ? to_lower_ascii(word) : std::string(word);
  }
  return out;
}

Topic Vocabulary::topic_of(const record::Passage& passage) const {
  Topic topic;
  if (!passage.occurrences.empty()) {
    topic.product = product_of(passage.occurrences[0].doc_id);
    topic.title = title_of(passage.occurrences[0].doc_id);
  }
  for (auto it = passage.heading_path.rbegin(); it != passage.heading_path.rend(); ++it) {
    auto heading = strip_numbering(*it);
    if (topic.article.empty()) topic.article = article_of(heading);
    if (is_empty_heading(heading)) continue;
    if (topic.heading.empty() && english::count_words(heading) <= kLongestHeading) topic.heading = heading;
  }
  if (topic.heading.empty() && passage.text.starts_with('|') && english::count_words(topic.title) <= kLongestHeading)
    topic.heading = strip_numbering(topic.title);  // a sheet's rows tell nothing without the name of their file
  while (!topic.heading.empty() && topic.heading.ends_with(':')) topic.heading.pop_back();
  std::string_view before;
  for (auto word : split(topic.heading, ' ')) {
    auto core = clean_word(word);
    if (topic.code.empty() && english::is_code_like(core) && core != topic.product && core.find_first_of("0123456789_.#") != core.npos)
      topic.code = core;
    else if (!topic.code.empty() && topic.code == before && is_value_word(core) && core[0] != topic.code[0])
      topic.code += " " + std::string(core);  // "G10 L2 Set …"
    before = word;
  }
  topic.phrase = sentence_case(english::strip_asides(topic.heading));
  topic.name = name_of(topic);
  return topic;
}

std::string Vocabulary::name_of(const Topic& topic) const {
  if (auto page = manual_page(topic.heading); !page.empty()) {
    const auto lower = to_lower_ascii(page);
    return common_.contains(lower) ? lower : page;
  }
  if (!topic.code.empty()) return topic.code;
  const auto word = topic.heading.substr(0, topic.heading.find(' '));
  if (topic.heading.starts_with(word + " - ") || topic.heading == word)  // "CalculatorDialog - Calculator Dialog Widget"
    return english::is_code_like(word) && word.size() > 2 ? word : std::string();
  const auto last = to_lower_ascii(std::string_view(topic.phrase).substr(topic.phrase.rfind(' ') + 1));
  const bool one =
      topic.phrase.find(" and ") == topic.phrase.npos && topic.phrase.find(',') == topic.phrase.npos && english::count_words(topic.phrase) <= 5;
  const auto first = english::classify(to_lower_ascii(topic.phrase.substr(0, topic.phrase.find(' '))));
  const bool thing =
      one && is_named_kind(last) && !(first & (english::kGerund | english::kPreposition | english::kRelative | english::kSubordinator));
  return thing ? (topic.phrase.starts_with("the ") ? "" : "the ") + topic.phrase : std::string();
}

}  // namespace jangin::synthesize
