// See xml.h.
#include "collect/readers/xml.h"

#include <expat.h>

#include <algorithm>
#include <memory>
#include <new>
#include <optional>

#include <fmt/format.h>

#include "collect/readers/encoding.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kPiece = 1 << 20;  // expat counts in int

struct Builder {
  XML_Parser parser = nullptr;
  XmlLimits limits;
  Tree tree;
  std::vector<Node*> open{tree.root()};
  size_t bytes = 0;
  bool too_much = false;
  std::string_view element;  // handed over piece by piece; empty: none
  const std::function<bool(const Node&)>* visit = nullptr;
  std::optional<Tree> piece;
  size_t piece_depth = 0;  // of open_ at its start
  bool skipping = false;

  Tree& target() { return piece ? *piece : tree; }
  bool take(size_t more) {
    bytes += more;
    if (bytes <= limits.max_text_bytes && target().size() < limits.max_nodes) return true;
    too_much = true;
    XML_StopParser(parser, XML_FALSE);
    return false;
  }
};

void on_start(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto* builder = static_cast<Builder*>(data);
  std::string_view full = name;
  size_t colon = full.rfind(':');
  if (!builder->take(full.size())) return;
  std::string_view local = colon == std::string_view::npos || colon + 1 == full.size() ? full : full.substr(colon + 1);
  if (!builder->piece && !builder->element.empty() && local == builder->element) {
    builder->piece.emplace();
    builder->piece_depth = builder->open.size();
    builder->open.push_back(builder->piece->root());
  }
  Node* node = builder->target().add(builder->open.back(), local);
  builder->open.push_back(node);
  for (; attributes[0]; attributes += 2) {
    std::string_view key = attributes[0], value = attributes[1];
    if (!builder->take(key.size() + value.size())) return;
    builder->target().set_attribute(node, key, value);
  }
}

void on_end(void* data, const XML_Char*) {
  auto* builder = static_cast<Builder*>(data);
  if (builder->open.size() > 1) builder->open.pop_back();
  if (!builder->piece || builder->open.size() != builder->piece_depth + 1) return;
  builder->open.pop_back();
  if (!builder->skipping) builder->skipping = !(*builder->visit)(*builder->piece->root()->first);
  builder->piece.reset();
}

void on_text(void* data, const XML_Char* text, int length) {
  auto* builder = static_cast<Builder*>(data);
  if (length > 0 && builder->take(static_cast<size_t>(length))) builder->target().add_text(builder->open.back(), {text, static_cast<size_t>(length)});
}

}  // namespace

std::expected<Tree, ReadFailure> parse_xml(std::string_view bytes, const XmlLimits& limits) {
  return parse_xml_in_pieces(bytes, {}, [](const Node&) { return true; }, limits);
}

std::expected<Tree, ReadFailure> parse_xml_in_pieces(std::string_view bytes, std::string_view element, const std::function<bool(const Node&)>& visit,
                                                     const XmlLimits& limits) {
  Encoding encoding = detect_encoding(bytes, declared_in_markup(bytes));
  std::string_view body = bytes.substr(encoding.mark_bytes);
  std::string converted;
  if (!encoding.is_utf8() || !text::is_valid_utf8(body)) {
    converted = Decoder(encoding).decode(body);
    body = converted;
  }
  std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate("UTF-8"), XML_ParserFree);
  if (!parser) throw std::bad_alloc();
  Builder builder;
  builder.parser = parser.get();
  builder.limits = limits;
  builder.element = element;
  builder.visit = &visit;
  XML_SetUserData(parser.get(), &builder);
  XML_SetElementHandler(parser.get(), on_start, on_end);
  XML_SetCharacterDataHandler(parser.get(), on_text);
  size_t begin = body.find_first_not_of(" \t\r\n");
  body.remove_prefix(std::min(begin, body.size()));
  XML_Status status = XML_STATUS_OK;
  for (size_t at = 0; status == XML_STATUS_OK; at += kPiece) {
    std::string_view piece = body.substr(at, kPiece);
    bool last = at + piece.size() == body.size();
    status = XML_Parse(parser.get(), piece.data(), static_cast<int>(piece.size()), last);
    if (last) break;
  }
  if (builder.too_much)
    return read_failure("damaged", fmt::format("the XML expands to more than {} bytes or {} nodes", limits.max_text_bytes, limits.max_nodes));
  if (status != XML_STATUS_OK) {
    return read_failure("damaged", fmt::format("XML, line {}: {}", static_cast<uint64_t>(XML_GetCurrentLineNumber(parser.get())),
                                               XML_ErrorString(XML_GetErrorCode(parser.get()))));
  }
  return std::move(builder.tree);
}

}  // namespace jangin::collect
