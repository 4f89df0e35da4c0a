// Arrays: items by position first, then any number of one kind.
#include "engine/grammar/schema_writer.h"

namespace jangin::engine::grammar {

Result<NodeId> SchemaWriter::array(const Json& schema, const std::string& path) {
  JANGIN_ASSIGN(const uint32_t least, count(schema, "minItems", 0, path));
  JANGIN_ASSIGN(const uint32_t most, count(schema, "maxItems", kUnbounded, path));
  if (schema.contains("uniqueItems") && schema.at("uniqueItems") != false)
    return fail(ErrorCode::unsupported, "uniqueItems: unsupported", path, "no grammar can remember the items before");
  if (schema.contains("items") && schema.at("items").is_array()) return fail(ErrorCode::unsupported, "items: a list; write prefixItems", path);
  const Json none = Json::array();
  const Json& prefix = schema.contains("prefixItems") ? schema.at("prefixItems") : none;
  if (!prefix.is_array()) return fail(ErrorCode::invalid_format, "prefixItems: not a list", path);
  const auto length = static_cast<uint32_t>(prefix.size());
  const bool closed = schema.contains("items") ? schema.at("items") == false : length > 0 && least <= length;
  if (least > most) return writer_.nothing();
  const NodeId item = closed ? writer_.nothing() : reference(schema.contains("items") ? schema.at("items") : Json(true), below(path, "items"));
  if (length == 0) {
    if (closed) return least == 0 ? writer_.literal("[]") : writer_.nothing();
    return text_.list("[", text_.separated(item, least, most), "]");
  }
  // From the end: what may follow when i items are there.
  const uint32_t rest_least = least > length ? least - length : 0;
  NodeId after = writer_.empty();
  if (most > length) after = writer_.repeat(writer_.sequence({text_.comma(), item}), rest_least, most == kUnbounded ? kUnbounded : most - length);
  for (uint32_t i = length; i > 0; --i) {
    if (i > most) continue;
    const NodeId one = reference(prefix[i - 1], below(path, "prefixItems[" + std::to_string(i - 1) + "]"));
    after = writer_.sequence({i > 1 ? text_.comma() : writer_.empty(), one, after});
    if (i - 1 >= least) after = writer_.optional(after);
  }
  return text_.list("[", after, "]");
}

}  // namespace jangin::engine::grammar
