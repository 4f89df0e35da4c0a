// Korean names of persons: a word in the form of one (korean_name_form.h), where something around says that a person is meant: a label
// ("성명:", "담당자", a column's heading), a title after it ("과장", "씨", "귀하"), the person's own number right behind, or a name before it in the
// same list. Names in running text, and those of holders of public office, stay. Words that look alike are listed (name_words.h).
#include <algorithm>
#include <array>
#include <unordered_set>

#include "refine/personal/context.h"
#include "refine/personal/finders.h"
#include "refine/personal/korean_name_form.h"
#include "refine/personal/korean_name_lists.h"

namespace jangin::refine {
namespace {

bool is_in(WordList list, std::string_view word) { return std::find(list.begin(), list.end(), word) != list.end(); }
bool is_particle(std::string_view word) {
  static const std::unordered_set<std::string_view> set(kParticles.begin(), kParticles.end());
  return set.contains(word);
}

struct Candidate : KoreanNameForm {
  record::Span span;
  std::string_view rest;  // of its run of Hangul: particle or title
};

bool is_title(std::string_view word) {
  static const SyllableSet first = ends_of(kTitles, false);
  if (word.empty() || !first[syllable(word, 0)]) return false;
  return std::any_of(kTitles.begin(), kTitles.end(),
                     [&](std::string_view title) { return word.starts_with(title) && is_in(kAfterTitle, word.substr(title.size())); });
}

/// "생산팀장", "품질보증부장님": a rank with its department.
bool is_title_of_department(std::string_view word) {
  static constexpr auto kRanks =
      std::to_array<std::string_view>({"팀장", "부장", "과장", "실장", "센터장", "본부장", "소장", "반장", "파트장", "그룹장"});
  return word.size() >= 3 * kSyllable && word.size() <= 8 * kSyllable && std::any_of(kRanks.begin(), kRanks.end(), [&](std::string_view rank) {
           size_t at = word.find(rank);
           return at != word.npos && at >= 2 * kSyllable && is_in(kAfterTitle, word.substr(at + rank.size()));
         });
}

std::string_view run_at(std::string_view text, size_t at) {
  size_t end = at;
  while (end - at < 16 * kSyllable && is_syllable(text, end)) end += kSyllable;
  return text.substr(at, end - at);
}

enum class Strength { none, plain, sure };

size_t department_begin(std::string_view text, size_t at) {
  size_t begin = at - 1;
  while (begin >= kSyllable && is_syllable(text, begin - kSyllable)) begin -= kSyllable;
  return begin;
}

/// "보고자: 기술지원팀 문채원".
bool is_after_department(std::string_view text, size_t at) {
  static const SyllableSet last = syllables_of("팀과부실터국처반소");
  if (at <= kSyllable || text[at - 1] != ' ' || !is_syllable(text, at - 1 - kSyllable) || !last[syllable(text, at - 1 - kSyllable)]) return false;
  return at - 1 - department_begin(text, at) >= 2 * kSyllable;
}

/// The line before `at` (48 bytes at most) without blanks and, at its end, without marks and brackets; `mark`: it ended in one.
std::string text_before(std::string_view text, size_t at, bool& mark) {
  size_t begin = std::max(line_begin(text, at), at - std::min<size_t>(at, 48));
  std::string compact;
  for (char c : text.substr(begin, at - begin)) {
    if (c != ' ' && c != '*' && c != '\t') compact += c;
  }
  while (!compact.empty() && std::string_view(":|]=>-/").find(compact.back()) != std::string_view::npos) {
    mark = true;
    compact.pop_back();
  }
  if (compact.ends_with(")")) {  // "성명(한글)", "(성명)"
    size_t open = compact.rfind('(');
    bool closes_label = open == compact.npos || open == 0;
    mark = mark || closes_label;
    compact.resize(closes_label ? compact.size() - 1 : open);
  }
  return compact;
}

/// "성명: ", "| 담당자 | ", "(예금주 ", and the line above or the column's heading.
Strength label_before(std::string_view text, size_t at) {
  static const SyllableSet last_of_label = ends_of(kLabels, true) | ends_of(kPlainLabels, true) | syllables_of("은는팀과부실터국처반소");
  bool in_running_text =
      at > kSyllable && text[at - 1] == ' ' && is_syllable(text, at - 1 - kSyllable) && !last_of_label[syllable(text, at - 1 - kSyllable)];
  if (in_running_text && text[line_begin(text, at)] != '|') return Strength::none;
  bool mark = false;
  std::string compact = text_before(text, at, mark);
  bool blank = at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t');
  auto ends_in = [&](WordList labels) {
    return std::any_of(labels.begin(), labels.end(), [&](std::string_view label) { return compact.ends_with(label); });
  };
  if (!mark && (compact.ends_with("은") || compact.ends_with("는"))) compact.resize(compact.size() - kSyllable);  // "담당자는 김민수"
  if (mark && ends_in(kLabels)) return Strength::sure;
  if (!mark && blank && ends_in(kPlainLabels)) return Strength::plain;
  if (is_after_department(text, at) && label_before(text, department_begin(text, at)) == Strength::sure) return Strength::plain;
  std::string_view heading = column_heading(text, at);
  bool cell = !heading.empty() && std::any_of(kLabels.begin(), kLabels.end(), [&](std::string_view label) { return heading == label; });
  if (cell) return Strength::plain;
  if (compact.empty() && at > 0) {
    Context context = context_of(text, {at, at});
    std::string_view above = context.before;
    if (is_in(kLabels, above.ends_with(":") ? above.substr(0, above.size() - 1) : above)) return Strength::plain;
  }
  return Strength::none;
}

/// "(900101-", " 010-", " <hong@", "/ 02-": the person's own number or address.
bool own_number_follows(std::string_view after) {
  size_t at = after.find_first_not_of(" (</|,[:");
  if (at == 0 || at == after.npos || at > 4) return false;
  std::string_view rest = after.substr(at, 24);
  if (is_ascii_digit(rest[0])) {
    DigitGroups groups = read_digit_groups(rest, 0);
    if (rest.substr(2).starts_with("세") && is_ascii_digit(rest[1])) return true;  // "(42세)"
    return (rest[0] == '0' && groups.count >= 3 && groups.length(0) <= 4 && groups.length(2) == 4) || groups.has_lengths({6, 7}) ||
           (groups.has_lengths({6, 1}) && groups.marks[1] == '-');
  }
  if (after[at - 1] == '(' && (rest.starts_with("남,") || rest.starts_with("여,") || rest.starts_with("남/") || rest.starts_with("여/") ||
                               rest.starts_with("남)") || rest.starts_with("여)")))
    return true;
  size_t local = 0;
  while (local < rest.size() && (is_ascii_alnum(rest[local]) || rest[local] == '.' || rest[local] == '_' || rest[local] == '-' || rest[local] == '+'))
    ++local;
  return local > 1 && local < rest.size() && rest[local] == '@';
}

/// "국민은행 123456-78-901234 홍길동", "010-1234-5678 (홍길동)": at least nine digits right before.
bool own_number_precedes(std::string_view text, size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '(' || text[at - 1] == '/')) --at;
  size_t digits = 0;
  for (; at > 0 && (is_ascii_digit(text[at - 1]) || text[at - 1] == '-'); --at) digits += text[at - 1] == '-' ? 0 : 1;
  return digits >= 9 && digits <= 14;
}

/// A name (which ended at `floor`) and a mark before it, on the same line: "김민수 부장, 이영희 과장".
bool continues_list(std::string_view text, size_t floor, size_t at) {
  if (floor == 0 || at <= floor || at - floor > 40) return false;
  std::string_view between = text.substr(floor, at - floor);
  bool comma = false;
  for (size_t i = 0; i < between.size();) {
    if (is_syllable(between, i)) {
      std::string_view run = run_at(between, i);
      if (comma || !is_title(run)) return false;
      i += run.size();
    } else if (between.substr(i).starts_with("·") || between.substr(i).starts_with("、")) {
      comma = true;
      i += between.substr(i).starts_with("·") ? 2 : 3;
    } else {
      if (between[i] != ' ' && between[i] != ',' && between[i] != '/' && between[i] != ';') return false;
      comma = comma || between[i] != ' ';
      ++i;
    }
  }
  return comma;
}

bool title_follows(std::string_view text, const Candidate& candidate) {
  if (!candidate.rest.empty()) return is_title(candidate.rest);
  std::string_view after = text.substr(candidate.span.end);
  if (after.empty() || (after[0] != ' ' && after[0] != '(')) return false;
  for (std::string_view seal : {" (인)", "(인)", " (서명", "  (인)", "  (서명", "(서명", " 인 "}) {
    if (after.starts_with(seal)) return true;
  }
  if (after.empty() || after[0] != ' ') return false;
  std::string_view next = run_at(after, 1);
  bool in_brackets = candidate.span.begin > 0 && text[candidate.span.begin - 1] == '(';
  if (next == "앞") return !candidate.is_short || in_brackets;
  return is_title(next) || (!candidate.is_short && is_title_of_department(next));
}

/// "과장", "씨", "귀하" where a word and its particle ("임원의 선임", "기관의 실장") are out of place.
bool is_form_of_address(std::string_view text, const Candidate& candidate) {
  static constexpr auto kForms =
      std::to_array<std::string_view>({"과장", "부장", "대리", "팀장", "주임", "사원", "씨", "님", "귀하", "드림", "올림"});
  std::string_view next = candidate.rest.empty() ? run_at(text, std::min(candidate.span.end + 1, text.size())) : candidate.rest;
  return std::any_of(kForms.begin(), kForms.end(),
                     [&](std::string_view form) { return next.starts_with(form) && is_in(kAfterTitle, next.substr(form.size())); });
}

bool is_person(const Site& site, const Candidate& candidate) {
  bool particle = candidate.rest.empty() || (candidate.rest.size() <= 4 * kSyllable && is_particle(candidate.rest));
  bool title = title_follows(site.text, candidate);
  if (!particle && !title) return false;
  if (candidate.is_time && is_in(kTimeParticles, candidate.rest)) return false;
  if (title && candidate.is_doubtful && !is_form_of_address(site.text, candidate)) title = false;
  if (!particle && !title) return false;
  if (title && candidate.is_common && !(candidate.is_short && !candidate.rest.empty())) return true;
  Strength label = label_before(site.text, site.at);
  if (label == Strength::sure && particle) return candidate.rest.empty() || !candidate.is_short;
  std::string_view after = site.text.substr(candidate.span.end);
  if (candidate.is_common && candidate.rest.empty() && own_number_follows(after)) return true;
  if (candidate.is_doubtful || !candidate.is_common) return false;
  bool to_person = candidate.rest == "에게" || candidate.rest == "께" || candidate.rest == "씨가";
  if (label == Strength::plain && particle) return !candidate.is_short || candidate.rest.empty() || to_person;
  if (continues_list(site.text, site.floor, site.at) && candidate.rest.size() <= kSyllable) return true;
  if (candidate.rest == "입니다" && !candidate.is_short) return context_of(site.text, candidate.span).before.find("안녕하") != std::string::npos;
  return candidate.rest.empty() && !candidate.is_short && own_number_precedes(site.text, site.at);
}

/// "홍 길 동" after a label with a mark; "홍 길동" there or with a title.
std::optional<PersonalSpan> spaced_name(const Site& site) {
  std::string_view text = site.text;
  size_t at = site.at + kSyllable;
  if (at >= text.size() || text[at] != ' ') return std::nullopt;
  at = text.find_first_not_of(' ', at);
  if (at == text.npos || at - site.at > 12 || !is_syllable(text, at)) return std::nullopt;
  std::string_view next = run_at(text, at);
  std::string name(text.substr(site.at, kSyllable));
  Candidate candidate;
  if (next.size() == kSyllable) {
    size_t last = text.find_first_not_of(' ', at + kSyllable);
    if (last == text.npos || last - at > 12 || last == at + kSyllable || run_at(text, last).size() != kSyllable) return std::nullopt;
    name += std::string(next) + std::string(text.substr(last, kSyllable));
    candidate.span = {site.at, last + kSyllable};
  } else {
    name += next.substr(0, 2 * kSyllable);
    candidate.span = {site.at, at + 2 * kSyllable};
    candidate.rest = next.substr(2 * kSyllable);
  }
  const auto form = korean_name_form(name);
  if (!form || !form->is_common) return std::nullopt;
  static_cast<KoreanNameForm&>(candidate) = *form;
  static const SyllableSet words = syllables_of("이한전현신구양고우주지");  // "이 기준", "한 사람", "전 직원"
  bool labelled = label_before(text, site.at) == Strength::sure && candidate.rest.empty();
  bool titled = next.size() > kSyllable && !candidate.is_doubtful && !words[syllable(name, 0)] && title_follows(text, candidate);
  if (!labelled && !titled) return std::nullopt;
  return PersonalSpan{candidate.span, std::move(name)};
}

}  // namespace

std::optional<PersonalSpan> find_korean_name(const Site& site) {
  std::string_view text = site.text;
  size_t first = syllable(text, site.at);
  if (!surnames()[first] && text.substr(site.at, 6) != "독고") return std::nullopt;
  if (site.at > 0 && is_ascii_alnum(text[site.at - 1])) return std::nullopt;
  std::string_view run = run_at(text, site.at);
  if (run.size() == kSyllable) return spaced_name(site);
  if (run.size() > 9 * kSyllable) return std::nullopt;
  bool is_long = has_long_korean_surname(run);
  for (size_t count : {3, 4, 2}) {
    if (run.size() < count * kSyllable || (count == 4 && !is_long)) continue;
    const auto form = korean_name_form(run.substr(0, count * kSyllable));
    if (!form) continue;
    const Candidate candidate{*form, {site.at, site.at + count * kSyllable}, run.substr(count * kSyllable)};
    if (is_person(site, candidate)) return PersonalSpan{candidate.span, std::string(run.substr(0, count * kSyllable))};
  }
  return std::nullopt;
}

}  // namespace jangin::refine
