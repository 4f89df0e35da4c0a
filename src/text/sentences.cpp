// Where a sentence ends, by rules for technical English and for Korean prose. Not a Markdown parser: blocks are cut by its callers.
#include "text/sentences.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/strings.h"
#include "text/abbreviations.h"
#include "text/unicode.h"

namespace jangin::text {
namespace {

constexpr auto npos = std::string_view::npos;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

bool is_one_of(char32_t c, std::u32string_view set) { return set.find(c) != std::u32string_view::npos; }
constexpr std::u32string_view kClosers = U"\"'”’»)]}」』】〉》*_`";
constexpr std::u32string_view kOpeners = U"\"'“‘«([{「『【〈《*_`";

char32_t peek(std::string_view text, size_t at) { return at < text.size() ? next_code_point(text, at) : 0; }

/// The code point that ends at `end`, or 0.
char32_t last_before(std::string_view text, size_t end) {
  if (end == 0) return 0;
  size_t at = end - 1;
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  return next_code_point(text, at);
}

size_t skip_set(std::string_view text, size_t at, std::u32string_view set) {
  while (at < text.size()) {
    size_t next = at;
    if (!is_one_of(next_code_point(text, next), set)) break;
    at = next;
  }
  return at;
}

size_t skip_blanks(std::string_view text, size_t at) {
  while (at < text.size() && is_blank(text[at])) ++at;
  return at;
}

std::string_view trim_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// The token that ends at `end` (exclusive) and does not reach back beyond `begin`, without opening marks.
std::string_view token_before(std::string_view text, size_t begin, size_t end) {
  size_t at = end;
  while (at > begin && !is_blank(text[at - 1])) --at;
  at = skip_set(text.substr(0, end), at, kOpeners);
  return text.substr(at, end - at);
}

std::string_view token_after(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size() && !is_blank(text[end])) ++end;
  return text.substr(at, end - at);
}

bool all_digits(std::string_view token) { return !token.empty() && std::all_of(token.begin(), token.end(), is_ascii_digit); }

/// "3", "2.1.4", "2-1": what numbers an item, without its last mark.
bool is_numbering(std::string_view token) {
  if (token.empty() || token.size() > 9 || !is_ascii_digit(token.front())) return false;
  return std::all_of(token.begin(), token.end(), [](char c) { return is_ascii_digit(c) || c == '.' || c == '-'; });
}

/// "가", "나", …, "하": Korean statutes letter their items so.
bool is_item_syllable(std::string_view token) {
  static constexpr std::array<std::string_view, 14> kSyllables = {"가", "나", "다", "라", "마", "바", "사", "아", "자", "차", "카", "타", "파", "하"};
  return std::find(kSyllables.begin(), kSyllables.end(), token) != kSyllables.end();
}

bool is_roman(std::string_view token) {
  return !token.empty() && token.size() <= 5 && (token.find_first_not_of("ivx") == npos || token.find_first_not_of("IVX") == npos);
}

/// What stands before the mark of a numbered or lettered item: "1.", "1\.", "a.", "iv.", "가.", "2.1.".
bool is_item_label(std::string_view token) {
  while (!token.empty() && (token.back() == '\\' || token.back() == '*')) token.remove_suffix(1);
  while (!token.empty() && token.front() == '*') token.remove_prefix(1);
  if (is_numbering(token) || is_item_syllable(token) || is_roman(token)) return true;
  return token.size() == 1 && is_letter(static_cast<unsigned char>(token[0]));
}

/// Does a line that starts at `at` begin a list item, a table row, a heading or a quotation?
bool starts_block(std::string_view text, size_t at) {
  at = skip_blanks(text, at);
  std::string_view token = token_after(text, at);
  if (token.empty()) return false;
  if (token == "-" || token == "*" || token == "+" || token == "•" || token == "·" || token == "o" || token.front() == '|') return true;
  if (token.find_first_not_of('#') == npos || token.front() == '>') return true;
  if (token.starts_with("**") && token.size() > 4) token = token.substr(2, token.find("**", 2) == npos ? npos : token.find("**", 2) - 2);
  char32_t first = peek(token, 0);
  if ((first >= 0x2460 && first <= 0x24FF) || first == U'※' || first == U'○' || first == U'□' || first == U'◦' || first == U'▪') return true;
  char mark = token.back();
  if (mark != '.' && mark != ')') return false;
  token.remove_suffix(1);
  if (!token.empty() && token.front() == '(') token.remove_prefix(1);
  return is_item_label(token);
}

/// "U.S", "e.g", "a.m": letters, each followed by a full stop but for the last.
bool is_dotted_letters(std::string_view token) {
  if (token.size() < 3 || token.size() % 2 == 0) return false;
  for (size_t i = 0; i < token.size(); ++i) {
    bool letter = is_letter(static_cast<unsigned char>(token[i]));
    if (i % 2 == 0 ? !letter : token[i] != '.') return false;
  }
  return true;
}

/// Marks every byte that stands inside a closed pair of brackets (a pair longer than `kFarthest` is taken for two stray marks).
std::vector<bool> mark_bracketed(std::string_view text) {
  constexpr size_t kFarthest = 600;
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kPairs = {{{"(", ")"}, {"[", "]"}, {"「", "」"}, {"『", "』"}}};
  std::vector<bool> inside(text.size(), false);
  for (const auto& [open, close] : kPairs) {
    std::vector<size_t> opened;
    for (size_t at = 0; at < text.size(); ++at) {
      if (text.compare(at, open.size(), open) == 0) opened.push_back(at);
      if (opened.empty() || text.compare(at, close.size(), close) != 0) continue;
      size_t begin = opened.back();
      opened.pop_back();
      if (at - begin > kFarthest) continue;
      std::fill(inside.begin() + static_cast<long>(begin), inside.begin() + static_cast<long>(at), true);
    }
  }
  return inside;
}

/// One paragraph being split.
class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text), bracketed_(mark_bracketed(text)) {}

  std::vector<std::string_view> run() {
    for (size_t at = 0; at < text_.size();) {
      size_t end = at;
      char32_t c = next_code_point(text_, end);
      if (c == '\n') {
        if (breaks_line(at, end)) cut(end);
        line_begin_ = end;
      } else if (c == '.' || c == '!' || c == '?' || c == U'…') {
        end = take_terminators(end);
        end = take_reference(skip_set(text_, end, kClosers));
        if (ends_sentence(at, end, c)) cut(end = take_note(end));
      } else if (c == U'。' || c == U'！' || c == U'？') {
        end = skip_set(text_, end, kClosers);
        if (!inside(end)) cut(end);
      }
      at = end;
    }
    cut(text_.size());
    return std::move(sentences_);
  }

 private:
  bool inside(size_t at) const { return at < bracketed_.size() && bracketed_[at]; }

  void cut(size_t end) {
    std::string_view sentence = trim_blanks(text_.substr(begin_, end - begin_));
    if (!sentence.empty()) sentences_.push_back(sentence);
    begin_ = end;
  }

  size_t take_terminators(size_t at) const { return skip_set(text_, at, U".!?…"); }

  /// A line break ends a sentence before a block mark, after a blank line and after a Markdown hard break.
  bool breaks_line(size_t at, size_t next) const {
    if (skip_blanks(text_, next) == text_.size()) return true;
    if (at >= 2 && text_[at - 1] == ' ' && text_[at - 2] == ' ') return true;
    size_t line = next;
    while (line < text_.size() && (text_[line] == ' ' || text_[line] == '\t' || text_[line] == '\r')) ++line;
    return whole_line() || text_[line] == '\n' || starts_block(text_, line);
  }

  /// Rows of tables and headings are not prose: each line stays in one piece.
  bool whole_line() const {
    size_t first = skip_blanks(text_, line_begin_);
    return first < text_.size() && (text_[first] == '|' || (text_[first] == '#' && starts_block(text_, first)));
  }

  /// "stored.[12] It": a reference mark glued to the full stop.
  size_t take_reference(size_t end) const {
    if (end >= text_.size() || text_[end] != '[') return end;
    size_t close = text_.find(']', end);
    return close != npos && all_digits(text_.substr(end + 1, close - end - 1)) ? close + 1 : end;
  }

  /// Notes that belong to the sentence before: "<개정 2018.3.20>", "[본조신설 2010.1.1]", "[1]".
  size_t take_note(size_t end) const {
    static constexpr std::array<std::string_view, 9> kNotes = {"개정",     "신설",     "삭제", "시행",    "본조신설",
                                                               "전문개정", "제목개정", "종전", "단순위헌"};
    size_t at = end;
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    if (at >= text_.size() || (text_[at] != '<' && text_[at] != '[')) return end;
    std::string_view rest = text_.substr(at + 1);
    size_t close = rest.find(text_[at] == '<' ? '>' : ']');
    if (close == npos || close > 400) return end;
    bool note = std::any_of(kNotes.begin(), kNotes.end(), [&](std::string_view word) { return rest.starts_with(word); });
    if (!note && !(text_[at] == '[' && all_digits(rest.substr(0, close)))) return end;
    return take_note(at + close + 2);
  }

  bool ends_sentence(size_t mark, size_t end, char32_t kind) const {
    if (inside(end) || whole_line()) return false;
    bool after_hangul = is_hangul(last_before(text_, mark));
    if (end == text_.size()) return true;
    if (!is_blank(text_[end])) return after_hangul && kind == '.' && glued_korean(mark, end);
    size_t next = skip_blanks(text_, end);
    if (next == text_.size()) return true;
    size_t start = skip_set(text_, next, kOpeners);
    std::string_view following = token_after(text_, start);
    char32_t first = peek(text_, start);
    if (kind != '.' || text_[mark] != '.') return !is_lower(first);
    std::string_view word = token_before(text_, begin_, mark);
    if (is_label_here(word, mark)) return false;
    if (after_hangul) return true;
    if (all_digits(word) && continues_number(word, mark, following)) return false;
    if (is_abbreviation_here(word, following, first)) return false;
    if (is_lower(first)) return starts_with_identifier(next, following);
    return true;
  }

  /// "…한다.다만": no space after the ending of a Korean sentence.
  bool glued_korean(size_t mark, size_t end) const {
    std::string_view word = token_before(text_, begin_, mark);
    return end == mark + 1 && count_code_points(word) >= 2 && (word.ends_with("다") || word.ends_with("요")) && is_hangul(peek(text_, end)) &&
           text_.substr(end, 3) != "라";
  }

  /// The label of an item: alone at the start of a sentence, or after a colon ("Steps: 1. Open …").
  bool is_label_here(std::string_view word, size_t mark) const {
    if (!is_item_label(word)) return false;
    size_t at = mark - word.size();
    std::string_view before = trim_blanks(text_.substr(begin_, at - begin_));
    while (!before.empty() && is_one_of(last_before(before, before.size()), U"-*+•\"“‘'(")) before = trim_blanks(before.substr(0, before.size() - 1));
    if (before.empty()) return true;
    return (before.back() == ':' || before.back() == ';') && is_numbering(word);
  }

  /// Dates and numbers written in parts: "2018. 3. 20.", "2018. 3. 20. 시행".
  bool continues_number(std::string_view word, size_t mark, std::string_view following) const {
    if (!following.empty() && is_ascii_digit(following.front()) && word.size() <= 4 && all_digits(following.substr(0, following.find('.'))))
      return true;
    std::string_view before = trim_blanks(text_.substr(begin_, mark - word.size() - begin_));
    if (before.empty() || before.back() != '.') return false;
    std::string_view part = token_before(before, 0, before.size() - 1);
    return all_digits(part) && !is_upper(peek(following, 0));
  }

  bool is_abbreviation_here(std::string_view word, std::string_view following, char32_t first) const {
    std::string_view next_word = following.substr(0, following.find_first_of(".,;:!?)\"'"));
    bool starter = is_sentence_starter(next_word);
    switch (abbreviation_kind(word)) {
      case Abbreviation::never_ends: return true;
      case Abbreviation::before_number: return is_digit(first) || first == '#' || next_word.size() == 1 || is_roman(next_word);
      case Abbreviation::may_end: return !starter;
      case Abbreviation::none: break;
    }
    if (is_dotted_letters(word)) return !starter;
    if (word.size() == 1 && is_upper(static_cast<unsigned char>(word[0]))) return is_initial(word, next_word, starter);
    return false;
  }

  /// "J. Smith", "John F. Kennedy"; but not "along X. Moves …".
  bool is_initial(std::string_view word, std::string_view next_word, bool starter) const {
    if (starter || next_word.empty() || !is_upper(peek(next_word, 0))) return false;
    auto at = static_cast<size_t>(word.data() - text_.data());
    std::string_view before = trim_blanks(text_.substr(begin_, at - begin_));
    if (before.empty()) return true;
    std::string_view previous = token_before(before, 0, before.size());
    if (previous == "by" || previous == "and" || previous == "&") return next_word.size() > 1;
    return is_upper(peek(previous, 0)) && (previous.size() == 2 ? previous.back() == '.' : is_lower(last_before(previous, previous.size())));
  }

  /// A sentence may start with a lower-case name of a program, file or pin: "halrun.ini holds …", "`halcmd` shows …".
  bool starts_with_identifier(size_t next, std::string_view following) const {
    if (text_[next] == '`') return true;
    while (!following.empty() && is_one_of(static_cast<unsigned char>(following.back()), U".,;:!?)")) following.remove_suffix(1);
    return following.find_first_of("_./0123456789") != npos;
  }

  std::string_view text_;
  std::vector<bool> bracketed_;
  std::vector<std::string_view> sentences_;
  size_t begin_ = 0;       // of the sentence at hand
  size_t line_begin_ = 0;  // of the line at hand
};

}  // namespace

std::vector<std::string_view> split_sentences(std::string_view paragraph) {
  std::string_view block = trim_blanks(paragraph);
  if (block.empty()) return {};
  if (block.starts_with("```") || block.starts_with("~~~")) return {block};
  return Splitter(block).run();
}

}  // namespace jangin::text
