// The answer's sentence is credited with every word of the question that only resembles one of its own; another sentence counts the words that it
// has as they are and that the answer's does not have at all.
#include "judge/answer_place.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "judge/english_answer.h"
#include "judge/general_words.h"
#include "judge/korean_question.h"
#include "judge/korean_stem.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;      // bytes
constexpr size_t kLeastStem = 4;     // letters in which two English words begin alike
constexpr size_t kShortStem = 3;     // the same of a word that has no more
constexpr size_t kHead = 5;          // first words of a sentence
constexpr size_t kClearly = 2;       // words of the question in another sentence
constexpr size_t kSurely = 3;        // the same, where the answer's sentence has one as well
constexpr size_t kMostOwnWords = 1;  // words of the question that no sentence has, for one word to tell where it looks

template <size_t N>
bool is_of(std::string_view word, const std::array<std::string_view, N>& list) {
  return std::ranges::find(list, word) != list.end();
}

/// A word with which the question tells where it looks.
struct AskedWord {
  const Word* word;
  std::string_view stem;  // without particles
  bool headed;            // a heading has it
};

/// Words [begin, end) of the evidence, and their letters without anything between.
struct Part {
  size_t begin = 0, end = 0;
  std::string letters;
};

std::vector<Part> parts_of(const Reading& evidence, const std::vector<TextUnit>& units) {
  std::vector<Part> parts;
  for (const TextUnit& unit : units) {
    Part part{.begin = unit.begin, .end = unit.end, .letters = {}};
    for (size_t i = unit.begin; i < unit.end; ++i) part.letters += evidence.words[i].text;
    parts.push_back(std::move(part));
  }
  return parts;
}

bool begin_alike(const Word& a, const Word& b) {
  const auto alike = static_cast<size_t>(std::ranges::mismatch(a.text, b.text).in1 - a.text.begin());
  return alike >= kLeastStem || (alike >= kShortStem && alike >= std::min(a.key.size(), b.key.size()));
}

/// "quote" in "unquoted".
bool lies_within(const Word& a, const Word& b) { return a.key.size() >= kLeastStem && b.text.find(a.key) != std::string::npos; }

std::vector<AskedWord> asked_words(const Reading& question, const Reading& context) {
  std::vector<AskedWord> asked;
  for (const Word& word : question.words) {
    const std::string_view stem = word.hangul ? text::strip_particles(word.text) : std::string_view(word.text);
    const bool general = word.hangul
                             ? is_general_korean(stem) || is_general_korean(word.text) || stem.size() < 2 * kSyllable || is_korean_asking(word.text)
                             : is_general_english(word.text);
    if (!word.content || general || std::ranges::any_of(asked, [&](const AskedWord& other) { return other.word->key == word.key; })) continue;
    const bool headed = context.has(word.key) || (word.hangul && shares_korean_syllables(stem, context.letters));
    asked.push_back({&word, stem, headed});
  }
  return asked;
}

bool has_key(const Reading& evidence, const Part& part, const std::string& key) {
  return std::any_of(evidence.words.begin() + static_cast<ptrdiff_t>(part.begin), evidence.words.begin() + static_cast<ptrdiff_t>(part.end),
                     [&](const Word& word) { return word.key == key; });
}

bool holds(const Reading& evidence, const Part& part, const AskedWord& asked) {
  if (asked.word->hangul) return part.letters.find(asked.stem.substr(0, 2 * kSyllable)) != std::string::npos;
  return has_key(evidence, part, asked.word->key);
}

bool resembles(const Reading& evidence, const Part& part, const AskedWord& asked) {
  if (asked.word->hangul) return shares_korean_syllables(asked.stem, part.letters);
  if (has_key(evidence, part, asked.word->key)) return true;
  if (asked.word->number) return false;
  return std::any_of(evidence.words.begin() + static_cast<ptrdiff_t>(part.begin), evidence.words.begin() + static_cast<ptrdiff_t>(part.end),
                     [&](const Word& word) {
                       return !word.number && (begin_alike(*asked.word, word) || lies_within(*asked.word, word) || lies_within(word, *asked.word));
                     });
}

/// How the question's words lie on the parts of the evidence. Those of headings count in `own_all` alone.
struct Shares {
  size_t place = 0;                        // the part in which the answer stands
  size_t own = 0, own_all = 0;             // words of the question in that part
  size_t before = 0, behind = 0;           // most that one part before or behind it has more
  size_t next_before = 0, far_before = 0;  // of the part just before it, and of those before that
};

/// The only part that has the whole answer; parts.size() when there is none or there are several.
size_t place_of(const Reading& answer, const Reading& evidence, const std::vector<Part>& parts, bool korean) {
  std::string letters;
  for (const Word& word : answer.words) letters += word.text;
  const auto told = content_keys(answer);
  auto has_answer = [&](const Part& part) {
    if (korean) return part.letters.find(letters) != std::string::npos;
    return share_in(told, all_keys(evidence, part.begin, part.end)) == 1;
  };
  if (letters.empty() || told.empty() || std::ranges::count_if(parts, has_answer) != 1) return parts.size();
  return static_cast<size_t>(std::ranges::find_if(parts, has_answer) - parts.begin());
}

Shares shares_of(const std::vector<AskedWord>& asked, const Reading& evidence, const std::vector<Part>& parts, size_t place) {
  Shares out{.place = place};
  std::vector<const AskedWord*> others;  // words that the answer's part does not have
  for (const AskedWord& one : asked) {
    const bool own = resembles(evidence, parts[place], one);
    out.own_all += own ? 1 : 0, out.own += own && !one.headed ? 1 : 0;
    if (!own && !one.headed) others.push_back(&one);
  }
  for (size_t p = 0; p < parts.size(); ++p) {
    if (p == place) continue;
    const auto held = static_cast<size_t>(std::ranges::count_if(others, [&](const AskedWord* one) { return holds(evidence, parts[p], *one); }));
    size_t& most = p < place ? out.before : out.behind;
    most = std::max(most, held);
    if (p + 1 == place) out.next_before = held;
    if (p + 1 < place) out.far_before = std::max(out.far_before, held);
  }
  return out;
}

/// Words of the question that neither a part nor a heading has.
size_t own_words(const std::vector<AskedWord>& asked, const Reading& evidence, const std::vector<Part>& parts) {
  return static_cast<size_t>(std::ranges::count_if(asked, [&](const AskedWord& one) {
    return !one.headed && std::ranges::none_of(parts, [&](const Part& part) { return resembles(evidence, part, one); });
  }));
}

template <size_t N>
bool has_any(const Reading& text, size_t begin, size_t end, const std::array<std::string_view, N>& list) {
  for (size_t i = begin; i < end; ++i) {
    if (is_of(text.words[i].text, list)) return true;
  }
  return false;
}

constexpr std::array<std::string_view, 22> kBack = {"it",         "its",       "they",   "them",    "their", "this", "these", "those",
                                                    "such",       "otherwise", "former", "latter",  "he",    "she",  "both",  "later",
                                                    "afterwards", "earlier",   "either", "neither", "ones",  "then"};
constexpr std::array<std::string_view, 4> kBackAtHead = {"that", "one", "same", "so"};

/// Whether the English part stands for something of the one before by its first words.
bool begins_back(const Reading& evidence, const Part& part) {
  const size_t head = std::min(part.end, part.begin + kHead + 1);
  return has_any(evidence, part.begin, head, kBack) || has_any(evidence, part.begin, head, kBackAtHead);
}

/// Whether the English part has "the" or "that" among its first words: what it tells of may be known from before.
bool tells_known(const Reading& evidence, const Part& part) {
  static constexpr std::array<std::string_view, 2> kKnown = {"the", "that"};
  return has_any(evidence, part.begin, std::min(part.end, part.begin + kHead), kKnown);
}

/// "다만, …", "이 경우 …", "두 번째 …".
bool begins_back_in_korean(const Reading& evidence, const Part& part) {
  static constexpr std::array<std::string_view, 17> kHeads = {"다만", "단", "이",   "이때",     "이를",   "또한",     "이후",   "나머지", "해당",
                                                              "같은", "두", "다시", "초과하면", "넘으면", "미만이면", "아니면", "재"};
  const std::string_view first = evidence.words[part.begin].text;
  return is_of(first, kHeads) || first.starts_with("그");
}

/// What stands behind the sentence of which it is told: reasons, consequences, remedies, meanings.
bool asks_beside(const Reading& question) {
  static constexpr std::array<std::string_view, 32> kEnglish = {
      "why",     "reason",  "reasons", "cause",   "causes",    "account", "accounts", "explain", "explains",     "wrong",   "consequence",
      "effect",  "effects", "follows", "happens", "happen",    "remedy",  "remedies", "cure",    "fix",          "help",    "helps",
      "purpose", "mean",    "means",   "meaning", "treatment", "result",  "outcome",  "matter",  "consequences", "happened"};
  static constexpr std::array<std::string_view, 6> kKorean = {"이유", "까닭", "왜", "예외", "때문", "위험"};
  return std::ranges::any_of(question.words, [](const Word& word) {
    return is_of(word.text, kEnglish) || std::ranges::any_of(kKorean, [&](std::string_view head) { return word.text.starts_with(head); });
  });
}

bool elsewhere_in_korean(const Reading& question, const Reading& evidence, const std::vector<Part>& parts, const Shares& shares, size_t own_words) {
  const size_t next = shares.place + 1;
  if (begins_back_in_korean(evidence, parts[shares.place]) && shares.place == 0) return false;  // its case is cited behind it
  const bool gone_on = next < parts.size() && begins_back_in_korean(evidence, parts[next]);
  if (!gone_on && shares.behind >= shares.before && shares.own < kClearly) {
    if (shares.behind >= kClearly || (shares.behind > 0 && shares.own_all == 0)) return true;
  }
  if (shares.own > 0 || asks_beside(question)) return false;
  if (shares.far_before >= kClearly && shares.next_before == 0) return true;
  return !begins_back_in_korean(evidence, parts[shares.place]) && (shares.before >= kClearly || (shares.before > 0 && own_words <= kMostOwnWords));
}

/// Whether the question's words lie behind the part in which the answer stands.
bool lies_behind(const Reading& evidence, const std::vector<Part>& parts, const Shares& shares) {
  const size_t next = shares.place + 1;
  if (shares.place == 0 && begins_back(evidence, parts[0])) return false;  // what it goes on from is cited behind it
  if (shares.behind < std::max(shares.before, kClearly) || (next < parts.size() && begins_back(evidence, parts[next]))) return false;
  return shares.own == 0 || (shares.own <= kClearly && shares.own_all <= shares.own);
}

/// Whether they lie in a sentence before it from which it does not go on.
bool lies_before(const Reading& evidence, const std::vector<Part>& sentences, const Shares& shares, size_t own_words) {
  const Part& own = sentences[shares.place];
  if (has_any(evidence, own.begin, own.end, kBack)) return false;
  if (shares.own > 0) return shares.own == 1 && shares.before >= kSurely;
  return shares.before >= kClearly && own_words <= kMostOwnWords && !tells_known(evidence, own);
}

/// Where one word of the question in another sentence is enough: the answer's form is hardly that of what is asked.
bool lies_elsewhere_by_form(const Reading& question, const Reading& answer, const Shares& by_segment, const Shares& by_sentence) {
  const bool behind = by_segment.own == 0 && by_segment.behind > 0 && by_segment.behind >= by_segment.before;
  const bool before = by_sentence.own == 0 && by_sentence.before > 0;
  return (behind || before) && is_unlikely_in_english(question, answer);
}

}  // namespace

bool stands_elsewhere(const Reading& question, const Reading& answer, const Reading& evidence, const Reading& context) {
  if (question.words.empty()) return false;
  const bool korean = std::ranges::any_of(question.words, &Word::hangul);
  const std::vector<Part> sentences = parts_of(evidence, evidence.units);
  if (sentences.size() < 2 && korean) return false;
  const std::vector<AskedWord> asked = asked_words(question, context);
  const size_t place = place_of(answer, evidence, sentences, korean);
  if (place == sentences.size()) return false;
  const Shares by_sentence = shares_of(asked, evidence, sentences, place);
  const size_t own = own_words(asked, evidence, sentences);
  if (korean) return elsewhere_in_korean(question, evidence, sentences, by_sentence, own);
  const std::vector<Part> segments = parts_of(evidence, segments_of(evidence));
  const size_t inner = place_of(answer, evidence, segments, korean);
  if (inner == segments.size()) return false;
  const Shares by_segment = shares_of(asked, evidence, segments, inner);
  if ((by_sentence.own == 0 || by_segment.own > 0) && lies_behind(evidence, segments, by_segment)) return true;
  if (lies_elsewhere_by_form(question, answer, by_segment, by_sentence)) return true;
  if (asks_beside(question)) return false;
  return lies_before(evidence, sentences, by_sentence, own);
}

}  // namespace jangin::judge
