// Matching passages with the recipe's focus.
#include "synthesize/focus.h"

#include <regex>
#include <unordered_map>

#include "base/strings.h"

namespace jangin::synthesize {
namespace {

bool document_matches(const Focus& focus, const record::Document* document) {
  if (focus.document.empty()) return true;
  if (!document) return false;
  return document->source_id.find(focus.document) != std::string::npos || document->title.find(focus.document) != std::string::npos ||
         document->path_inside.find(focus.document) != std::string::npos;
}
bool page_matches(const Focus& focus, const record::Occurrence& at) {
  if (focus.first_page == 0 && focus.last_page == 0) return true;
  if (at.page_first == 0) return false;
  int64_t last = focus.last_page == 0 ? INT64_MAX : focus.last_page;
  return static_cast<int64_t>(at.page_first) <= last && static_cast<int64_t>(at.page_last) >= focus.first_page;
}

}  // namespace

Status read_config(ConfigTable table, Focus& focus) {
  table.text("document", focus.document)
      .text("heading", focus.heading)
      .integer("first_page", focus.first_page, 0, INT32_MAX)
      .integer("last_page", focus.last_page, 0, INT32_MAX);
  return table.finish();
}

Result<std::vector<bool>> match_focus(const std::vector<Focus>& focus, const std::vector<record::Passage>& passages,
                                      const std::vector<record::Document>& documents) {
  std::vector<bool> in(passages.size(), focus.empty());
  if (focus.empty()) return in;
  std::unordered_map<std::string, const record::Document*> by_id;
  for (const auto& document : documents) by_id[document.doc_id] = &document;
  for (const auto& one : focus) {
    std::regex heading;
    try {
      heading = std::regex(one.heading, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
      return fail(ErrorCode::invalid_argument, std::string("not a regular expression: ") + error.what(), "synthesize.focus.heading = " + one.heading);
    }
    for (size_t p = 0; p < passages.size(); ++p) {
      if (in[p]) continue;
      if (!one.heading.empty() && !std::regex_search(join(passages[p].heading_path, " > "), heading)) continue;
      for (const auto& at : passages[p].occurrences) {
        auto found = by_id.find(at.doc_id);
        if (document_matches(one, found == by_id.end() ? nullptr : found->second) && page_matches(one, at)) in[p] = true;
      }
    }
  }
  return in;
}

}  // namespace jangin::synthesize
