// See headline.h.
#include "collect/readers/html/headline.h"

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::collect::html {
namespace {

/// The longest part of "Headline | Section - Site".
std::string longest_part(const std::string& title) {
  std::string best, rest = title;
  for (std::string_view separator : {" | ", " - ", " – ", " — ", " « ", " » ", " :: ", " · "}) rest = replace_all(std::move(rest), separator, "\n");
  for (std::string_view part : split(rest, '\n')) {
    if (part.size() > best.size()) best = std::string(trim(part));
  }
  return best;
}

std::string meta_title(const Node& root) {
  const Node* head = root.find("head");
  for (const Node* node = head ? head->first : nullptr; node; node = node->next) {
    if (node->is("meta") && (node->attribute("property") == "og:title" || node->attribute("name") == "twitter:title")) {
      std::string text = collapse_spaces(node->attribute("content"));
      if (!text.empty()) return text;
    }
  }
  return {};
}

}  // namespace

std::string bare(std::string_view text) {
  std::string out, folded = text::casefold(text);
  for (size_t at = 0; at < folded.size();) {
    char32_t c = text::next_code_point(folded, at);
    if (text::is_letter(c) || text::is_digit(c)) text::append_utf8(out, c);
  }
  return out;
}

Headline find_headline(Tree& tree) {
  const Node* title_node = tree.root()->find("title");
  std::string title = title_node ? collapse_spaces(text_below(*title_node)) : std::string();
  std::string known = bare(title) + "\n" + bare(meta_title(*tree.root()));
  Headline first, best;
  size_t best_size = 0;
  visit_elements(*tree.root(), [&](Node& node) {
    if (!node.is("h1") && !node.is("h2")) return true;
    std::string text = collapse_spaces(text_below(node)), plain = bare(text);
    if (plain.empty()) return true;
    if (node.is("h1") && first.text.empty()) first = {text, &node};
    if (plain.size() >= 8 && plain.size() > best_size && known.find(plain) != std::string::npos) {
      best = {text, &node};
      best_size = plain.size();
    }
    return true;
  });
  if (best.node) return best;
  if (first.node) return first;
  std::string meta = meta_title(*tree.root());
  return {meta.empty() ? longest_part(title) : meta, nullptr};
}

}  // namespace jangin::collect::html
