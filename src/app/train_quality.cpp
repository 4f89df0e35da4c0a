// `jangin refine train-quality`: a quality model from folders of good and bad documents.
#include "app/train_quality.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/print.h"
#include "base/progress.h"
#include "line/quality_training.h"

namespace jangin::app {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::string percent(uint64_t part, uint64_t whole) {
  return whole == 0 ? "–" : fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

Rows source_rows(const line::QualityTrainingReport& report) {
  Rows rows = {{"class", "source", "files", "not read", "documents", "text"}};
  for (const refine::QualitySource& source : report.sources) {
    rows.push_back({source.good ? "good" : "bad", source.path, format_count(source.files), format_count(source.failed),
                    format_count(source.documents), format_bytes(source.bytes)});
  }
  return rows;
}

Rows confusion_rows(const refine::QualityFigures& f) {
  const uint64_t good_kept = f.half().good_kept, bad_kept = f.half().bad_kept;
  return {{"held back, at 0.5", "called good", "called bad"},
          {"good", format_count(good_kept), format_count(f.held_back[1] - good_kept)},
          {"bad", format_count(bad_kept), format_count(f.held_back[0] - bad_kept)}};
}

Rows threshold_rows(const refine::QualityFigures& f) {
  Rows rows = {{"min_score", "good kept", "bad rejected"}};
  for (const refine::QualityThreshold& row : f.thresholds) {
    rows.push_back(
        {fmt::format("{:.1f}", row.threshold), percent(row.good_kept, f.held_back[1]), percent(f.held_back[0] - row.bad_kept, f.held_back[0])});
  }
  return rows;
}

void print_for_people(const line::QualityTrainingReport& report, const std::string& output) {
  const refine::QualityFigures& f = report.figures;
  print_table(source_rows(report));
  print_line("");
  print_line(fmt::format("Trained on {} good and {} bad documents ({} excerpts), {}.", format_count(f.trained[1]), format_count(f.trained[0]),
                         format_count(f.excerpts), format_duration(report.seconds)));
  if (const uint64_t left_out = f.other_language + f.repeated + f.without_text + f.in_both; left_out > 0) {
    print_line(fmt::format("Left out: {} of another language, {} repeated, {} without text, {} whose text was given as good and as bad.",
                           f.other_language, f.repeated, f.without_text, f.in_both));
  }
  print_line("");
  print_table(confusion_rows(f));
  print_line(fmt::format("precision {:.3f}, recall {:.3f}, AUC {:.4f}", f.precision(), f.recall(), f.auc));
  print_line("");
  print_table(threshold_rows(f));
  print_line("");
  print_line("Model:     " + output);
  print_line("Manifest:  " + refine::quality_manifest_path(output).string());
  print_line(fmt::format("Recipe:    [refine.quality_model] models = [\"{}\"]", output));
}

nlohmann::json to_json(const line::QualityTrainingReport& report, const std::string& output) {
  const refine::QualityFigures& f = report.figures;
  auto both = [](const std::array<uint64_t, 2>& count) { return nlohmann::json{{"good", count[1]}, {"bad", count[0]}}; };
  nlohmann::json json = {
      {"model", output},
      {"manifest", refine::quality_manifest_path(output).string()},
      {"given", both(f.given)},
      {"trained", both(f.trained)},
      {"held_back", both(f.held_back)},
      {"excerpts", f.excerpts},
      {"precision", f.precision()},
      {"recall", f.recall()},
      {"auc", f.auc},
      {"seconds", report.seconds},
      {"left_out", {{"other_language", f.other_language}, {"repeated", f.repeated}, {"in_both", f.in_both}, {"without_text", f.without_text}}}};
  for (const refine::QualityThreshold& row : f.thresholds)
    json["thresholds"].push_back({{"min_score", row.threshold}, {"good_kept", row.good_kept}, {"bad_kept", row.bad_kept}});
  for (const refine::QualitySource& s : report.sources) {
    json["sources"].push_back({{"path", s.path},
                               {"class", s.good ? "good" : "bad"},
                               {"files", s.files},
                               {"failed", s.failed},
                               {"documents", s.documents},
                               {"bytes", s.bytes},
                               {"sha256", s.hash}});
  }
  return json;
}

}  // namespace

Command declare_train_quality(CommandLine& refine, const Common& common) {
  CommandLine command = refine.command(
      "train-quality",
      "a quality model from good and bad documents, for the step quality_model: a linear n-gram classifier, measured on documents held back",
      "jangin refine train-quality --good manuals/ --bad changelogs/ --bad menus/ --output quality.bin\n"
      "         jangin refine train-quality --good 좋은글/ --bad 나쁜글/ --language ko --output quality-ko.bin");
  auto request = std::make_shared<line::QualityTrainingRequest>();
  auto output = std::make_shared<std::string>();
  command.option("--good", request->good, "a folder or file of documents to keep, in any format that collect reads; repeatable").required();
  command.option("--bad", request->bad, "a folder or file of documents to reject; repeatable").required();
  command.option("--output", *output, "the model's file; its manifest goes beside it, as <file>.json").required();
  command.option("--language", request->config.language, "ko, en, …: learn from and judge documents of this language only (default: all)");
  command.option("--held-back", request->config.held_back, "share of documents that is measured, not learned (default 0.2)").range(0.01, 0.9);
  command.option("--epochs", request->config.classifier.epochs, "passes over the documents (default 10)").range(1, 1000);
  command.option("--seed", request->config.classifier.seed, "same documents and seed, same model (default 1)");
  return {command, [request, output, &common]() -> Status {
            request->output = *output;
            JANGIN_ASSIGN(const line::QualityTrainingReport report, line::train_quality(*request));
            if (common.json)
              print_json(to_json(report, *output));
            else
              print_for_people(report, *output);
            return {};
          }};
}

}  // namespace jangin::app
