// What a Korean sentence says and how one asks for it.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/korean/question.h"
#include "text/sentences.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongest = 130;  // characters of a question's sentence

bool ends_with(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }

void add(Reading& r, std::string wording, std::string question, std::string answer, bool reverse = false) {
  auto polite = to_polite(question);
  r.asks.push_back({wording, question, answer, reverse});
  if (polite != question) r.asks.push_back({wording + "_polite", polite, std::move(answer), reverse});
}

/// Subject up to the first topic or subject particle: "사업주는" → "사업주"; empty when it is long or missing.
std::string subject_of(std::string_view sentence, size_t& behind) {
  auto space = sentence.find(' ');
  for (int words = 0; words < 4 && space != sentence.npos; ++words, space = sentence.find(' ', space + 1)) {
    auto head = sentence.substr(0, space);
    for (std::string_view particle : {"은", "는", "이", "가"})
      if (ends_with(head, particle) && head.size() > particle.size() + 2) {
        auto noun = head.substr(0, head.size() - particle.size());
        if (ends_with(head, "하는") || ends_with(head, "있는") || ends_with(head, "되는") || ends_with(head, "없는") || ends_with(head, "같은")) break;
        behind = space + 1;
        return std::string(noun);
      }
  }
  return {};
}

std::string asking_number(const Quantity& q) {
  if (q.unit == "분의") return "얼마";
  if (q.unit == "원") return "얼마";
  if (q.unit == "일" && q.bound.starts_with("전")) return "며칠";
  if (q.unit == "일" && (q.bound == "이내" || q.bound == "간")) return "며칠";
  return "몇 " + q.unit;
}

void read_numbers(std::string_view sentence, std::string_view about, std::vector<Reading>& out) {
  for (const auto& q : find_quantities(sentence)) {
    auto asked = std::string(sentence.substr(0, q.begin)) + asking_number(q) + std::string(sentence.substr(q.end));
    auto question = to_question(asked);
    if (question.empty()) continue;
    Reading r;
    size_t behind = 0;
    r.subject = subject_of(sentence, behind);
    if (r.subject.empty()) r.subject = std::string(about);
    r.relation = q.bound.empty() ? "수량" : q.bound;
    r.value = std::string(sentence.substr(q.begin, q.end - q.begin));
    r.unit = q.unit;
    add(r, "number_how_many", question, r.value);
    bool named = about.empty() || sentence.find(about) != sentence.npos;
    if (!named) add(r, "number_about", std::string(about) + "의 경우 " + question, r.value);
    static constexpr std::array<std::string_view, 5> kBounds = {"이상", "이하", "미만", "초과", "이내"};
    if (std::find(kBounds.begin(), kBounds.end(), q.bound) != kBounds.end()) {
      auto at = asked.find(q.bound, q.begin);
      auto bare = at == std::string::npos ? std::string() : asked.substr(0, q.begin) + "얼마" + asked.substr(at + q.bound.size());
      auto whole = to_question(bare);
      if (!whole.empty() && at != std::string::npos && asked.substr(at + q.bound.size()).find_first_not_of(' ') != std::string::npos && q.unit != "원" && q.unit != "분의")
        add(r, "number_bound", to_question(asked.substr(0, q.begin) + "얼마 " + asked.substr(at)), r.value + " " + q.bound);
    }
    out.push_back(std::move(r));
  }
}

/// "…하여야 한다" → "…하여야 하는".
std::string attributive(std::string_view sentence) {
  auto question = to_question(sentence);
  if (!ends_with(question, "는가?")) return {};
  return question.substr(0, question.size() - std::string_view("가?").size());
}

void read_who(std::string_view sentence, std::vector<Reading>& out) {
  size_t behind = 0;
  auto subject = subject_of(sentence, behind);
  if (subject.empty() || text::count_code_points(subject) > 16) return;
  static constexpr std::array<std::string_view, 14> kPersons = {"자", "주", "장관", "청장", "인", "자등", "기관", "위원회", "공단", "위원장", "의사", "지사", "시장", "감독관"};
  if (std::none_of(kPersons.begin(), kPersons.end(), [&](std::string_view p) { return ends_with(subject, p); })) return;
  auto rest = attributive(sentence.substr(behind));
  if (rest.empty()) return;
  Reading r;
  r.subject = subject, r.relation = "의무", r.value = std::string(sentence.substr(behind));
  add(r, "who_is", rest + " 자는 누구인가?", subject, true);
  out.push_back(std::move(r));
}

void read_object(std::string_view sentence, std::vector<Reading>& out) {
  auto question = to_question(sentence);
  if (question.empty()) return;
  // The last object before the verb: "… 날접촉예방장치를 설치하여야 한다".
  size_t best = std::string::npos, best_end = 0;
  for (size_t at = 0; at < question.size();) {
    auto space = question.find(' ', at);
    if (space == std::string::npos) break;
    auto word = std::string_view(question).substr(at, space - at);
    if ((ends_with(word, "을") || ends_with(word, "를")) && word.size() > 6) best = at, best_end = space;
    at = space + 1;
  }
  if (best == std::string::npos || question.size() - best_end > 60) return;
  auto object = question.substr(best, best_end - best - 3);
  static constexpr std::array<std::string_view, 9> kVague = {"조치", "사항", "경우", "것", "이를", "그", "다음", "필요한", "각 호"};
  for (auto vague : kVague)
    if (object == vague || ends_with(object, "조치") || ends_with(object, "사항")) return;
  auto before = std::string_view(question).substr(0, best);
  if (before.size() < 9) return;
  Reading r;
  size_t behind = 0;
  r.subject = subject_of(sentence, behind), r.relation = "대상", r.value = object;
  add(r, "object_what", question.substr(0, best) + "무엇을" + question.substr(best_end), object);
  out.push_back(std::move(r));
}

void read_definition(std::string_view sentence, std::vector<Reading>& out) {
  auto open = sentence.find_first_of("\"");
  size_t mark = 1;
  if (open == sentence.npos) {
    open = sentence.find("“");
    mark = 3;
  }
  if (open != 0) return;
  auto close = sentence.find(mark == 1 ? "\"" : "”", mark);
  if (close == sentence.npos || close - mark > 60) return;
  auto term = std::string(sentence.substr(mark, close - mark));
  auto rest = sentence.substr(close + mark);
  size_t skip = rest.starts_with("이란 ") ? std::string_view("이란 ").size() : rest.starts_with("란 ") ? std::string_view("란 ").size() : 0;
  auto end = rest.rfind("말한다");
  if (skip == 0 || end == rest.npos) return;
  auto meaning = std::string(trim(rest.substr(skip, end - skip)));
  if (ends_with(meaning, "을") || ends_with(meaning, "를")) meaning = meaning.substr(0, meaning.size() - 3);
  if (text::count_code_points(meaning) > 140) return;
  Reading r;
  r.subject = term, r.relation = "뜻", r.value = meaning;
  add(r, "meaning_what", "\"" + term + "\"의 뜻은 무엇인가?", meaning);
  add(r, "term_what", meaning + "을(를) 무엇이라고 하는가?", term, true);
  out.push_back(std::move(r));
}

void read_penalty(std::string_view sentence, std::vector<Reading>& out) {
  for (std::string_view end : {"에 처한다", "를 부과한다"}) {
    auto at = sentence.rfind(end);
    if (at == sentence.npos) continue;
    auto who = sentence.find("자는 "), whom = sentence.find("자에게는 ");
    size_t from = who != sentence.npos ? who + std::string_view("자는 ").size() : whom != sentence.npos ? whom + std::string_view("자에게는 ").size() : sentence.npos;
    if (from == sentence.npos || from >= at) continue;
    auto penalty = std::string(trim(sentence.substr(from, at - from)));
    auto offender = std::string(sentence.substr(0, (who != sentence.npos ? who : whom) + 3));
    Reading r;
    r.subject = offender, r.relation = "벌칙", r.value = penalty;
    add(r, "penalty_what", offender + "에 대한 벌칙은 무엇인가?", penalty);
    add(r, "penalty_how", offender + "는 어떤 처벌을 받는가?", penalty);
    out.push_back(std::move(r));
  }
}

}  // namespace

std::vector<Reading> read_sentence(std::string_view sentence, std::string_view about) {
  std::vector<Reading> out;
  auto text = clean_sentence(sentence);
  if (text::count_code_points(text) > kLongest || text.empty()) return out;
  bool points = text.find("다음 각 호") != std::string::npos || text.find("다음 각 목") != std::string::npos || text.find("다음과 같") != std::string::npos;
  for (std::string_view opening : {"이 경우 ", "다만, ", "그 밖에 "})
    if (text.starts_with(opening)) text = text.substr(opening.size());
  bool refers = text.find("제1항에") != std::string::npos || text.find("제2항에") != std::string::npos || text.find("같은 항") != std::string::npos || text.find("전단") != std::string::npos;
  read_definition(text, out);
  read_penalty(text, out);
  if (!points) {
    read_numbers(text, about, out);
    if (!refers && out.empty()) read_object(text, out);
    if (!refers) read_who(text, out);
  }
  return out;
}

}  // namespace jangin::synthesize::korean
