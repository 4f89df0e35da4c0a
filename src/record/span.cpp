// Carrying spans back through edits, and joining two edits into one.
#include "record/span.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <charconv>

namespace jangin::record {
namespace {

/// A replacement of one of two maps in the text between them, and which map it belongs to.
struct Middle {
  Span span;
  bool first_map = false;
};

/// Both maps' replacements, as ranges of the middle text, in order.
std::vector<Middle> merge_middles(const std::vector<Edit>& first, const std::vector<Edit>& second) {
  std::vector<Middle> all;
  for (const Edit& edit : first) all.push_back({edit.after, true});
  for (const Edit& edit : second) all.push_back({edit.before, false});
  std::stable_sort(all.begin(), all.end(), [](const Middle& a, const Middle& b) {
    return a.span.begin != b.span.begin ? a.span.begin < b.span.begin : a.span.end < b.span.end;
  });
  return all;
}

/// Do two neighbours in the middle text depend on one another? An empty one does so at the other's border, too.
bool depends(const Span& group, const Span& next) {
  if (next.begin < group.end) return true;
  return next.begin == group.end && (next.size() == 0 || group.size() == 0);
}

/// Length differences of a map up to a point, added edit by edit.
struct Shift {
  const std::vector<Edit>& edits;
  size_t next = 0;
  int64_t before = 0;  // old position - middle position, for the map that made the middle text
  int64_t after = 0;   // new position - middle position, for the map that starts from it

  void take() {
    const Edit& edit = edits[next++];
    before = static_cast<int64_t>(edit.before.end) - static_cast<int64_t>(edit.after.end);
    after = static_cast<int64_t>(edit.after.end) - static_cast<int64_t>(edit.before.end);
  }
};

/// A span of the text on side `from` in the text on side `to`.
Span carry(const std::vector<Edit>& edits, Span span, Span Edit::* from, Span Edit::* to) {
  // Begin: past every replacement that ends at or before it; inside one, at the start of its whole range.
  auto ahead = std::partition_point(edits.begin(), edits.end(), [&](const Edit& edit) { return (edit.*from).end <= span.begin; });
  uint64_t begin = span.begin;
  if (ahead != edits.end() && ((*ahead).*from).begin < span.begin) {
    begin = ((*ahead).*to).begin;
  } else if (ahead != edits.begin()) {
    const Edit& past = *(ahead - 1);
    begin = (past.*to).end + (span.begin - (past.*from).end);
  }
  // End: the last replacement that begins before it; inside one, at the end of its whole range.
  auto behind = std::partition_point(edits.begin(), edits.end(), [&](const Edit& edit) { return (edit.*from).begin < span.end; });
  uint64_t end = span.end;
  if (behind != edits.begin()) {
    const Edit& last = *(behind - 1);
    end = (last.*from).end >= span.end ? (last.*to).end : (last.*to).end + (span.end - (last.*from).end);
  }
  return {begin, std::max(begin, end)};
}

uint64_t moved(uint64_t position, int64_t by) { return static_cast<uint64_t>(static_cast<int64_t>(position) + by); }

bool read_number(std::string_view& text, uint64_t& number, char end) {
  auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return false;
  text.remove_prefix(static_cast<size_t>(stop - text.data()));
  if (text.empty() || text.front() != end) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

void EditMap::replace(Span before, Span after) {
  assert(before.begin <= before.end && after.begin <= after.end);
  assert(edits_.empty() || (before.begin >= edits_.back().before.end && after.begin >= edits_.back().after.end));
  if (before.size() == 0 && after.size() == 0) return;
  edits_.push_back({before, after});
}

Span EditMap::to_before(Span after) const { return carry(edits_, after, &Edit::after, &Edit::before); }

Span EditMap::to_after(Span before) const { return carry(edits_, before, &Edit::before, &Edit::after); }

EditMap EditMap::then(const EditMap& next) const {
  std::vector<Middle> all = merge_middles(edits_, next.edits_);
  Shift first{edits_};
  Shift second{next.edits_};
  EditMap joined;
  for (size_t i = 0; i < all.size();) {
    Span group = all[i].span;
    uint64_t before_begin = moved(group.begin, first.before);
    uint64_t after_begin = moved(group.begin, second.after);
    do {
      group.end = std::max(group.end, all[i].span.end);
      (all[i].first_map ? first : second).take();
      ++i;
    } while (i < all.size() && depends(group, all[i].span));
    joined.replace({before_begin, moved(group.end, first.before)}, {after_begin, moved(group.end, second.after)});
  }
  return joined;
}

std::string EditMap::serialize() const {
  std::string text;
  for (const Edit& edit : edits_) {
    text += fmt::format("{}:{}>{}:{};", edit.before.begin, edit.before.end, edit.after.begin, edit.after.end);
  }
  return text;
}

Result<EditMap> EditMap::parse(const std::string& text) {
  EditMap map;
  std::string_view rest = text;
  Edit last;
  while (!rest.empty()) {
    Edit edit;
    bool read = read_number(rest, edit.before.begin, ':') && read_number(rest, edit.before.end, '>') && read_number(rest, edit.after.begin, ':') &&
                read_number(rest, edit.after.end, ';');
    bool ordered = edit.before.begin <= edit.before.end && edit.after.begin <= edit.after.end && edit.before.begin >= last.before.end &&
                   edit.after.begin >= last.after.end && edit.before.begin - last.before.end == edit.after.begin - last.after.end;
    if (!read || !ordered)
      return fail(ErrorCode::invalid_format, "an edit map does not follow its format", "edit " + std::to_string(map.edits_.size()));
    map.edits_.push_back(edit);
    last = edit;
  }
  return map;
}

}  // namespace jangin::record
