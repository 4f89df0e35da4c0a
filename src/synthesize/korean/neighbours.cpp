// What a sentence says of the one before it: its case, its reason.
#include "base/strings.h"
#include "synthesize/korean/endings.h"
#include "synthesize/korean/links.h"
#include "synthesize/korean/question.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr size_t kLongestCase = 90, kLongestAsked = 110, kLongestReason = 80;  // characters

std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ',')) text.remove_suffix(1);
  return text;
}
bool needs_reason(std::string_view plain) {
  for (std::string_view end : {"말아야 한다", "않아야 한다", "않는다", "아니 된다", "안 된다", "수 없다", "야 한다"})
    if (plain.ends_with(end)) return true;
  return false;
}

}  // namespace

std::string with_case_of(std::string_view sentence, std::string_view before) {
  auto rest = sentence;
  for (std::string_view form : {"이 경우에는 ", "이 경우, ", "이 경우 ", "이때는 ", "이때 "})
    if (rest.starts_with(form)) rest = rest.substr(form.size());
  const auto text = without_stop(before);
  const auto linked = read_links(text);
  const Link* last = nullptr;
  for (const auto& link : linked.links)
    if (link.kind == Link::Kind::condition) last = &link;
  if (!last) return {};
  size_t begin = last->begin;
  if (begin == 0 && linked.topic_end > 0 && linked.topic_end < last->end) begin = linked.topic_end;
  const auto kase = trim(text.substr(begin, last->end - begin));
  return text::count_code_points(kase) > kLongestCase ? std::string() : std::string(kase) + " " + std::string(rest);
}

void read_reason_of(std::string_view sentence, std::string_view before, std::vector<Reading>& out) {
  const auto reason = plain_end(without_stop(sentence)), said = plain_end(without_stop(before));
  const bool because = reason.ends_with("때문이다"), may = reason.ends_with("수 있다");
  if (!because && !(may && needs_reason(said) && split_words(reason).size() <= 6)) return;
  const auto words = split_words(reason);
  for (const auto& w : words)
    if (is_topic(w) || w.text == "이" || w.text == "그" || is_conditional(w.text)) return;
  const auto why = ask_in({std::string(), " " + said}, "왜");
  const auto value = because ? std::string(without_stop(sentence)).substr(0, reason.size() - std::string_view("이다").size()) : std::string(without_stop(sentence));
  if (why.empty() || text::count_code_points(why) > kLongestAsked || text::count_code_points(value) > kLongestReason) return;
  Reading r{.subject = said, .relation = "이유", .value = value, .importance = 0.6};
  add_ask(r, "reason_why", why, value);
  out.push_back(std::move(r));
}

}  // namespace jangin::synthesize::korean
