// XML → tree (expat). Entities of the document itself are expanded within bounds, outside entities never; nothing is fetched or opened.
#pragma once

#include <expected>
#include <functional>
#include <string_view>

#include "collect/reader.h"
#include "collect/readers/tree.h"

namespace jangin::collect {

struct XmlLimits {
  size_t max_nodes = 30'000'000;
  size_t max_text_bytes = 600'000'000;  // texts and attributes together, after expansion
};

/// Element names without prefix, attribute names with it. White space is kept. `bytes` in any encoding; invalid characters are
/// replaced. Failure: damaged (with line and what expat says; also more than the limits).
std::expected<Tree, ReadFailure> parse_xml(std::string_view bytes, const XmlLimits& limits = {});

/// The same for large documents of many equal parts: each element of that name (outermost) is handed over when it is whole, and then
/// forgotten; the tree that comes back holds everything else. `visit` returns false to skip the rest of such elements.
std::expected<Tree, ReadFailure> parse_xml_in_pieces(std::string_view bytes, std::string_view element, const std::function<bool(const Node&)>& visit,
                                                     const XmlLimits& limits = {});

}  // namespace jangin::collect
