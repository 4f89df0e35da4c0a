// See elements.h.
#include "collect/readers/html/elements.h"

#include <algorithm>
#include <array>

#include "base/strings.h"

namespace jangin::collect::html {
namespace {

template <size_t N>
bool one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool is_no_text(std::string_view name) {
  static constexpr std::array<std::string_view, 22> kNames{
      "script", "style",  "head",  "title",  "iframe",   "object",   "embed",    "canvas", "svg",        "audio",          "video",
      "map",    "button", "input", "select", "datalist", "template", "noscript", "rp",     "annotation", "annotation-xml", "noframes"};
  return one_of(name, kNames);
}

int heading_level(std::string_view name) { return name.size() == 2 && name[0] == 'h' && name[1] >= '1' && name[1] <= '6' ? name[1] - '0' : 0; }

bool is_block(std::string_view name) {
  static constexpr std::array<std::string_view, 55> kNames{
      "address", "article",  "aside", "blockquote", "body",       "caption", "center", "dd",      "details",  "dialog",   "dir",
      "div",     "dl",       "dt",    "fieldset",   "figcaption", "figure",  "footer", "form",    "frameset", "h1",       "h2",
      "h3",      "h4",       "h5",    "h6",         "header",     "hgroup",  "hr",     "html",    "legend",   "li",       "main",
      "menu",    "nav",      "ol",    "optgroup",   "option",     "p",       "pre",    "section", "summary",  "table",    "tbody",
      "td",      "textarea", "tfoot", "th",         "thead",      "tr",      "ul",     "xmp",     "listing",  "noscript", "#root"};
  return one_of(name, kNames);
}

bool is_hidden(const Node& node) {
  if (node.attributes.empty()) return false;
  if (node.has("hidden") && to_lower_ascii(node.attribute("hidden")) != "until-found") return true;
  std::string_view style = node.attribute("style");
  if (style.empty()) return false;
  std::string plain;
  for (char c : to_lower_ascii(style)) {
    if (c != ' ' && c != '\t' && c != '\n') plain += c;
  }
  return plain.find("display:none") != std::string::npos || plain.find("visibility:hidden") != std::string::npos;
}

}  // namespace jangin::collect::html
