// Paragraphs end at blank lines. Their beginnings up to each line's end are looked up by the hash of their tokens, then compared token by token.
#include "refine/contamination/whole_questions.h"

#include <algorithm>
#include <array>

namespace jangin::refine {
namespace {

constexpr size_t kMostTokens = 128;  // of a question; longer ones tell enough to be found anywhere
constexpr size_t kMostBetween = 3;   // tokens between choices: "Option (b)"

uint64_t go_on(uint64_t hash, uint32_t token) {
  hash = (hash ^ token) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 29);
}

/// Line ends between two bytes with nothing but white space and quote marks between them; 2 stands for any more.
int line_ends_between(std::string_view text, size_t begin, size_t end) {
  int found = 0;
  bool after_break = false;
  for (char c : text.substr(begin, end - begin)) {
    if (c == '\n' && after_break) return 2;
    if (c == '\n') found = 1, after_break = true;
    if (c != '\n' && c != ' ' && c != '\t' && c != '\r' && c != '>') after_break = false;
  }
  return found;
}

bool is_heading(std::string_view text, size_t word) {
  const size_t before = word == 0 ? std::string_view::npos : text.rfind('\n', word - 1);
  const size_t line = before == std::string_view::npos ? 0 : before + 1;
  return text.substr(line, word - line).find('#') != std::string_view::npos;
}

/// No token stands apart from the one before it.
bool is_one_word(std::span<const FoldedToken> tokens) {
  return std::ranges::adjacent_find(tokens, [](const FoldedToken& a, const FoldedToken& b) { return a.end != b.begin; }) == tokens.end();
}

/// "A. ", "(1) ", "a) ", "① ".
bool begins_with_first_label(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n>*_-"), text.size()));
  if (text.starts_with("①")) return true;
  if (text.starts_with('(')) text.remove_prefix(1);
  if (text.size() < 3 || std::string_view("Aa1").find(text[0]) == std::string_view::npos) return false;
  return (text[1] == '.' || text[1] == ')') && (text[2] == ' ' || text[2] == '\t');
}

bool points_to_choices(std::string_view question) {
  constexpr std::array<std::string_view, 4> kPointers = {"following", "these", "다음", "보기"};
  return std::ranges::any_of(kPointers, [&](std::string_view word) { return question.find(word) != std::string_view::npos; });
}

/// The text as one writes it who leaves its punctuation out.
std::string without_punctuation(std::string text) {
  std::erase_if(text, [](char c) { return std::string_view(".,;:!?\"()").find(c) != std::string_view::npos; });
  return text;
}

bool same(std::span<const FoldedToken> tokens, std::span<const uint32_t> hashes) {
  return std::ranges::equal(tokens, hashes, {}, &FoldedToken::hash);
}

}  // namespace

void WholeQuestions::add(const EvaluationItem& source, bool tells, uint32_t item) {
  std::vector<std::string> wordings = {source.question};
  if (std::string plain = without_punctuation(source.question); plain != source.question) wordings.push_back(std::move(plain));
  tells = tells || !points_to_choices(source.question);
  for (const std::string& wording : wordings) {
    Question question{make_wording(wording).hashes, {}, source.question.find('?') != std::string::npos, tells, item};
    for (const std::string& answer : source.answers) {
      Question told = question;
      const Hashes hashes = make_wording(answer).hashes;
      told.hashes.insert(told.hashes.end(), hashes.begin(), hashes.end());
      told.tells = true;
      if (!hashes.empty()) add(std::move(told));
    }
    for (const std::string& choice : source.choices) question.choices.push_back(make_wording(choice).hashes);
    add(std::move(question));
  }
}

void WholeQuestions::add(Question question) {
  if (question.hashes.empty() || question.hashes.size() > kMostTokens) return;
  uint64_t hash = 0;
  for (uint32_t token : question.hashes) hash = go_on(hash, token);
  questions_.emplace(hash, std::move(question));
}

/// The token behind the last choice, where all follow from token `at` on; else 0.
size_t WholeQuestions::end_of_choices(const Question& question, std::span<const FoldedToken> tokens, size_t at) const {
  for (const Hashes& choice : question.choices) {
    const size_t last_begin = at + kMostBetween;
    while (at <= last_begin && !(at + choice.size() <= tokens.size() && same(tokens.subspan(at, choice.size()), choice))) ++at;
    if (at > last_begin) return 0;
    at += choice.size();
  }
  return question.choices.empty() ? 0 : at;
}

/// The token behind what is found of the question in a paragraph whose beginning up to `end` it is; 0: it is not asked there.
size_t WholeQuestions::end_of_match(const Question& question, std::string_view text, std::span<const FoldedToken> tokens, Paragraph paragraph,
                                    size_t end) const {
  const std::span<const FoldedToken> said = tokens.subspan(paragraph.first, end - paragraph.first);
  if (!same(said, question.hashes)) return 0;
  if (size_t behind = end_of_choices(question, tokens, end); behind > 0) return behind;
  if (end < paragraph.end) return 0;
  if (!question.has_mark && (is_heading(text, said.front().begin) || is_one_word(said))) return 0;
  const bool others_choices = !question.tells && begins_with_first_label(text.substr(std::min(text.find('\n', said.back().end), text.size())));
  return others_choices ? 0 : end;
}

std::vector<WholeQuestions::Found> WholeQuestions::find(std::string_view text, std::span<const FoldedToken> tokens) const {
  std::vector<Found> found;
  std::vector<size_t> line_ends;  // of the paragraph [first, next): tokens
  std::vector<uint64_t> hashes;   // of its beginnings up to there
  for (size_t first = 0, next; first < tokens.size(); first = next) {
    line_ends.clear(), hashes.clear();
    uint64_t hash = 0;
    for (next = first; next < tokens.size(); ++next) {
      const int breaks = next == first ? 0 : line_ends_between(text, tokens[next - 1].end, tokens[next].begin);
      if (breaks > 0 && next - first <= kMostTokens) line_ends.push_back(next), hashes.push_back(hash);
      if (breaks > 1) break;
      hash = go_on(hash, tokens[next].hash);
    }
    if (next == tokens.size() && next - first <= kMostTokens) line_ends.push_back(next), hashes.push_back(hash);
    for (size_t i = 0; i < line_ends.size(); ++i) {
      auto [begin, end] = questions_.equal_range(hashes[i]);
      for (auto at = begin; at != end; ++at) {
        const size_t behind = end_of_match(at->second, text, tokens, {first, next}, line_ends[i]);
        if (behind > 0) found.push_back({at->second.item, first, behind - 1});
      }
    }
  }
  return found;
}

}  // namespace jangin::refine
