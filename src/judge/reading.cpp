// Words, keys and units of a text.
#include "judge/reading.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/units.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllableBytes = 3;
constexpr size_t kRemembered = 16;

bool is_function_word(const std::string& word) {
  static const std::unordered_set<std::string_view> words = {
      "a",      "about",   "again",    "also",   "am",       "an",       "and",        "another",    "any",    "are",       "as",       "at",
      "be",     "because", "been",     "being",  "both",     "but",      "by",         "can",        "cannot", "case",      "could",    "did",
      "do",     "does",    "each",     "either", "every",    "for",      "from",       "had",        "has",    "have",      "he",       "her",
      "his",    "how",     "i",        "if",     "in",       "into",     "is",         "isn",        "aren",   "wasn",      "weren",    "didn",
      "won",    "hasn",    "haven",    "mustn",  "shouldn",  "couldn",   "wouldn",     "it",         "its",    "itself",    "let",      "many",
      "may",    "might",   "much",     "must",   "no",       "nor",      "not",        "of",         "off",    "on",        "once",     "one",
      "only",   "or",      "other",    "our",    "out",      "over",     "own",        "per",        "shall",  "she",       "should",   "so",
      "some",   "such",    "than",     "that",   "the",      "their",    "them",       "then",       "there",  "therefore", "these",    "they",
      "this",   "those",   "through",  "thus",   "to",       "too",      "under",      "unless",     "until",  "up",        "upon",     "us",
      "was",    "we",      "were",     "what",   "when",     "where",    "whether",    "which",      "while",  "who",       "whom",     "whose",
      "why",    "will",    "with",     "within", "without",  "would",    "you",        "your",       "never",  "always",    "all",      "t",
      "s",      "don",     "doesn",    "before", "after",    "happens",  "happen",     "하는",       "하여",   "하고",      "한",       "할",
      "수",     "것",      "것을",     "것은",   "것이",     "등",       "등을",       "및",         "또는",   "이",        "그",       "각",
      "때",     "때에는",  "때에",     "경우",   "경우에는", "경우에",   "경우에만",   "있는",       "있다",   "없다",      "있습니다", "없습니다",
      "한다",   "합니다",  "하지",     "아니",   "아니한다", "않습니다", "않는",       "된다",       "됩니다", "되는",      "된",       "될",
      "하여야", "해야",    "하여서는", "해서는", "위하여",   "위해",     "따라",       "따른",       "대하여", "대한",      "대해",     "관하여",
      "관한",   "의하여",  "의한",     "통해",   "무엇을",   "무엇인가", "무엇인가요", "무엇입니까", "무엇이", "누가",      "어떤",     "어느",
      "몇",     "얼마",    "어떻게",   "되는가", "하는가",   "이다",     "입니다",     "인",         "에서",   "에는",      "에",       "의",
      "은",     "는",      "을",       "를",     "가",       "으로",     "로"};
  return words.contains(word);
}

/// The key of an English word: plural, past and -ing endings, a doubled consonant and a final e or y taken off.
std::string english_key(std::string word) {
  auto cut = [&](size_t bytes) { word.resize(word.size() - bytes); };
  if (word.size() > 4 && word.ends_with("ies")) return word.substr(0, word.size() - 3);
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss") && !word.ends_with("us") && !word.ends_with("is")) cut(1);
  bool ended = false;
  if (word.size() > 5 && word.ends_with("ing")) cut(3), ended = true;
  if (!ended && word.size() > 4 && word.ends_with("ed")) cut(2), ended = true;
  if (ended && word.size() > 3 && word[word.size() - 1] == word[word.size() - 2] && word.back() != 's' && word.back() != 'l') cut(1);
  if (word.size() > 3 && (word.ends_with('e') || word.ends_with('y') || word.ends_with('i'))) cut(1);
  return word;
}

std::string key_of(const Word& word) {
  if (word.number) return "#" + word.text;
  if (word.hangul) return word.text.substr(0, 2 * kSyllableBytes);
  return english_key(word.text);
}

/// The middle dots of Korean lists count as letters in Unicode.
bool is_word_letter(char32_t c) { return c != 0x318D && c != 0x119E && (text::is_letter(c) || text::is_digit(c) || text::is_mark(c) || c == '_'); }

/// Reads units of words from folded text.
class Reader {
 public:
  explicit Reader(std::string_view text) : original_(text::nfkc(text)) {}

  Reading read() {
    for (std::string_view line : split_lines(original_)) {
      std::string_view body = trim(line);
      if (body.empty()) continue;
      kind_ = body.starts_with('|') ? TextUnit::Kind::row : is_item(body) ? TextUnit::Kind::item : TextUnit::Kind::sentence;
      if (kind_ == TextUnit::Kind::row && body.find_first_not_of("|:- ") == std::string_view::npos) continue;
      begin_unit();
      read_line(body);
      end_unit();
      ++line_;
    }
    for (const Word& word : out_.words) out_.keys.insert(word.key);
    return std::move(out_);
  }

 private:
  static bool is_item(std::string_view line) {
    if (line.starts_with("- ") || line.starts_with("* ")) return true;
    size_t digits = line.find_first_not_of("0123456789");
    return digits != std::string_view::npos && digits > 0 && digits < 3 && line.substr(digits).starts_with(". ");
  }

  void begin_unit() { outer_.clear(), unit_ = {kind_, line_, out_.words.size(), 0, out_.words.size(), false}; }
  void end_unit() {
    unit_.end = out_.words.size();
    if (unit_.end > unit_.begin) out_.units.push_back(unit_);
    begin_unit();
  }

  void read_line(std::string_view line) {
    char32_t before = 0;
    for (size_t at = 0; at < line.size();) {
      size_t from = at;
      char32_t c = text::next_code_point(line, at);
      if (is_word_letter(c)) {
        at = read_word(line, from, text::is_digit(c) && before != '_');
      } else {
        read_mark(line, before, c, at);
      }
      before = c;
    }
  }

  void read_mark(std::string_view line, char32_t before, char32_t c, size_t next) {
    const uint32_t clause_before = clause_;
    bool space = next >= line.size() || line[next] == ' ' || line[next] == '"' || line[next] == ')';
    bool dated = c == '.' && out_.words.size() > unit_.begin && out_.words.back().number && dates_on(line.substr(next));
    // "the ! operator", "(-> or .)", "(.)"
    bool operation = (before == ' ' && c == '!') || ((before == ' ' || before == '(') && c == '.' && next < line.size() && line[next] == ')');
    if (!dated && !operation && (c == '.' || c == '?' || c == '!' || c == U'。') && space) {
      unit_.whole = out_.words.size() > unit_.begin + 1;
      const bool inside = !outer_.empty() && out_.words.back().hangul && line.find(')', next) != std::string_view::npos;  // "(… 말한다. 이하 같다)를"
      if (kind_ == TextUnit::Kind::sentence && !inside) end_unit();
    }
    if (c == ',' || c == ';' || (c == ':' && space) || c == '(' || c == ')' || c == '|') clause_ = ++clauses_;
    if (c == ';' && outer_.empty()) ++segment_;
    if (c == '(') outer_.push_back(clause_before);
    if (c == ')' && !outer_.empty()) clause_ = outer_.back(), outer_.pop_back();  // behind the brackets the clause goes on
    bool key_ends = (c == '|' && out_.words.size() > unit_.begin) || (c == ':' && space && kind_ == TextUnit::Kind::item);
    if (key_ends && unit_.first_cell_end == unit_.begin) unit_.first_cell_end = out_.words.size();
  }

  /// Whether a date goes on behind its dot: "2020. 3. 1. 이전".
  static bool dates_on(std::string_view rest) {
    rest = trim(rest);
    size_t at = 0;
    char32_t c = rest.empty() ? 0 : text::next_code_point(rest, at);
    return text::is_digit(c) || text::is_hangul(c);
  }

  /// Whether the Latin letters at `at`, two or more, are a unit.
  static bool is_unit_run(std::string_view line, size_t at) {
    size_t end = at;
    while (end < line.size() && ((line[end] >= 'a' && line[end] <= 'z') || (line[end] >= 'A' && line[end] <= 'Z'))) ++end;
    bool ends = end == line.size() || !(line[end] >= '0' && line[end] <= '9');
    return end - at > 1 && ends && !unit_of(text::casefold(line.substr(at, end - at))).empty();
  }

  /// One run of Hangul, of Latin letters and digits, or of a number; gives back where it ends.
  size_t read_word(std::string_view line, size_t from, bool number) {
    Word word;
    word.clause = clause_, word.segment = segment_, word.aside = !outer_.empty();
    size_t at = from, last = from;
    bool first = true;
    while (at < line.size()) {
      char32_t c = text::next_code_point(line, at);
      bool inner = number && (c == '.' || c == ',') && at < line.size() && line[at] >= '0' && line[at] <= '9';
      if (!inner && !is_word_letter(c)) break;
      if (first) word.hangul = text::is_hangul(c), word.capital = text::is_upper(c);
      if (number && !inner && !text::is_digit(c)) {
        if (text::is_hangul(c)) break;
        if (is_unit_run(line, last)) break;  // "16cm"
        number = false;                      // "2nd", "3d"
      }
      if (!first && !number && text::is_hangul(c) != word.hangul && !text::is_mark(c)) break;
      first = false;
      last = at;
    }
    word.text = std::string(line.substr(from, last - from));
    word.number = number;
    if (number) {
      std::erase(word.text, ',');
      // "1천", "3만명": the number in full; "만원" is a unit of its own.
      std::string_view rest = line.substr(last);
      if (rest.starts_with("천") && !rest.starts_with("천원") && word.text.find('.') == std::string::npos) word.text += "000", last += kSyllableBytes;
    }
    push(std::move(word));
    return last;
  }

  void push(Word word) {
    word.text = text::casefold(word.text);
    word.key = key_of(word);
    word.content = word.number || !is_function_word(word.text);
    out_.letters += word.text;
    out_.words.push_back(std::move(word));
  }

  std::string original_;
  Reading out_;
  TextUnit unit_;
  TextUnit::Kind kind_ = TextUnit::Kind::sentence;
  uint32_t clause_ = 0, clauses_ = 0, segment_ = 0, line_ = 0;
  std::vector<uint32_t> outer_;  // clauses around the open brackets
};

}  // namespace

Reading read_text(std::string_view text) { return Reader(text).read(); }

const Reading& reading_of(std::string_view text) {
  struct Remembered {
    std::string text;
    Reading reading;
    uint64_t used = 0;
  };
  thread_local std::array<Remembered, kRemembered> remembered;
  thread_local uint64_t calls = 0;
  ++calls;
  for (Remembered& one : remembered) {
    if (one.text != text) continue;
    one.used = calls;
    return one.reading;
  }
  // The one that was asked for longest ago goes: what a caller still holds stays.
  Remembered& slot = *std::ranges::min_element(remembered, {}, &Remembered::used);
  slot.text = std::string(text), slot.used = calls;
  slot.reading = read_text(text);
  return slot.reading;
}

bool is_fragment(const Reading& reading) {
  return reading.units.size() < 2 && (reading.units.empty() || !reading.units[0].whole || reading.units[0].kind != TextUnit::Kind::sentence);
}

size_t nearest_of(const Reading& evidence, const std::vector<TextUnit>& units, const std::unordered_set<std::string>& claim_keys) {
  size_t best = std::string::npos;
  double best_score = 0;
  for (size_t u = 0; u < units.size(); ++u) {
    auto keys = content_keys(evidence, units[u].begin, units[u].end);
    double shared = static_cast<double>(std::ranges::count_if(keys, [&](const std::string& key) { return claim_keys.contains(key); }));
    double score = shared + (keys.empty() ? 0 : 0.5 * shared / static_cast<double>(keys.size()));
    if (score > best_score) best = u, best_score = score;
  }
  return best;
}

size_t nearest_unit(const Reading& evidence, const std::unordered_set<std::string>& claim_keys) {
  return nearest_of(evidence, evidence.units, claim_keys);
}

std::vector<TextUnit> segments_of(const Reading& reading) {
  std::vector<TextUnit> segments;
  for (TextUnit unit : reading.units) {
    const size_t end = unit.end;
    for (size_t i = unit.begin + 1; i < end; ++i) {
      if (reading.words[i].segment == reading.words[i - 1].segment) continue;
      unit.end = i;
      segments.push_back(unit);
      unit.begin = unit.first_cell_end = i;
    }
    unit.end = end;
    segments.push_back(unit);
  }
  return segments;
}

std::unordered_set<std::string> content_keys(const Reading& reading, size_t begin, size_t end) {
  std::unordered_set<std::string> keys;
  for (size_t i = begin; i < end; ++i) {
    if (reading.words[i].content) keys.insert(reading.words[i].key);
  }
  return keys;
}

std::unordered_set<std::string> content_keys(const Reading& reading) { return content_keys(reading, 0, reading.words.size()); }

std::unordered_set<std::string> all_keys(const Reading& reading, size_t begin, size_t end) {
  std::unordered_set<std::string> keys;
  for (size_t i = begin; i < end; ++i) keys.insert(reading.words[i].key);
  return keys;
}

std::string shown(const Reading& reading, size_t begin, size_t end) {
  std::string text;
  for (size_t i = begin; i < end; ++i) text += (text.empty() ? "" : " ") + reading.words[i].text;
  return text;
}

bool is_heading_answer(const std::unordered_set<std::string>& answer_keys, const Reading& context) {
  auto about = [](const std::string& key) { return key == "관한" || key == "규정"; };  // "… 등에 관한 규정이다"
  return !answer_keys.empty() && std::ranges::all_of(answer_keys, [&](const std::string& key) { return about(key) || context.has(key); });
}

double share_in(const std::unordered_set<std::string>& keys, const std::unordered_set<std::string>& other) {
  if (keys.empty()) return 1;
  auto held = std::ranges::count_if(keys, [&](const std::string& key) { return other.contains(key); });
  return static_cast<double>(held) / static_cast<double>(keys.size());
}

}  // namespace jangin::judge
