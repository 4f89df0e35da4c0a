// See editions.h.
#include "refine/duplicates/editions.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), is_digit); }

/// Words in lower case; a full stop between digits stays inside.
std::vector<std::string> words_of(std::string_view text) {
  std::string folded = text::casefold(text);
  std::vector<std::string> words(1);
  for (size_t at = 0; at < folded.size();) {
    size_t begin = at;
    char32_t c = text::next_code_point(folded, at);
    bool inside = text::is_letter(c) || text::is_digit(c) || text::is_mark(c);
    if (c == '.' && begin > 0 && is_digit(folded[begin - 1]) && at < folded.size() && is_digit(folded[at])) inside = true;
    if (inside) {
      words.back().append(folded, begin, at - begin);
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

/// "2.10" → 2, 10. Empty: no version number.
std::vector<uint32_t> parse_version(std::string_view text) {
  std::vector<uint32_t> version;
  while (!text.empty()) {
    std::string_view part = text.substr(0, text.find('.'));
    if (!all_digits(part) || part.size() > 8) return {};
    version.push_back(static_cast<uint32_t>(std::stoul(std::string(part))));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
  }
  return version;
}

/// `number` after `word`: "version 2.1", "rev. B".
std::vector<uint32_t> version_after(std::string_view word, std::string_view number) {
  static constexpr std::array<std::string_view, 9> kWords{"rev", "revision", "v", "version", "ver", "release", "edition", "ed", "버전"};
  auto found = std::find(kWords.begin(), kWords.end(), word);
  if (found == kWords.end()) return {};
  bool letter = number.size() == 1 && number[0] >= 'a' && number[0] <= 'z';
  if (letter) return found - kWords.begin() < 2 ? std::vector{static_cast<uint32_t>(number[0] - 'a' + 1)} : std::vector<uint32_t>{};
  return parse_version(number);
}

/// "v2.1", "rev3", "제3판", "3판", "개정3판".
std::vector<uint32_t> version_in_word(std::string_view word) {
  constexpr std::string_view kEdition = "판";
  for (std::string_view prefix : {"version", "ver", "v", "rev"})
    if (word.starts_with(prefix) && word.size() > prefix.size() && is_digit(word[prefix.size()])) return parse_version(word.substr(prefix.size()));
  if (!word.ends_with(kEdition)) return {};
  word.remove_suffix(kEdition.size());
  for (std::string_view prefix : {"개정", "제"})
    if (word.starts_with(prefix)) word.remove_prefix(prefix.size());
  return all_digits(word) ? parse_version(word) : std::vector<uint32_t>{};
}

/// "2nd", "3rd", "10th" → the number.
std::vector<uint32_t> ordinal(std::string_view word) {
  if (word.size() < 3) return {};
  std::string_view ending = word.substr(word.size() - 2);
  bool known = ending == "st" || ending == "nd" || ending == "rd" || ending == "th";
  return known && all_digits(word.substr(0, word.size() - 2)) ? parse_version(word.substr(0, word.size() - 2)) : std::vector<uint32_t>{};
}

/// Takes version marks out of `words`; the first one's number.
std::vector<uint32_t> take_version(std::vector<std::string>& words) {
  std::vector<uint32_t> version;
  std::vector<std::string> rest;
  for (size_t i = 0; i < words.size(); ++i) {
    std::vector<uint32_t> found = version_in_word(words[i]);
    size_t more = 0;
    if (found.empty() && i + 1 < words.size()) {
      more = 1;
      found = version_after(words[i], words[i + 1]);
      if (found.empty() && words[i + 1] == "edition") found = ordinal(words[i]);
    }
    if (found.empty()) {
      rest.push_back(words[i]);
      continue;
    }
    i += more;
    if (version.empty()) version = found;
  }
  words = std::move(rest);
  return version;
}

/// "2026-01-02T09:30:00Z" → "20260102093000"; empty when it does not begin with a date.
std::string date_digits(std::string_view text) {
  if (text.starts_with("D:")) text.remove_prefix(2);
  std::string digits;
  for (size_t at = 0; at < text.size() && digits.size() < 14;) {
    size_t end = at;
    while (end < text.size() && is_digit(text[end])) ++end;
    size_t length = end - at;
    bool packed = digits.empty() && length >= 8;
    if (length == 0 || (digits.empty() && length < 4) || (!digits.empty() && length > 2)) break;
    if (length == 1) digits += '0';
    digits.append(text, at, packed ? std::min<size_t>(length, 14) : length);
    at = end;
    while (at < text.size() && (text[at] == '-' || text[at] == '.' || text[at] == '/' || text[at] == ':' || text[at] == ' ' || text[at] == 'T')) ++at;
  }
  if (digits.size() < 8) return "";
  auto number = [&](size_t from, size_t count) { return std::stoi(digits.substr(from, count)); };
  bool valid = number(0, 4) >= 1800 && number(0, 4) < 2200 && number(4, 2) >= 1 && number(4, 2) <= 12 && number(6, 2) >= 1 && number(6, 2) <= 31;
  return valid ? digits : "";
}

std::string_view file_name(const record::Document& document) {
  std::string_view path = document.path_inside.empty() ? document.source_id : document.path_inside;
  path = path.substr(path.rfind('/') + 1);
  return path.substr(0, path.rfind('.') == 0 ? std::string_view::npos : path.rfind('.'));
}

}  // namespace

Edition edition_of(const record::Document& document) {
  Edition edition;
  std::vector<std::string> title = words_of(document.title);
  edition.version = take_version(title);
  edition.work = join(title, " ");
  if (edition.version.empty()) {
    std::vector<std::string> name = words_of(file_name(document));
    edition.version = take_version(name);
  }
  for (const char* key : {"version", "버전"}) {
    auto found = document.metadata.find(key);
    if (edition.version.empty() && found != document.metadata.end()) edition.version = parse_version(found->second);
  }
  for (const char* key : {"시행일자", "공포일자", "date", "modified", "수정일", "created", "작성일"}) {
    auto found = document.metadata.find(key);
    if (found == document.metadata.end()) continue;
    edition.date = date_digits(found->second);
    if (edition.date.empty()) continue;
    edition.date_key = key;
    break;
  }
  return edition;
}

std::string Edition::to_note() const {
  std::string note = work + "\n" + date_key + "\n" + date + "\n";
  for (uint32_t part : version) note += std::to_string(part) + ".";
  return note;
}

Edition Edition::from_note(std::string_view note) {
  Edition edition;
  auto line = [&] {
    std::string_view found = note.substr(0, note.find('\n'));
    note.remove_prefix(std::min(note.size(), found.size() + 1));
    return std::string(found);
  };
  edition.work = line();
  edition.date_key = line();
  edition.date = line();
  edition.version = parse_version(line());
  return edition;
}

bool is_newer(const Edition& a, const Edition& b) {
  if (a.work.empty() || a.work != b.work) return false;
  if (!a.version.empty() && !b.version.empty() && a.version != b.version) return a.version > b.version;
  if (a.date_key != b.date_key) return false;
  size_t known = std::min(a.date.size(), b.date.size());  // one may state no time
  return a.date.compare(0, known, b.date, 0, known) > 0;
}

}  // namespace jangin::refine
