// Office formulas → TeX (ECMA-376, part 1, 22.1: fractions, scripts, roots, sums, fences, matrices); other elements give their text.
#include <string>

#include "base/strings.h"
#include "collect/readers/office/package.h"

namespace jangin::collect::office {
namespace {

std::string inside(const Node& node);

std::string part(const Node& node, std::string_view name) {
  const Node* child = node.child(name);
  return child ? inside(*child) : std::string();
}

std::string property(const Node& node, std::string_view group, std::string_view name, std::string_view otherwise) {
  const Node* properties = node.child(group);
  const Node* value = properties ? properties->child(name) : nullptr;
  return std::string(value ? value->attribute("val") : otherwise);
}

std::string scripts(const Node& node) {
  std::string out = part(node, "e"), below = part(node, "sub"), above = part(node, "sup");
  if (out.size() > 1 && out.find_first_of(" +-=") != std::string::npos) out = "{" + out + "}";
  if (!below.empty()) out += "_{" + below + "}";
  if (!above.empty()) out += "^{" + above + "}";
  return out;
}

std::string large_operator(const Node& node) {
  std::string sign = property(node, "naryPr", "chr", "∫"), below = part(node, "sub"), above = part(node, "sup");
  std::string out = sign == "∑" ? "\\sum" : sign == "∏" ? "\\prod" : sign == "∫" ? "\\int" : sign;
  if (!below.empty()) out += "_{" + below + "}";
  if (!above.empty()) out += "^{" + above + "}";
  return out + " " + part(node, "e");
}

std::string fenced(const Node& node) {
  std::string out = property(node, "dPr", "begChr", "("), separator = property(node, "dPr", "sepChr", "|");
  bool first = true;
  for (const Node* child = node.first; child; child = child->next) {
    if (!child->is("e")) continue;
    if (!first) out += separator;
    first = false;
    out += inside(*child);
  }
  return out + property(node, "dPr", "endChr", ")");
}

std::string matrix(const Node& node) {
  std::string out = "\\begin{matrix}";
  for (const Node* row = node.first; row; row = row->next) {
    if (!row->is("mr") && !row->is("e")) continue;
    bool first = true;
    for (const Node* cell = row->is("mr") ? row->first : row; cell; cell = row->is("mr") ? cell->next : nullptr) {
      if (!cell->is("e")) continue;
      out += (first ? " " : " & ") + inside(*cell);
      first = false;
    }
    out += " \\\\";
  }
  return out + " \\end{matrix}";
}

std::string element(const Node& node) {
  if (node.is("t")) return text_below(node);
  if (node.is("f")) return "\\frac{" + part(node, "num") + "}{" + part(node, "den") + "}";
  if (node.is("sSup") || node.is("sSub") || node.is("sSubSup")) return scripts(node);
  if (node.is("rad")) {
    std::string degree = part(node, "deg");
    return "\\sqrt" + (degree.empty() ? "" : "[" + degree + "]") + "{" + part(node, "e") + "}";
  }
  if (node.is("nary")) return large_operator(node);
  if (node.is("d")) return fenced(node);
  if (node.is("m") || node.is("eqArr")) return matrix(node);
  if (node.is("func")) return part(node, "fName") + " " + part(node, "e");
  if (node.is("limLow")) return part(node, "e") + "_{" + part(node, "lim") + "}";
  if (node.is("limUpp")) return part(node, "e") + "^{" + part(node, "lim") + "}";
  return node.name.ends_with("Pr") ? std::string() : inside(node);
}

std::string inside(const Node& node) {
  std::string out;
  for (const Node* child = node.first; child; child = child->next) {
    if (!child->is_text()) out += element(*child);
  }
  return out;
}

}  // namespace

std::string formula(const Node& math) { return collapse_spaces(inside(math)); }

}  // namespace jangin::collect::office
