// See references.h. Plain scanning over words; what is recognised:
//   Annex|Appendix|Attachment|Exhibit|Enclosure X, 별표 N, 별지 [제]N호, 부록 X, 붙임 N, 첨부 N   unless a heading has it
//   names of document files: foo.pdf, 보고서.hwp                                              (links to them too)
//   standards: ISO 6983, IEC 61131-3, KS B 0001, DIN 66025, EN 60204-1, ANSI …, RFC 2119
#include "collect/references.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr std::array<std::string_view, 5> kEnglishParts{"Annex", "Appendix", "Attachment", "Exhibit", "Enclosure"};
constexpr std::array<std::string_view, 5> kKoreanParts{"별표", "별지", "부록", "붙임", "첨부"};
constexpr std::array<std::string_view, 11> kFileEndings{".pdf", ".doc", ".docx", ".hwp", ".hwpx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".rtf"};
constexpr std::array<std::string_view, 9> kStandards{"ISO", "IEC", "KS", "DIN", "EN", "ANSI", "IEEE", "RFC", "ASTM"};
constexpr size_t kMaxReferences = 500;
constexpr size_t kMaxNameBytes = 160;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

std::string_view strip_marks(std::string_view word) {
  constexpr std::string_view kMarks = "*`_()[]{}<>\"'.,;:!?|";
  while (!word.empty() && kMarks.find(word.front()) != std::string_view::npos) word.remove_prefix(1);
  while (!word.empty() && kMarks.find(word.back()) != std::string_view::npos) word.remove_suffix(1);
  return word;
}

/// "A", "IV", "12", "B.3": the label of a part.
bool is_label(std::string_view word) {
  if (word.empty() || word.size() > 5) return false;
  bool roman = true, digits = is_digit(word[0]);
  for (char c : word) {
    roman = roman && std::string_view("IVX").find(c) != std::string_view::npos;
    if (digits && !is_digit(c) && c != '.' && c != '-') return false;
  }
  return digits || roman ||
         (is_upper(word[0]) && (word.size() == 1 || (word.size() >= 2 && !is_upper(word[1]) && (word[1] == '.' || is_digit(word[1])))));
}

/// "1", "제3호", "제2호서식의" → the label without what follows it; empty when there is none.
std::string korean_label(std::string_view word) {
  std::string out;
  size_t at = 0;
  constexpr std::string_view kOrdinal = "제", kNumber = "호";
  if (word.starts_with(kOrdinal)) {
    out += kOrdinal;
    at = kOrdinal.size();
  }
  size_t digits = at;
  while (at < word.size() && is_digit(word[at])) ++at;
  if (at == digits) return {};
  out += word.substr(digits, at - digits);
  if (word.substr(at).starts_with(kNumber)) out += kNumber;
  return out;
}

bool is_document_file(std::string_view word) {
  // All endings are four or five bytes with their dot: few words get further.
  if (word.size() < 5 || (word[word.size() - 4] != '.' && word[word.size() - 5] != '.')) return false;
  std::string lower = to_lower_ascii(word);
  return std::any_of(kFileEndings.begin(), kFileEndings.end(),
                     [&](std::string_view end) { return lower.size() > end.size() && lower.ends_with(end); });
}

std::string_view without_path_start(std::string_view word) {
  while (word.starts_with("./") || word.starts_with("../")) word.remove_prefix(word.find('/') + 1);
  return word;
}

bool is_web_address(std::string_view target) {
  return target.find("://") != std::string_view::npos ? !target.starts_with("file:") : target.starts_with("mailto:") || target.starts_with("www.");
}

class Scan {
 public:
  explicit Scan(std::string_view markdown) {
    for (std::string_view line : split_lines(markdown)) {
      std::vector<std::string_view> words;
      for (std::string_view word : split(line, ' ')) {
        if (!word.empty()) words.push_back(word);
      }
      bool heading = line.starts_with('#');
      for (size_t i = 0; i < words.size(); ++i) take(words, i, heading);
    }
  }

  void add_file(std::string_view name) {
    name = without_path_start(name);
    if (name.starts_with("file:")) name.remove_prefix(name.find_first_not_of("file:/"));
    if (!name.empty() && name.size() <= kMaxNameBytes) files_.emplace(name);
  }

  std::vector<std::string> result() {
    std::set<std::string> out = std::move(files_);
    for (const std::string& part : named_) {
      if (!own_.contains(part)) out.insert(part);
    }
    std::vector<std::string> list(out.begin(), out.end());
    if (list.size() > kMaxReferences) list.resize(kMaxReferences);
    return list;
  }

 private:
  void take(const std::vector<std::string_view>& words, size_t i, bool heading) {
    std::string_view word = strip_marks(words[i]);
    std::string_view next = i + 1 < words.size() ? strip_marks(words[i + 1]) : std::string_view{};
    if (word.empty()) return;
    bool ends = words[i].size() > 0 && std::string_view(".,;:").find(words[i].back()) != std::string_view::npos;
    if (!ends && std::find(kEnglishParts.begin(), kEnglishParts.end(), word) != kEnglishParts.end() && is_label(next)) {
      (heading ? own_ : named_).insert(std::string(word) + ' ' + std::string(next));
    }
    for (std::string_view part : kKoreanParts) {
      if (!word.starts_with(part)) continue;
      std::string label = korean_label(word.size() > part.size() ? word.substr(part.size()) : next);
      if (!label.empty()) (heading ? own_ : named_).insert(std::string(part) + ' ' + label);
    }
    // "[text](file.pdf)" is one word here: its target counts.
    if (size_t target = word.rfind("]("); target != std::string_view::npos) word = strip_marks(word.substr(target + 2));
    if (is_document_file(word) && !is_web_address(word)) add_file(word);
    if (std::find(kStandards.begin(), kStandards.end(), word) != kStandards.end()) standard(words, i);
  }

  /// "ISO 6983", "KS B 0001", "ISO/IEC" is left to its second half.
  void standard(const std::vector<std::string_view>& words, size_t i) {
    std::string name(strip_marks(words[i]));
    size_t at = i + 1;
    if (at < words.size() && words[at].size() == 1 && is_upper(words[at][0])) name += ' ' + std::string(words[at++]);
    if (at >= words.size()) return;
    std::string_view number = strip_marks(words[at]);
    size_t digits = 0;
    while (digits < number.size() && is_digit(number[digits])) ++digits;
    if (digits < 2 || digits > 6) return;
    size_t end = digits;
    while (end < number.size() && (is_digit(number[end]) || number[end] == '-' || number[end] == ':')) ++end;
    named_.insert(name + ' ' + std::string(number.substr(0, end)));
  }

  std::set<std::string> files_, named_, own_;
};

}  // namespace

std::vector<std::string> find_references(std::string_view markdown, const std::vector<std::string>& link_targets) {
  Scan scan(markdown);
  for (const std::string& target : link_targets) {
    std::string_view path = std::string_view(target).substr(0, target.find_first_of("#?"));
    if (!path.empty() && !is_web_address(path)) scan.add_file(path);
  }
  return scan.result();
}

std::string first_heading(std::string_view markdown) {
  bool fenced = false;
  for (std::string_view line : split_lines(markdown)) {
    if (line.starts_with("```")) fenced = !fenced;
    if (fenced || !line.starts_with('#')) continue;
    size_t text = line.find_first_not_of('#');
    if (text != std::string_view::npos && line[text] == ' ') return std::string(trim(line.substr(text)));
  }
  return {};
}

}  // namespace jangin::collect
