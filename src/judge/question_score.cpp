// The scorer of question files. Each rule has its twin in tests/reference/score_questions.py; change both or neither.
#include "judge/question_score.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <unordered_map>

#include "base/strings.h"
#include "judge/pattern.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

// In the order in which they are tried; longer endings before the shorter ones that they end in.
constexpr std::array<std::string_view, 32> kParticles = {"이어야", "여야", "이에요", "예요", "입니다", "이다", "으로", "에서", "까지", "부터", "마다",
                                                         "이며",   "이고", "이내",   "이상", "이하",   "미만", "초과", "에게", "은",   "는",   "이",
                                                         "가",     "을",   "를",     "의",   "에",     "로",   "와",   "과",   "도",   "다"};
// These carry meaning: split off as tokens of their own.
constexpr std::array<std::string_view, 5> kBounds = {"이내", "이상", "이하", "미만", "초과"};
constexpr std::string_view kDropped = ".,:;!?\"'`()「」『』“”‘’…·ㆍ*";
constexpr size_t kHangulBytes = 3;

const Pattern& refusal_pattern() {
  static const Pattern pattern(
      R"(do(es)? not (say|state|specify|mention|cover|contain|describe)|not (stated|specified|mentioned|covered|described|documented|given) in|)"
      R"(no information|(i )?(do not|don't|cannot|can't) (know|answer)|)"
      R"((문서|자료|법령|규칙|규정)에(는|서는)? ?(그에 )?(대한|관한)? ?.{0,12}(없|나와 있지 않|정하고 있지 않|명시되어 있지 않|규정되어 있지 않|)"
      R"(언급되어 있지 않)|알 수 없|정보가 없)",
      Pattern::Case::ignored);
  return pattern;
}

const Pattern& token_pattern() {
  // The information separators are white space there and not in PCRE2's \s.
  static const Pattern pattern(R"([-+−]?\d[\d,]*\.?\d*(?:/\d+)?|[-+−]?\.\d+|[A-Za-z_]+\d*(?:\.\d+)?|[가-힣]+|[^\s\w\x1C-\x1F])");
  return pattern;
}

const Pattern& article_pattern() {
  static const Pattern pattern(R"(\b(a|an|the)\b)");
  return pattern;
}

bool is_white_space(char32_t c) { return u_isUWhiteSpace(static_cast<UChar32>(c)) || (c >= 0x1C && c <= 0x1F); }

/// Bounds of the text without white space at both ends.
std::string_view strip_space(std::string_view text) {
  size_t first = text.size();
  size_t last = 0;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    if (is_white_space(text::next_code_point(text, at))) continue;
    first = std::min(first, begin);
    last = at;
  }
  return first < last ? text.substr(first, last - first) : std::string_view{};
}

size_t count_words(std::string_view text) {
  size_t words = 0;
  bool inside = false;
  for (size_t at = 0; at < text.size();) {
    bool space = is_white_space(text::next_code_point(text, at));
    if (!space && !inside) ++words;
    inside = !space;
  }
  return words;
}

/// Digits of any script as ASCII; grouping commas left out; the minus sign as "-".
std::string ascii_number(std::string_view token) {
  std::string digits;
  for (size_t at = 0; at < token.size();) {
    char32_t c = text::next_code_point(token, at);
    int32_t value = u_charDigitValue(static_cast<UChar32>(c));
    if (c == U',') continue;
    if (c == U'\u2212') {
      digits += '-';
    } else if (value >= 0) {
      digits += static_cast<char>('0' + value);
    } else {
      text::append_utf8(digits, c);
    }
  }
  return digits;
}

/// The number that a token writes, as "%.10g"; empty when it writes none.
std::string number_text(std::string_view token) {
  std::string digits = ascii_number(token);
  const char* begin = digits.data();
  const char* end = begin + digits.size();
  bool plus = begin != end && *begin == '+';
  double value = 0;
  auto [stop, error] = std::from_chars(begin + plus, end, value);
  if (stop != end || error == std::errc::invalid_argument) return {};
  if (error == std::errc::result_out_of_range) {
    size_t first = digits.find_first_of("123456789");
    value = first < digits.find('.') ? std::numeric_limits<double>::infinity() : 0.0;
    if (digits.front() == '-') value = -value;
  }
  return fmt::format("{:.10g}", value);
}

bool is_hangul_syllables(std::string_view token) {
  size_t at = 0;
  char32_t first = text::next_code_point(token, at);
  return first >= U'가' && first <= U'힣';  // a token that starts with a syllable holds nothing else
}

void append_korean(std::string_view word, std::vector<std::string>& out) {
  std::vector<std::string> tail;
  bool changed = true;
  while (changed && word.size() > kHangulBytes) {
    changed = false;
    for (std::string_view particle : kParticles) {
      if (!word.ends_with(particle) || word.size() <= particle.size()) continue;
      word.remove_suffix(particle.size());
      if (std::ranges::find(kBounds, particle) != kBounds.end()) tail.insert(tail.begin(), std::string(particle));
      changed = true;
      break;
    }
  }
  out.emplace_back(word);
  out.insert(out.end(), tail.begin(), tail.end());
}

std::vector<std::string> code_points(std::string_view text) {
  std::vector<std::string> points;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    text::next_code_point(text, at);
    points.emplace_back(text.substr(begin, at - begin));
  }
  return points;
}

bool contains(const std::vector<std::string>& reply, const std::vector<std::string>& answer) {
  return !answer.empty() && !std::ranges::search(reply, answer).empty();
}

bool holds(const std::vector<std::string>& tokens, const std::string& token) { return std::ranges::find(tokens, token) != tokens.end(); }

/// Whether the reply names a value of one of the answer's kinds that neither an alias nor the question holds.
bool names_another_value(const std::vector<std::string>& reply, const std::vector<std::string>& answer,
                         const std::vector<std::vector<std::string>>& aliases, const std::vector<std::string>& asked) {
  std::array<bool, 4> kinds{};
  for (const std::string& token : answer) kinds[static_cast<size_t>(token_kind(token))] = true;
  kinds[static_cast<size_t>(TokenKind::word)] = false;
  return std::ranges::any_of(reply, [&](const std::string& token) {
    return kinds[static_cast<size_t>(token_kind(token))] && !holds(asked, token) &&
           std::ranges::none_of(aliases, [&](const auto& alias) { return holds(alias, token); });
  });
}

/// An answer made of symbols only is compared as it stands.
bool same_symbols(std::string_view reply, std::string_view answer) {
  reply = strip_space(reply);
  constexpr std::string_view kQuotes = ".\"'`";
  while (!reply.empty() && kQuotes.find(reply.front()) != std::string_view::npos) reply.remove_prefix(1);
  while (!reply.empty() && kQuotes.find(reply.back()) != std::string_view::npos) reply.remove_suffix(1);
  return reply == strip_space(answer);
}

}  // namespace

std::vector<std::string> answer_tokens(std::string_view input) {
  std::string folded = text::casefold(replace_all(text::nfkc(input), "−", "-"));
  folded = article_pattern().replace(folded, " ");
  std::vector<std::string> out;
  for (std::string_view token : token_pattern().find_all(folded)) {
    std::string number = number_text(token);
    if (!number.empty()) {
      out.push_back("#" + number);
    } else if (is_hangul_syllables(token)) {
      append_korean(token, out);
    } else if (kDropped.find(token) == std::string_view::npos) {
      out.emplace_back(token);
    }
  }
  return out;
}

TokenKind token_kind(std::string_view token) {
  static const Pattern code(R"([a-z]\d+(\.\d+)?)");
  if (token.starts_with('#')) return TokenKind::number;
  if (code.matches_whole(token)) return TokenKind::code;
  bool letter = token.size() == 1 && token[0] >= 'b' && token[0] <= 'z' && token[0] != 'i';
  return letter ? TokenKind::letter : TokenKind::word;
}

bool is_refusal(std::string_view reply) {
  // Case is ignored for the Turkish i's too.
  std::string plain = replace_all(replace_all(text::repair_utf8(reply), "İ", "i"), "ı", "i");
  return refusal_pattern().matches(plain);
}

bool short_answer_right(std::string_view reply, const std::vector<std::string>& answers, std::string_view question) {
  std::vector<std::string> said = answer_tokens(reply);
  std::vector<std::string> asked = answer_tokens(question);
  std::vector<std::vector<std::string>> aliases;
  std::vector<bool> symbols;
  for (const std::string& answer : answers) {
    aliases.push_back(answer_tokens(answer));
    symbols.push_back(aliases.back().empty());
    if (symbols.back()) aliases.back() = code_points(strip_space(answer));
  }
  const size_t words = count_words(reply);
  for (size_t i = 0; i < answers.size(); ++i) {
    if (symbols[i]) {
      if (same_symbols(reply, answers[i])) return true;
      continue;
    }
    if (words > std::max<size_t>(12, 3 * count_words(answers[i]))) continue;  // a reply that lists everything is no answer
    if (contains(said, aliases[i]) && !names_another_value(said, aliases[i], aliases, asked)) return true;
  }
  return false;
}

bool question_right(const Question& question, const QuestionReply& reply) {
  if (question.unanswerable) return is_refusal(reply.reply);
  if (!question.choices.empty()) return reply.choice.has_value() && reply.choice == question.answer_index;
  return short_answer_right(reply.reply, question.answers, question.question);
}

QuestionScore score_questions(const std::vector<Question>& questions, const std::vector<QuestionReply>& replies) {
  std::unordered_map<std::string_view, const QuestionReply*> by_id;
  for (const QuestionReply& reply : replies) by_id[reply.id] = &reply;
  QuestionScore score;
  const QuestionReply missing;
  for (const Question& question : questions) {
    auto found = by_id.find(question.id);
    const QuestionReply& reply = found == by_id.end() ? missing : *found->second;
    Tally& tally = question.unanswerable ? score.unanswerable : question.choices.empty() ? score.short_answer : score.multiple_choice;
    ++tally.of;
    tally.count += question_right(question, reply) ? 1 : 0;
    if (question.unanswerable || !question.choices.empty()) continue;
    ++score.false_refusals.of;
    score.false_refusals.count += is_refusal(reply.reply) ? 1 : 0;
  }
  return score;
}

}  // namespace jangin::judge
