// Reading an earlier run, and choosing from it.
#include "synthesize/carry.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/strings.h"
#include "record/shard.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

namespace fs = std::filesystem;
constexpr const char* kAside = "carried";

bool differs_in_documents_alone(record::Manifest earlier, record::Manifest now) {
  earlier.inputs.erase("refine"), now.inputs.erase("refine");
  return earlier.config_hash == now.config_hash && earlier.inputs == now.inputs && earlier.components == now.components;
}

Status read_teaching(const fs::path& path, EarlierRun& run) {
  JANGIN_ASSIGN(const std::string text, read_file(path));
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object()) return fail(ErrorCode::invalid_format, "is not JSON", path.string(), "delete the folder synthesize and build again");
  const auto taught = json.value("taught", nlohmann::json::array()), held = json.value("held", nlohmann::json::object());
  for (const auto& fact : taught) run.taught.insert(fact.get<std::string>());
  for (const auto& [fact, family] : held.items()) run.held[fact] = family.get<std::string>();
  return {};
}

Result<std::vector<judge::Question>> read_examination(const fs::path& path) {
  std::error_code error;
  if (fs::file_size(path, error) == 0) return std::vector<judge::Question>{};
  return judge::read_questions(path);
}

std::unordered_set<std::string> passages_that_stay(const std::vector<record::Passage>& passages, const Mined& mined) {
  std::unordered_set<std::string> stay;
  for (size_t p = 0; p < passages.size(); ++p)
    if (mined.carried[p]) stay.insert(passages[p].passage_id);
  return stay;
}

/// Words that tell something: of four letters and more, or with a digit.
std::unordered_set<std::string> telling_words(std::string_view text) {
  std::unordered_set<std::string> words;
  for (auto word : text::split_words(text)) {
    const bool number = word.find_first_of("0123456789") != word.npos;
    if (word.size() > 3 || number) words.insert(to_lower_ascii(text::strip_particles(word)));
  }
  return words;
}

/// Words of each passage that was mined now.
std::vector<std::unordered_set<std::string>> words_of_changed(const std::vector<record::Passage>& passages, const Mined& mined) {
  std::vector<std::unordered_set<std::string>> words;
  for (size_t p = 0; p < passages.size(); ++p)
    if (!mined.carried[p]) words.push_back(telling_words(join(passages[p].heading_path, " ") + " " + passages[p].text));
  return words;
}

bool may_be_answered(const record::Sample& refusal, const std::vector<std::unordered_set<std::string>>& changed) {
  const auto asked = telling_words(refusal.messages.front().text());
  return std::ranges::any_of(changed, [&](const auto& words) {
    const auto shared = std::ranges::count_if(asked, [&](const std::string& word) { return words.contains(word); });
    return 2 * static_cast<size_t>(shared) > asked.size();
  });
}

}  // namespace

Result<std::optional<EarlierRun>> read_earlier_run(const fs::path& folder, const record::Manifest& manifest) {
  std::error_code error;
  const bool aside = fs::exists(folder / kAside / "manifest.json", error);
  const fs::path from = aside ? folder / kAside : folder;
  const auto earlier = record::read_manifest(from / "manifest.json");
  if (!earlier || !differs_in_documents_alone(*earlier, manifest)) return std::nullopt;
  if (!aside && !record::is_current(from / "manifest.json", folder.parent_path(), earlier->key())) return std::nullopt;
  EarlierRun run;
  JANGIN_TRY(read_teaching(from / kTeachingFile, run));
  JANGIN_ASSIGN(run.reported, read_examination(from / kExaminationFile));
  JANGIN_ASSIGN(run.steering, read_examination(from / kSteeringFile));
  JANGIN_ASSIGN(run.samples, record::read_samples(from / "samples.parquet"));
  JANGIN_ASSIGN(run.verdicts, record::read_verdicts(from / "verdicts.parquet"));
  JANGIN_ASSIGN(const auto rows, record::read_verdicts(from / "coverage.parquet"));
  for (const auto& row : rows)
    if (row.step == "fact") run.coverage[row.subject_id] = row;
  run.store = read_mined(from / kMinedFile);
  return run;
}

Status set_aside(const fs::path& folder) {
  std::error_code error;
  const fs::path aside = folder / kAside, part = folder / (std::string(kAside) + ".part");
  if (fs::exists(aside, error)) return {};
  fs::remove_all(part, error);
  JANGIN_TRY(make_folders(part));
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (!error && entry.is_regular_file()) fs::copy_file(entry.path(), part / entry.path().filename(), error);
  if (!error) fs::rename(part, aside, error);
  if (error) return fail(ErrorCode::io_error, error.message(), aside.string());
  return {};
}

void drop_set_aside(const fs::path& folder) {
  std::error_code error;
  fs::rename(folder / kAside, folder / (std::string(kAside) + ".part"), error);  // never half there
  fs::remove_all(folder / (std::string(kAside) + ".part"), error);
}

Status write_teaching(const fs::path& path, const Selection& selection, const HeldWordings& held) {
  nlohmann::json taught = nlohmann::json::array(), families = nlohmann::json::object();
  for (const MinedFact* fact : selection.taught) taught.push_back(fact->fact.fact_id);
  for (const auto& [fact, family] : held) families[fact->fact.fact_id] = family;
  return write_file(path, nlohmann::json{{"taught", taught}, {"wordings", selection.wordings}, {"held", families}}.dump() + "\n");
}

std::vector<const record::Sample*> samples_that_stay(const EarlierRun& earlier, const std::unordered_set<const MinedFact*>& carried,
                                                     const std::vector<record::Passage>& passages, const Mined& mined) {
  std::unordered_set<std::string> facts;
  for (const MinedFact* fact : carried) facts.insert(fact->fact.fact_id);
  const auto stay = passages_that_stay(passages, mined);
  const auto changed = words_of_changed(passages, mined);
  std::vector<const record::Sample*> samples;
  for (const auto& sample : earlier.samples) {
    if (!sample.generator.empty()) continue;
    const bool known = sample.fact_id.empty() ? sample.passage_id.empty() || stay.contains(sample.passage_id) : facts.contains(sample.fact_id);
    if (!known || (sample.kind == "refusal" && may_be_answered(sample, changed))) continue;
    samples.push_back(&sample);
  }
  return samples;
}

std::vector<record::Verdict> verdicts_that_stay(const EarlierRun& earlier, const std::vector<record::Passage>& passages, const Mined& mined) {
  const auto stay = passages_that_stay(passages, mined);
  std::unordered_set<std::string> gone;
  for (const auto& [id, passage] : earlier.store)
    if (!stay.contains(id)) gone.insert(passage.rejected.begin(), passage.rejected.end());
  std::vector<record::Verdict> verdicts;
  for (const auto& verdict : earlier.verdicts)
    if (!gone.contains(verdict.subject_id)) verdicts.push_back(verdict);
  return verdicts;
}

}  // namespace jangin::synthesize
