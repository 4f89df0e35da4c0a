// English names of persons: capitalised words where something around says that a person is meant: a title ("Dr.", "Ms."), a label ("Name:", "Approved
// by"), the close of a letter, a greeting, the person's own number or address, or a name before it in the same list. Names in running text and in
// references stay: they are mostly of public persons.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/personal/context.h"
#include "refine/personal/english_name_lists.h"
#include "refine/personal/finders.h"
#include "refine/personal/name_words.h"

namespace jangin::refine {
namespace {

bool is_in(WordList list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }

struct Candidate {
  record::Span span;
  size_t words = 0;        // without initials and particles
  bool known = false;      // the first word is a given name of the list
  bool has_other = false;  // a word that names no person: "Support", "Department"
  bool capitals = false;   // all in capitals
};

/// The letters, "'", "’" and "-" at `at`.
std::string_view letters_at(std::string_view text, size_t at) {
  size_t end = at;
  while (end < text.size()) {
    if (is_ascii_letter(text[end]) || static_cast<unsigned char>(text[end]) == 0xC3) {  // Latin-1 letters: "José"
      end += is_ascii_letter(text[end]) ? 1 : 2;
    } else if ((text[end] == '\'' || text[end] == '-') && end > at && end + 1 < text.size() && is_ascii_letter(text[end + 1])) {
      ++end;
    } else if (text.substr(end).starts_with("’") && end > at && end + 3 < text.size() && is_ascii_letter(text[end + 3]) && text[end + 3] != 's') {
      end += 3;
    } else {
      break;
    }
  }
  std::string_view word = text.substr(at, std::min(end, text.size()) - at);
  if (word.ends_with("'s")) word.remove_suffix(2);
  return word;
}

/// Up to four words of a name, one blank between two.
Candidate read_name(std::string_view text, size_t at) {
  Candidate name{{at, at}};
  size_t upper = 0;
  for (int i = 0; i < 5 && at < text.size(); ++i) {
    std::string_view word = letters_at(text, at);
    if (word.empty()) break;
    bool initial = word.size() == 1 && is_ascii_upper(word[0]);
    bool particle = i > 0 && is_in(kParticles, word);
    if (!particle && (!is_ascii_upper(word[0]) || word.size() > 20)) break;
    size_t end = at + word.size();
    if (initial && end < text.size() && text[end] == '.') ++end;
    if (!initial && !particle) {
      bool number_behind = end < text.size() && (is_ascii_digit(text[end]) || text[end] == '_' || text[end] == '(' || text[end] == '/');
      if (number_behind && text[end] != '(') break;
      bool capitals = word.size() > 1 && std::none_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
      bool inner = !capitals && std::any_of(word.begin() + 1, word.end(), is_ascii_upper) && word.find('\'') == word.npos &&
                   word.find('-') == word.npos && !word.starts_with("Mc") && !word.starts_with("Mac") && !word.starts_with("De");
      if (inner) name.has_other = true;  // "PowerShell"
      upper += capitals ? 1 : 0;
      if (name.words == 0) name.known = is_given_name(word);
      name.has_other = name.has_other || (is_english_word(word) && !(name.words == 0 && name.known));
      ++name.words;
      name.span.end = end;
    }
    if (name.words >= 3 && !particle) break;
    if (end >= text.size() || text[end] != ' ') break;
    at = end + 1;
  }
  name.capitals = upper > 0 && upper == name.words;
  name.has_other = name.has_other || (upper > 0 && !name.capitals);  // "Huanyang VFD"
  return name;
}

/// The lower-case text of the line before the name, without marks at its end; `mark` is the last of these.
std::string label_of(std::string_view text, size_t at, char& mark) {
  size_t begin = line_begin(text, at);
  if (at - begin > 32) begin = at - 32;
  std::string_view before = text.substr(begin, at - begin);
  mark = 0;
  while (!before.empty() && std::string_view(" :|*\t#-=<>").find(before.back()) != std::string_view::npos) {
    char c = before.back();
    if (c == ':' || c == '|' || c == '=') mark = c;
    before.remove_suffix(1);
  }
  if (mark == '|') before = trim(before.substr(before.rfind('|') + 1));  // the cell
  while (!before.empty() && std::string_view(" *#>-(\t").find(before.front()) != std::string_view::npos) before.remove_prefix(1);
  return to_lower_ascii(before);
}

bool ends_in(std::string_view before, WordList words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return before.ends_with(word) && (before.size() == word.size() || !is_ascii_alnum(before[before.size() - word.size() - 1]));
  });
}

bool is_below_closing(std::string_view text, size_t at) {
  size_t begin = line_begin(text, at);
  if (begin == 0 || trim(text.substr(begin, at - begin)).size() > 0) return false;
  Context context = context_of(text, {at, at});
  std::string_view above = context.before;
  while (!above.empty() && (above.back() == ',' || above.back() == ':' || above.back() == '.' || above.back() == '!' || above.back() == '*'))
    above.remove_suffix(1);
  while (!above.empty() && above.front() == '*') above.remove_prefix(1);
  return is_in(kClosings, above) || is_in(kPersonLabels, above);
}

/// "; A. Name" after a name that ended at `floor`: commas, semicolons, "and", a role in brackets.
bool continues_list(std::string_view text, size_t floor, size_t at) {
  if (floor == 0 || at <= floor || at - floor > 36) return false;
  std::string_view between = text.substr(floor, at - floor);
  if (between.find('\n') != between.npos) return false;
  if (between.starts_with(" (")) between.remove_prefix(std::min(between.find(')') == between.npos ? 0 : between.find(')') + 1, between.size()));
  return between == ", " || between == "; " || between == " and " || between == ", and " || between == " & " || between == " / " || between == " | ";
}

/// " <name@", " (name@", ", 555-", " (555) ", " at +1", " on 555-": the person's own number or address.
bool own_number_follows(std::string_view after) {
  for (std::string_view word : {" at ", " on ", " via ", ", ", " (", " <", " | ", " / ", ": ", " - ", " "}) {
    if (!after.starts_with(word)) continue;
    std::string_view rest = after.substr(word.size(), 48);
    while (!rest.empty() && (rest[0] == '+' || rest[0] == '(')) rest.remove_prefix(1);
    if (rest.empty()) return false;
    if (is_ascii_digit(rest[0])) {
      DigitGroups groups = read_digit_groups(rest, 0);
      bool bracket = rest.size() > 4 && rest[3] == ')';
      return bracket || groups.has_lengths({3, 3, 4}) || groups.has_lengths({3, 2, 4}) || groups.has_lengths({6, 7}) ||
             (groups.count >= 3 && groups.digits >= 9 && groups.digits <= 13 && !groups.joined_by('.', 3));
    }
    size_t local = 0;
    while (local < rest.size() && (is_ascii_alnum(rest[local]) || std::string_view("._+-%").find(rest[local]) != std::string_view::npos)) ++local;
    if (local > 1 && local < rest.size() && rest[local] == '@') return true;
  }
  return false;
}

/// What is said of private persons right after a name.
bool is_private_matter(std::string_view after) {
  static constexpr auto kCues = std::to_array<std::string_view>(
      {", residing", " residing",     ", born", " (born",  ", dob",     " (dob", ", ssn",   " (ssn",    ", aged",   " (spouse", ", passport",
       " (employee", ", employee id", " (tel",  " (phone", " lives at", ", tel", ", phone", " (mobile", ", mobile", ", of "});
  std::string lower = to_lower_ascii(after.substr(0, 24));
  return std::any_of(kCues.begin(), kCues.end(), [&](std::string_view cue) { return lower.starts_with(cue); });
}

/// A given name of the list alone: "Dear Anna,", "Hi Hugo,", "Thanks,\nMark".
bool is_alone_in_letter(std::string_view text, const Candidate& name, std::string_view before) {
  static constexpr auto kGreetings = std::to_array<std::string_view>({"dear", "hi", "hello", "good morning", "good afternoon"});
  std::string_view after = text.substr(name.span.end);
  bool greeted = ends_in(before, kGreetings) &&
                 (after.starts_with(",") || after.starts_with("!") || after.starts_with("\n") || after.starts_with(" -") || after.empty());
  bool line = after.empty() || after[0] == '\n';
  return greeted || (line && is_below_closing(text, name.span.begin));
}

/// "\n3496 Oak Blvd", ", 12 Main Street", "\n555-123-4567", "\nann@mail.org" behind a name that begins its line, or a comma.
bool own_address_follows(std::string_view text, const Candidate& name) {
  std::string_view after = text.substr(name.span.end);
  bool next_line =
      after.starts_with("\n") && trim(text.substr(line_begin(text, name.span.begin), name.span.begin - line_begin(text, name.span.begin))).empty();
  if (!next_line && !after.starts_with(", ")) return false;
  std::string_view rest = after.substr(next_line ? 1 : 2, 48);
  size_t digits = 0;
  while (digits < rest.size() && is_ascii_digit(rest[digits])) ++digits;
  bool house = digits >= 1 && digits <= 5 && digits + 1 < rest.size() && rest[digits] == ' ' && is_ascii_upper(rest[digits + 1]);
  bool role = next_line && own_number_follows(" " + std::string(rest));
  return house || role;
}

/// Words that end right before the name, cheap to ask: a mark, a label's last word, the beginning of a line.
bool may_be_announced(std::string_view text, size_t at, size_t floor) {
  if (at == 0 || text[at - 1] == '\n' || (floor != 0 && at - floor < 36)) return true;
  size_t end = at;
  while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '*' || text[end - 1] == '\t')) --end;
  if (end == 0 || text[end - 1] == '\n') return true;
  char last = text[end - 1];
  return last == ':' || last == '|' || last == '=' || last == ')' || last == '<' || last == '>' || !is_ascii_letter(last) ||
         text.substr(0, end).ends_with("by") || text.substr(0, end).ends_with("name is");
}

bool is_person(const Site& site, const Candidate& name) {
  std::string_view text = site.text;
  if (name.has_other || name.words == 0 ||
      (!name.known &&
       (name.words == 1 || (!name.capitals && !may_be_announced(text, site.at, site.floor) && !own_number_follows(text.substr(name.span.end))))))
    return false;
  char mark = 0;
  std::string before = label_of(text, site.at, mark);
  if (name.words == 1) return name.known && !name.capitals && is_alone_in_letter(text, name, before);
  std::string_view after = text.substr(name.span.end);
  if (mark == '|' ? is_in(name.known ? WordList(kPersonLabels) : WordList(kPersonColumns), before) : mark != 0 && ends_in(before, kPersonLabels))
    return true;
  if (mark != 0 && !name.capitals && (name.known || mark == ':') &&
      (mark == '|' ? is_in(kLooseLabels, before) : ends_in(before, kLooseLabels) || is_in(kHeaderLabels, before)))
    return true;
  if (continues_list(text, site.floor, site.at) && (name.known || !name.capitals)) return true;
  if (is_below_closing(text, site.at) && (after.empty() || after[0] == '\n' || after[0] == ',')) return true;
  bool labelled = ends_in(before, kPersonLabels) && (name.known || before.ends_with(" by")) && !name.capitals;
  if (labelled || (name.capitals && ends_in(before, kCapitalLabels))) return true;
  std::string heading = to_lower_ascii(column_heading(text, site.at));
  if (!heading.empty() && (is_in(kPersonColumns, heading) || (name.known && (is_in(kPersonLabels, heading) || is_in(kLooseLabels, heading)))))
    return true;
  if (own_number_follows(after) && (name.known || mark != 0)) return true;
  if (before.ends_with("name is")) return true;
  if (!name.known) return false;
  return own_address_follows(text, name) || is_private_matter(after) || ends_in(before, kSpokenOf);
}

/// "Mr. Smith", "Prof. Anna Smith": the name after the title.
std::optional<Candidate> titled(const Site& site, std::string_view word) {
  if (!is_in(kTitles, word)) return std::nullopt;
  size_t at = site.at + word.size();
  if (at < site.text.size() && site.text[at] == '.') ++at;
  if (at + 1 >= site.text.size() || site.text[at] != ' ') return std::nullopt;
  if (is_in(kTitles, letters_at(site.text, at + 1))) return std::nullopt;  // "Prof. Dr. Zimmer": the second one's
  Candidate name = read_name(site.text, at + 1);
  bool dotted = site.text[at - 1] == '.';
  if (name.words == 0 || name.has_other || name.capitals || (!dotted && (word == "MR" || word == "MS" || word == "DR" || word == "MRS")))
    return std::nullopt;
  return name;
}

}  // namespace

std::optional<PersonalSpan> find_english_name(const Site& site) {
  std::string_view word = letters_at(site.text, site.at);
  if (word.size() < 2 || word.size() > 20) return std::nullopt;
  if (site.at > 0 &&
      (is_ascii_alnum(site.text[site.at - 1]) || site.text[site.at - 1] == '_' || site.text[site.at - 1] == '.' || site.text[site.at - 1] == '/'))
    return std::nullopt;
  auto name = titled(site, word);
  if (!name) {
    name = read_name(site.text, site.at);
    if (!is_person(site, *name)) return std::nullopt;
  }
  return PersonalSpan{name->span, to_lower_ascii(site.text.substr(name->span.begin, name->span.size()))};
}

}  // namespace jangin::refine
