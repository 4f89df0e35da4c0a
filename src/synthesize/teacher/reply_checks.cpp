// Rules on replies.
#include "synthesize/teacher/reply_checks.h"

#include <algorithm>
#include <array>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_set>

#include "base/strings.h"
#include "judge/pattern.h"
#include "text/sentences.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

using Json = nlohmann::json;
using judge::Pattern;

struct WordRule {
  const char* expression;
  const char* reason;
};
// Words that the passage holds itself may be said.
constexpr std::array kWordRules = {
    WordRule{R"(<\|[a-z_ ]{1,40}\|>|<(start|end)_of_turn>|\[/?INST\]|<<SYS>>|\[\|(user|assistant|system|endofturn)\|\])", "control_marks"},
    WordRule{
        R"(</?(html|head|body|div|span|script|style|iframe|img|a|p|br|table|tr|td|ul|ol|li|h[1-6]|meta|link|form|input)(\s[^<>]*)?/?>|<!--|<!doctype)",
        "markup"},
    WordRule{R"(\b(ignore|disregard|forget|override)\b[^.\n]{0,40}\b(above|previous|prior|earlier|preceding|instructions?|prompts?|rules)\b)",
             "injection"},
    WordRule{R"(\b(system prompt|jailbreak|developer mode|you are now (a|an|the|in)|new instructions?:|act as (a|an) )\b)", "injection"},
    WordRule{R"((위|이전|앞|기존|모든)[^.\n]{0,12}(지시|명령|지침|프롬프트)[^.\n]{0,8}(무시|잊|따르지))", "injection"},
    WordRule{R"(시스템 프롬프트|당신은 이제)", "injection"},
    WordRule{
        R"(\b(as an? (ai|artificial|language)\b|i am an? (ai|language model)|i'?m (sorry|unable|happy to)|i (cannot|can't) (help|assist|answer)|i apologi[sz]e|i hope this helps|feel free to|let me know if))",
        "assistant_talk"},
    WordRule{R"(^(sure|certainly|of course|okay|here (is|are)|here's|i'd be happy)\b)", "assistant_talk"},
    WordRule{R"((저는|나는) (AI|인공지능|언어 ?모델)|도움이 되(었|셨)|^(네|물론입니다|알겠습니다)[,.!]|죄송(합니다|하지만))", "assistant_talk"},
};

const std::vector<std::pair<std::unique_ptr<Pattern>, std::string>>& word_rules() {
  static const auto rules = [] {
    std::vector<std::pair<std::unique_ptr<Pattern>, std::string>> all;
    for (const WordRule& rule : kWordRules) all.emplace_back(std::make_unique<Pattern>(rule.expression, Pattern::Case::ignored), rule.reason);
    return all;
  }();
  return rules;
}

constexpr double kMostRepeated = 0.3;
constexpr size_t kWordsThatTell = 8;  // fewer do not tell their language
constexpr size_t kRepeatWindow = 5, kCopyWindow = 8;
constexpr size_t kStem = 5;  // letters by which two forms of a word are one ("program", "programming")

std::string window_at(const std::vector<std::string>& words, size_t at, size_t size) {
  std::string key;
  for (size_t i = at; i < at + size; ++i) key += words[i] + " ";
  return key;
}

std::vector<std::string> folded_words(std::string_view text) {
  std::vector<std::string> words;
  for (std::string_view word : text::split_words(text)) words.push_back(text::casefold(word));
  return words;
}

bool tells_nothing(std::string_view word) {
  static const std::unordered_set<std::string_view> kWords = {
      "about",   "above",  "after", "again",   "also",     "always",    "another",   "because", "been",   "before",  "being",   "between",
      "both",    "called", "could", "does",    "done",     "during",    "each",      "either",  "ensure", "ensures", "every",   "following",
      "from",    "given",  "have",  "having",  "here",     "however",   "important", "into",    "itself", "just",    "like",    "made",
      "make",    "makes",  "many",  "means",   "might",    "more",      "most",      "much",    "must",   "need",    "needed",  "needs",
      "only",    "other",  "over",  "provide", "provides", "same",      "several",   "should",  "since",  "some",    "such",    "than",
      "that",    "their",  "them",  "then",    "there",    "therefore", "these",     "they",    "this",   "those",   "through", "under",
      "until",   "upon",   "used",  "using",   "uses",     "various",   "very",      "well",    "were",   "what",    "when",    "where",
      "whether", "which",  "while", "will",    "with",     "within",    "without",   "would",   "your"};
  return kWords.contains(word);
}

/// First letters of a word, whole characters; an English plural as the singular.
std::string stem_of(std::string_view word, size_t letters) {
  if (word.size() > 3 && word.ends_with('s') && !word.ends_with("ss")) word.remove_suffix(1);
  std::string stem;
  size_t at = 0;
  for (size_t n = 0; n < letters && at < word.size(); ++n) text::append_utf8(stem, text::next_code_point(word, at));
  return stem;
}

/// Stems of the words that tell what a text is about.
std::vector<std::string> telling_stems(std::string_view text) {
  std::vector<std::string> stems;
  for (std::string_view word : text::split_words(text)) {
    const std::string folded = text::casefold(text::strip_particles(word));
    size_t at = 0;
    const char32_t first = folded.empty() ? U' ' : text::next_code_point(folded, at);
    const bool hangul = text::is_hangul(first);
    const size_t letters = text::count_code_points(folded);
    if (hangul ? letters < 2 : (letters < 4 || tells_nothing(folded))) continue;
    stems.push_back(stem_of(folded, hangul ? 2 : kStem));
  }
  return stems;
}

}  // namespace

std::string_view bare_reply(std::string_view text) {
  text = trim(text);
  if (text.starts_with("```")) {
    const size_t line = text.find('\n');
    const size_t end = text.rfind("```");
    if (line != std::string_view::npos && end > line) text = trim(text.substr(line + 1, end - line - 1));
  }
  return text;
}

std::optional<std::vector<std::string>> read_texts(std::string_view reply, std::string_view key, size_t max_count, size_t max_bytes) {
  const Json json = Json::parse(bare_reply(reply), nullptr, false);
  if (!json.is_object()) return std::nullopt;
  const auto found = json.find(std::string(key));
  if (found == json.end()) return std::nullopt;
  std::vector<std::string> texts;
  auto add = [&](const Json& value) {
    if (!value.is_string()) return false;
    std::string text(trim(value.get_ref<const std::string&>()));
    if (text.empty() || text.size() > max_bytes) return false;
    texts.push_back(std::move(text));
    return true;
  };
  if (found->is_array()) {
    if (found->size() > max_count) return std::nullopt;
    for (const Json& value : *found)
      if (!add(value)) return std::nullopt;
  } else if (!add(*found)) {
    return std::nullopt;
  }
  return texts;
}

std::string texts_schema(std::string_view key, int least, int most, int letters) {
  return Json{
      {"additionalProperties", false},
      {"properties",
       {{std::string(key),
         {{"items", {{"maxLength", letters}, {"minLength", 2}, {"type", "string"}}}, {"maxItems", most}, {"minItems", least}, {"type", "array"}}}}},
      {"required", {std::string(key)}},
      {"type", "object"}}
      .dump();
}

std::string object_schema(const std::vector<std::string>& keys, int letters) {
  Json properties = Json::object();
  for (const std::string& key : keys) properties[key] = {{"maxLength", letters}, {"minLength", 1}, {"type", "string"}};
  return Json{{"additionalProperties", false}, {"properties", properties}, {"required", keys}, {"type", "object"}}.dump();
}

std::vector<SentencePart> sentence_parts(std::string_view text) {
  std::vector<SentencePart> parts;
  size_t behind = 0;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = text.find('\n', begin);
    if (end == std::string_view::npos) end = text.size();
    for (std::string_view sentence : text::split_sentences(text.substr(begin, end - begin))) {
      const auto at = static_cast<size_t>(sentence.data() - text.data());
      parts.push_back({sentence, text.substr(behind, at - behind)});
      behind = at + sentence.size();
    }
    begin = end + 1;
  }
  return parts;
}

std::string_view whole_sentences(std::string_view text) {
  static const Pattern end(R"([.!?。…][")'’”\]]*$)");
  text = trim(text);
  const auto parts = sentence_parts(text);
  for (size_t i = parts.size(); i-- > 0;) {
    if (!end.matches(parts[i].sentence)) continue;
    return text.substr(0, static_cast<size_t>(parts[i].sentence.data() - text.data()) + parts[i].sentence.size());
  }
  return {};
}

namespace {

std::string fault_of(std::string_view words, std::string_view passage, std::string_view language, std::string_view passed_over) {
  if (trim(words).empty()) return "empty_reply";
  for (const auto& [pattern, reason] : word_rules()) {
    if (reason == passed_over) continue;
    for (std::string_view found : pattern->find_all(words))
      if (text::casefold(passage).find(text::casefold(found)) == std::string::npos) return reason;
  }
  if (repeated_share(words) > kMostRepeated) return "repetition";
  if (text::split_words(words).size() >= kWordsThatTell && (language == "en" || language == "ko")) {
    const std::string_view guess = text::guess_language(words);
    if (guess != language) return "other_language";
  }
  return {};
}

}  // namespace

std::string fault_of_words(std::string_view words, std::string_view passage, std::string_view language) {
  return fault_of(words, passage, language, {});
}
std::string fault_of_text(std::string_view text, std::string_view passage, std::string_view language) {
  return fault_of(text, passage, language, "assistant_talk");
}

double repeated_share(std::string_view text) {
  const auto words = folded_words(text);
  if (words.size() < 2 * kRepeatWindow) return 0;
  std::unordered_set<std::string> seen;
  size_t repeated = 0, all = 0;
  for (size_t i = 0; i + kRepeatWindow <= words.size(); ++i, ++all) repeated += !seen.insert(window_at(words, i, kRepeatWindow)).second;
  return static_cast<double>(repeated) / static_cast<double>(all);
}

double shared_windows(std::string_view text, std::string_view other) {
  const auto words = folded_words(text), others = folded_words(other);
  if (words.size() < kCopyWindow) return 0;
  std::unordered_set<std::string> windows;
  for (size_t i = 0; i + kCopyWindow <= others.size(); ++i) windows.insert(window_at(others, i, kCopyWindow));
  size_t shared = 0, all = 0;
  for (size_t i = 0; i + kCopyWindow <= words.size(); ++i, ++all) shared += windows.contains(window_at(words, i, kCopyWindow));
  return static_cast<double>(shared) / static_cast<double>(all);
}

double grounded_share(std::string_view text, std::string_view ground) {
  const auto stems = telling_stems(text), there = telling_stems(ground);
  if (stems.empty()) return 1;
  const std::unordered_set<std::string> known(there.begin(), there.end());
  return static_cast<double>(std::ranges::count_if(stems, [&](const std::string& stem) { return known.contains(stem); })) /
         static_cast<double>(stems.size());
}

double rouge_l(std::string_view a, std::string_view b) {
  const auto x = folded_words(a), y = folded_words(b);
  if (x.empty() || y.empty()) return 0;
  std::vector<size_t> row(y.size() + 1, 0);
  for (const std::string& word : x) {
    size_t diagonal = 0;
    for (size_t j = 0; j < y.size(); ++j) {
      const size_t above = row[j + 1];
      row[j + 1] = word == y[j] ? diagonal + 1 : std::max(above, row[j]);
      diagonal = above;
    }
  }
  return 2 * static_cast<double>(row.back()) / static_cast<double>(x.size() + y.size());
}

}  // namespace jangin::synthesize
