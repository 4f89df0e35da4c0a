// See package.h.
#include "collect/readers/office/package.h"

#include <charconv>

#include "text/unicode.h"

namespace jangin::collect::office {
namespace {

std::string relationships_part(std::string_view part) {
  size_t slash = part.rfind('/');
  if (part.empty()) return "_rels/.rels";
  if (slash == std::string_view::npos) return "_rels/" + std::string(part) + ".rels";
  return std::string(part.substr(0, slash + 1)) + "_rels/" + std::string(part.substr(slash + 1)) + ".rels";
}

}  // namespace

std::expected<Package, ReadFailure> Package::open(const ReadInput& input) {
  // A document with a password is an OLE file that holds the encrypted package.
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (bytes.starts_with("\xd0\xcf\x11\xe0"))
    return read_failure("encrypted", "the document is an OLE file: protected by a password, or of an older format");
  auto zip = ZipArchive::open(input.bytes);
  if (!zip) return std::unexpected(zip.error());
  return Package(std::move(*zip));
}

std::expected<Tree, ReadFailure> Package::xml(std::string_view part) {
  auto bytes = zip_.read(part);
  if (!bytes) return std::unexpected(bytes.error());
  auto tree = parse_xml(*bytes);
  if (!tree) return read_failure(tree.error().reason, std::string(part) + ": " + tree.error().detail);
  return tree;
}

std::map<std::string, Relationship> Package::relationships(std::string_view part) {
  std::map<std::string, Relationship> out;
  std::string name = relationships_part(part);
  if (!has(name)) return out;
  auto tree = xml(name);
  const Node* root = tree ? tree->root()->child("Relationships") : nullptr;
  for (const Node* node = root ? root->first : nullptr; node; node = node->next) {
    if (!node->is("Relationship")) continue;
    std::string_view type = node->attribute("Type");
    Relationship relationship;
    relationship.type = type.substr(type.rfind('/') + 1);
    relationship.external = node->attribute("TargetMode") == "External";
    relationship.target = relationship.external ? std::string(node->attribute("Target")) : zip_path(part, node->attribute("Target"));
    out[std::string(node->attribute("Id"))] = std::move(relationship);
  }
  return out;
}

std::string Package::main_part(std::string_view otherwise) {
  for (const auto& [id, relationship] : relationships("")) {
    if (relationship.type == "officeDocument" && has(relationship.target)) return relationship.target;
  }
  return std::string(otherwise);
}

void Package::read_properties(std::map<std::string, std::string>& metadata) {
  if (!has("docProps/core.xml")) return;
  auto tree = xml("docProps/core.xml");
  const Node* root = tree ? tree->root()->child("coreProperties") : nullptr;
  for (const Node* node = root ? root->first : nullptr; node; node = node->next) {
    std::string value = text::nfc(collapse_spaces(text_below(*node)));
    if (value.empty() || value.size() > 2000) continue;
    for (auto [element, key] : {std::pair{"title", "title"},
                                {"creator", "author"},
                                {"subject", "subject"},
                                {"keywords", "keywords"},
                                {"created", "created"},
                                {"modified", "modified"}}) {
      if (node->is(element)) metadata[key] = value;
    }
  }
}

void visit_children(const Node& node, const std::function<void(const Node&)>& visit) {
  for (const Node* child = node.first; child; child = child->next) {
    if (child->is_text()) continue;
    if (!child->is("AlternateContent")) {
      visit(*child);
    } else if (const Node* choice = child->child("Choice") ? child->child("Choice") : child->child("Fallback")) {
      visit_children(*choice, visit);
    }
  }
}

bool is_on(const Node* element) {
  if (!element) return false;
  std::string_view value = element->attribute("val");
  return value != "0" && value != "false" && value != "off" && value != "none";
}

int64_t number(std::string_view text, int64_t otherwise) {
  int64_t value = otherwise;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? value : otherwise;
}

}  // namespace jangin::collect::office
