// Field by field.
#include "line/loop_json.h"

namespace jangin::line {
namespace {

nlohmann::json to_json(const ExaminationResult& result) {
  const auto tally = [](const Tally& t) { return nlohmann::json{{"right", t.right}, {"of", t.of}}; };
  return {{"multiple_choice", tally(result.choice)}, {"short_answer", tally(result.short_answer)}};
}

ExaminationResult result_from(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return {};
  const auto tally = [&](const char* kind) {
    const auto counts = found->value(kind, nlohmann::json::object());
    return Tally{counts.value("right", uint64_t{0}), counts.value("of", uint64_t{0})};
  };
  return {tally("multiple_choice"), tally("short_answer")};
}

}  // namespace

nlohmann::json round_to_json(const LoopRound& r) {
  nlohmann::json json = {{"round", r.round},
                         {"tokens", r.tokens},
                         {"samples", r.samples},
                         {"new_samples", r.new_samples},
                         {"facts_raised", r.facts_raised},
                         {"facts_lowered", r.facts_lowered},
                         {"steering", to_json(r.steering)},
                         {"reported", to_json(r.reported)},
                         {"learned", r.learned},
                         {"lost", r.lost}};
  if (r.guarded) json["general_text"] = {{"rise", r.rise}, {"kept_rise", r.kept_rise}, {"share_kept", r.share}, {"within_bound", r.within_bound}};
  return json;
}

LoopRound round_from_json(const nlohmann::json& json) {
  LoopRound r;
  r.round = json.value("round", r.round), r.tokens = json.value("tokens", r.tokens);
  r.samples = json.value("samples", r.samples), r.new_samples = json.value("new_samples", r.new_samples);
  r.facts_raised = json.value("facts_raised", r.facts_raised), r.facts_lowered = json.value("facts_lowered", r.facts_lowered);
  r.steering = result_from(json, "steering"), r.reported = result_from(json, "reported");
  r.learned = json.value("learned", r.learned), r.lost = json.value("lost", r.lost);
  if (const auto text = json.find("general_text"); text != json.end()) {
    r.guarded = true;
    r.rise = text->value("rise", r.rise), r.kept_rise = text->value("kept_rise", r.kept_rise);
    r.share = text->value("share_kept", r.share), r.within_bound = text->value("within_bound", r.within_bound);
  }
  return r;
}

nlohmann::json table_to_json(const LoopTable& table) {
  nlohmann::json rounds = nlohmann::json::array();
  for (const LoopRound& round : table.rounds) rounds.push_back(round_to_json(round));
  return {{"rounds", rounds}, {"kept", table.kept}, {"ended", table.ended}};
}

LoopTable table_from_json(const nlohmann::json& json) {
  LoopTable table;
  for (const auto& round : json.value("rounds", nlohmann::json::array())) table.rounds.push_back(round_from_json(round));
  table.kept = json.value("kept", table.kept), table.ended = json.value("ended", table.ended);
  return table;
}

}  // namespace jangin::line
