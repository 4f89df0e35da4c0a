// Texts go to the sink at once; occurrences are sorted by passage at the end.
#include "refine/passage_merger.h"

#include <algorithm>

namespace jangin::refine {

void PassageMerger::keep_places(std::vector<Place>& to, uint64_t row, const record::Passage& passage) const {
  for (const record::Occurrence& o : passage.occurrences) {
    to.push_back({row, o.span, static_cast<uint32_t>(doc_ids_.size() - 1), o.page_first, o.page_last, o.ordinal});
  }
}

std::optional<uint64_t> PassageMerger::find(const BinaryId& id) const {
  auto found = rows_.find(id);
  return found == rows_.end() ? std::nullopt : std::optional(found->second);
}

Result<bool> PassageMerger::add(const record::Passage& passage) {
  auto [at, is_new] = rows_.try_emplace(parse_id(passage.passage_id), ids_.size());
  keep_places(places_, at->second, passage);
  if (!is_new) return false;
  ids_.push_back(&at->first);
  record::Passage alone{passage.passage_id, passage.heading_path, passage.text, passage.language, {}};
  JANGIN_TRY(sink_->append(alone));
  return true;
}

void PassageMerger::add_occurrences_only(const record::Passage& passage) {
  BinaryId id = parse_id(passage.passage_id);
  if (auto row = find(id)) return keep_places(later_places_, *row, passage);
  std::vector<Place> places;
  keep_places(places, 0, passage);
  for (const Place& place : places) waiting_.emplace_back(id, place);
}

Result<record::ShardInfo> PassageMerger::finish() {
  for (auto& [id, place] : waiting_) {
    auto row = find(id);
    if (!row) continue;
    place.row = *row;
    places_.push_back(place);
  }
  places_.insert(places_.end(), later_places_.begin(), later_places_.end());
  waiting_ = {}, later_places_ = {};
  std::stable_sort(places_.begin(), places_.end(), [](const Place& a, const Place& b) { return a.row < b.row; });
  for (const Place& place : places_) {
    JANGIN_TRY(sink_->append_occurrence(
        place.row, {print_id(*ids_[place.row]), doc_ids_[place.document], place.span, place.page_first, place.page_last, place.ordinal}));
  }
  return sink_->finish();
}

}  // namespace jangin::refine
