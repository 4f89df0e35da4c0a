// Held back and trained are told apart by a hash of the text; lines are shuffled, since the classifier learns them in their order.
#include "refine/quality_model/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/hash.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "refine/quality_model/excerpts.h"
#include "refine/run.h"

namespace jangin::refine {
namespace {

constexpr std::array<double, 5> kThresholds = {0.1, 0.3, 0.5, 0.7, 0.9};
constexpr uint64_t kShuffleStream = 1;

const char* class_name(bool good) { return good ? "good" : "bad"; }

/// A text that is used, by its key.
struct Text {
  std::vector<std::string> excerpts;
  bool good = false;
};
using Texts = std::map<std::string, Text>;  // in the order of their keys, which no order of files changes

/// By key: the seed and the text. The first characters of it are as good as random numbers.
std::string key_of(const QualityExample& example, uint64_t seed) { return hash_fields({"quality", std::to_string(seed), example.text}); }

Texts choose_texts(std::vector<QualityExample>& examples, const QualityTrainingConfig& config, QualityFigures& figures) {
  struct Place {
    std::string key;
    std::vector<std::string> excerpts;
  };
  std::vector<Place> places(examples.size());
  ThreadPool::shared().parallel_for(examples.size(), 8, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) {
      if (config.language.empty() || examples[i].language == config.language)
        places[i] = {key_of(examples[i], config.classifier.seed), cut_excerpts(examples[i].text)};
    }
  });
  Texts texts;
  std::map<std::string, bool> in_both;
  for (size_t i = 0; i < examples.size(); ++i) {
    ++figures.given[examples[i].good];
    if (places[i].key.empty())
      ++figures.other_language;
    else if (places[i].excerpts.empty())
      ++figures.without_text;
    else if (auto [found, added] = texts.try_emplace(places[i].key, Text{std::move(places[i].excerpts), examples[i].good}); !added) {
      ++figures.repeated;
      if (found->second.good != examples[i].good) in_both[places[i].key] = true;
    }
  }
  for (const auto& [key, yes] : in_both) texts.erase(key), ++figures.in_both;
  return texts;
}

bool is_held_back(const std::string& key, double share) {
  const auto number = static_cast<double>(std::stoul(key.substr(0, 8), nullptr, 16));
  return number < share * 4294967296.0;
}

Status check_counts(const Texts& texts, const QualityFigures& figures) {
  std::array<uint64_t, 2> count{};
  for (const auto& [key, text] : texts) ++count[text.good];
  for (bool good : {true, false}) {
    if (count[good] >= kLeastQualityDocuments) continue;
    std::string left_out;
    for (const auto& [number, what] : {std::pair(figures.other_language, "of another language"), std::pair(figures.repeated, "repeated"),
                                       std::pair(figures.without_text, "without text")}) {
      if (number > 0) left_out += fmt::format("{}{} {}", left_out.empty() ? "; left out: " : ", ", number, what);
    }
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("{} {} documents, of {} given, are too few to learn from{}", count[good], class_name(good), figures.given[good], left_out),
        "quality model", fmt::format("at least {} of either class are needed, some hundreds are better", kLeastQualityDocuments));
  }
  return {};
}

double area_under_curve(std::vector<std::pair<double, bool>> scores) {
  std::sort(scores.begin(), scores.end());
  double pairs = 0, bad = 0, good = 0;
  for (size_t i = 0; i < scores.size();) {
    size_t end = i;
    double here_bad = 0, here_good = 0;
    for (; end < scores.size() && scores[end].first == scores[i].first; ++end) ++(scores[end].second ? here_good : here_bad);
    pairs += here_good * (bad + here_bad / 2);
    bad += here_bad, good += here_good;
    i = end;
  }
  return bad == 0 || good == 0 ? 0 : pairs / (bad * good);
}

double mean_probability(const Classifier& classifier, const std::vector<std::string>& excerpts) {
  double sum = 0;
  for (const std::string& excerpt : excerpts) sum += classifier.probability(excerpt);
  return sum / static_cast<double>(excerpts.size());
}

void measure(const Classifier& classifier, const std::vector<const Text*>& held_back, QualityFigures& figures) {
  std::vector<std::pair<double, bool>> scores(held_back.size());
  ThreadPool::shared().parallel_for(held_back.size(), 4, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) scores[i] = {mean_probability(classifier, held_back[i]->excerpts), held_back[i]->good};
  });
  for (double threshold : kThresholds) {
    QualityThreshold row{threshold, 0, 0};
    for (const auto& [score, good] : scores) {
      if (score >= threshold) ++(good ? row.good_kept : row.bad_kept);
    }
    figures.thresholds.push_back(row);
  }
  figures.auc = area_under_curve(std::move(scores));
}

}  // namespace

double QualityFigures::precision() const {
  const uint64_t called_good = half().good_kept + half().bad_kept;
  return called_good == 0 ? 0 : static_cast<double>(half().good_kept) / static_cast<double>(called_good);
}
double QualityFigures::recall() const { return held_back[1] == 0 ? 0 : static_cast<double>(half().good_kept) / static_cast<double>(held_back[1]); }

Result<TrainedQuality> train_quality(std::vector<QualityExample> examples, const QualityTrainingConfig& config) {
  QualityFigures figures;
  const Texts texts = choose_texts(examples, config, figures);
  JANGIN_TRY(check_counts(texts, figures));
  std::vector<ClassifierLine> lines;
  std::vector<const Text*> held_back;
  for (const auto& [key, text] : texts) {
    const bool measured = is_held_back(key, config.held_back);
    ++(measured ? figures.held_back : figures.trained)[text.good];
    if (measured)
      held_back.push_back(&text);
    else
      for (const std::string& excerpt : text.excerpts) lines.push_back({excerpt, text.good});
  }
  for (bool good : {true, false}) {
    if (figures.held_back[good] > 0 && figures.trained[good] > 0) continue;
    return fail(ErrorCode::invalid_argument,
                fmt::format("no {} document is {}", class_name(good), figures.trained[good] == 0 ? "left to learn from" : "held back to measure by"),
                "quality model", "give more documents, or hold back another share");
  }
  Random(config.classifier.seed, kShuffleStream).shuffle(lines);
  figures.excerpts = lines.size();
  JANGIN_ASSIGN(Classifier classifier, Classifier::train(lines, config.classifier));
  measure(classifier, held_back, figures);
  return TrainedQuality{std::move(classifier), std::move(figures)};
}

std::optional<double> judge_quality(const Classifier& classifier, std::string_view text) {
  const std::vector<std::string> excerpts = cut_excerpts(text);
  if (excerpts.empty()) return std::nullopt;
  return mean_probability(classifier, excerpts);
}

Result<std::vector<record::Document>> prepare_for_quality(std::vector<record::Document> documents) {
  RefineConfig config;
  config.steps = {"normalise", "personal_data", "language"};
  JANGIN_ASSIGN(const std::vector<NamedStep> steps, make_steps(config));
  StepSeconds seconds(steps.size() + 1);
  JANGIN_ASSIGN(std::vector<RefinedDocument> refined, refine_batch(std::move(documents), steps, config, seconds));
  std::vector<record::Document> prepared;
  for (RefinedDocument& item : refined) prepared.push_back(std::move(item.document));
  return prepared;
}

}  // namespace jangin::refine
