// A question made to stand alone: the product's name and the topic around it, case and mark.
#include <cctype>

#include "base/strings.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {
namespace {

std::string finish(std::string question, bool imperative) {
  question = std::string(trim(question));
  while (!question.empty() && (question.back() == '.' || question.back() == ',' || question.back() == ';' || question.back() == ':'))
    question.pop_back();
  question = replace_all(question, " ,", ",");
  if (question.starts_with(", ")) question = question.substr(2);
  return english::upper_first(question) + (imperative ? "." : "?");
}

/// A title as one names the document: without the site's name behind it, a how-to's label in front, and signs of HTML.
std::string korean_title(std::string title) {
  title = title.substr(0, title.find(" | "));
  for (const auto& [sign, letter] : {std::pair<const char*, const char*>{"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"}, {"`", ""}})
    title = replace_all(std::move(title), sign, letter);
  for (std::string_view label : {"방법: ", "연습: ", "자습서: ", "예제: ", "예: "})
    if (title.starts_with(label)) title.erase(0, label.size());
  return std::string(trim(title));
}
/// A text that says something itself: "규칙", "안내서"; of a thing one says "in" or "about".
bool is_text(std::string_view title) {
  for (std::string_view kind : {"규칙",   "규정",   "법",     "법률", "령",   "조례", "선언",   "약관", "지침", "기준", "가이드", "안내", "안내서",
                                "설명서", "매뉴얼", "보고서", "문서", "참조", "절차", "절차서", "수칙", "협약", "편람", "지도서", "교재", "과제"})
    if (title.ends_with(kind)) return true;
  return false;
}

std::string korean_context(const Asking& asking, const Topic& topic, uint64_t style) {
  std::string title = korean_title(topic.title), place;
  const bool names_article = !topic.article.empty() && asking.question.find(topic.article) != std::string::npos;
  if (!topic.article.empty())
    place = style % 3 == 1 || names_article ? title : title.empty() ? topic.article : title + " " + topic.article;
  else
    place = title.empty() ? topic.product : title;
  if (place.empty() || asking.question.find(place) != std::string::npos) return asking.question;
  if (topic.article.empty()) return place + (style % 2 ? "에서 " : is_text(place) ? "에 따르면 " : "에 관하여, ") + asking.question;
  static constexpr const char* kJoints[] = {"에 따라 ", "에 따르면 ", "에서 "};
  return place + (names_article ? " " : kJoints[style % 3]) + asking.question;
}

}  // namespace

std::string with_article(const std::string& phrase) {
  auto words = split(phrase, ' ');
  if (words.size() < 2 || english::is_plural_phrase(phrase) || english::is_plural_noun(words.back())) return phrase;
  auto first = english::classify(words.front());
  if (first & (english::kDeterminer | english::kPreposition | english::kSubordinator | english::kFinite)) return phrase;
  if (first & english::kGerund)  // "using a file" is an action, "tapping cycle" a thing
    for (size_t i = 1; i < words.size(); ++i)
      if (english::classify(words[i]) & (english::kDeterminer | english::kPreposition)) return phrase;
  return "the " + phrase;
}

bool names_subject(const std::string& question, const Topic& topic) {
  size_t shared = 0;
  auto heading = " " + to_lower_ascii(topic.phrase) + " ";
  auto tokens = english::tokenize(question);
  for (size_t i = 1; i < tokens.size(); ++i) {
    const auto& core = tokens[i].core;
    if (core == topic.product) continue;
    if (core.size() >= 2 && english::is_code_like(core)) return true;
    bool name = i > 1 && core.size() > 3 && std::isupper(static_cast<unsigned char>(core[0]));
    if (name) return true;
    if (core.size() >= 4 && heading.find(" " + to_lower_ascii(core) + " ") != std::string::npos) ++shared;
  }
  return shared >= 2 || (shared >= 1 && english::count_words(topic.phrase) <= 2);
}

std::string in_context(const Asking& asking, const Topic& topic, const std::string& language, uint64_t style) {
  if (language == "ko") return korean_context(asking, topic, style);
  const auto& q = asking.question;
  bool has_product = topic.product.empty() || q.find(topic.product) != std::string::npos;
  auto in_product = has_product ? std::string() : " in " + topic.product;
  if ((names_subject(q, topic) && !asking.needs_topic) || topic.phrase.empty()) {
    if (has_product || style % 5 == 1 || style % 5 == 4) return finish(q, asking.imperative);
    if (style % 5 == 3 && english::count_words(q) <= 12 && !q.ends_with(" in")) return finish(q + in_product, asking.imperative);
    return finish("in " + topic.product + ", " + q, asking.imperative);
  }
  auto the = with_article(topic.phrase);
  const bool code = !topic.code.empty();  // a code can be used; a heading only names what is spoken of
  switch (style % 5) {
    case 0:
      return finish((has_product ? "" : "in " + topic.product + ", ") + (code ? "when using " + topic.code : "regarding " + the) + ", " + q,
                    asking.imperative);
    case 1: return finish((code ? "for " + topic.code : "in the context of " + the) + in_product + ", " + q, asking.imperative);
    case 2: return finish((code ? "with " + the : "on the subject of " + the) + in_product + ", " + q, asking.imperative);
    case 3: return finish(topic.phrase + ": " + q, asking.imperative);
    default: return finish((has_product ? "about " : topic.product + ", ") + topic.phrase + ": " + q, asking.imperative);
  }
}

}  // namespace jangin::synthesize
