// `jangin convert`: a model as GGUF or as a Hugging Face folder, in another number format or not, with the proof that it answers alike.
#include "publish/convert.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/print.h"
#include "base/file.h"
#include "base/progress.h"
#include "line/base_models.h"
#include "line/shipped_data.h"

namespace jangin::app {
namespace {

struct Options {
  std::string from, type, text;
  std::filesystem::path to;
};

/// English and Korean of the shipped texts, or the user's file.
Result<std::string> parity_text(const std::string& file) {
  if (!file.empty()) return read_file(file);
  JANGIN_ASSIGN(const std::filesystem::path data, line::shipped_data_folder());
  JANGIN_ASSIGN(const std::string english, read_file(data / "general/english.txt"));
  JANGIN_ASSIGN(const std::string korean, read_file(data / "general/korean.txt"));
  return english + "\n" + korean;
}

Result<publish::ConvertReport> run_convert(const Options& options, const Common& common) {
  publish::ConvertRequest request;
  JANGIN_ASSIGN(const line::ResolvedModel model, line::resolve_base_model(options.from, "."));
  request.from = model.path;
  request.to = options.to;
  if (!options.type.empty()) {
    request.type = model::stored_type_from_name(options.type);
    if (!request.type)
      return fail(ErrorCode::invalid_argument, fmt::format("`{}` is no number format", options.type), "--type",
                  "f32, f16, bf16, q8_0, q6_k, q5_0, q4_k or q4_0");
  }
  JANGIN_ASSIGN(request.text, parity_text(options.text));
  JANGIN_ASSIGN(request.device, tensor::find_device(common.device));
  return publish::convert(request);
}

std::string counts(const std::map<std::string, uint64_t>& all) {
  std::string text;
  for (const auto& [name, count] : all) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  return text;
}

void print_report(const Options& options, const publish::ConvertReport& report, bool as_json) {
  const publish::Parity& parity = report.parity;
  const auto bound = publish::convert_bound(report.type);
  if (as_json) {
    print_json(
        {{"from", options.from},
         {"to", options.to.string()},
         {"type", model::traits(report.type).name},
         {"weights", report.weights},
         {"fallbacks", report.fallbacks},
         {"bytes_before", report.bytes_before},
         {"bytes_after", report.bytes_after},
         {"exact", report.exact},
         {"parity",
          {{"mean_kl", parity.mean_kl}, {"max_kl", parity.max_kl}, {"top1_agreement", parity.top1_agreement}, {"positions", parity.positions}}},
         {"bound", bound ? nlohmann::json{{"mean_kl", bound->mean_kl}, {"top1_agreement", bound->top1_agreement}} : nlohmann::json()}});
    return;
  }
  std::vector<std::vector<std::string>> rows = {
      {"", options.to.string()},
      {"weights", counts(report.weights)},
      {"size of the weights", fmt::format("{} → {}", format_bytes(report.bytes_before), format_bytes(report.bytes_after))},
      {"numbers", report.exact ? "the same, bit for bit" : "rounded"},
      {"KL of the next token", fmt::format("mean {:.2e}, largest {:.2e} nats", parity.mean_kl, parity.max_kl)},
      {"same likeliest token", fmt::format("{:.2f} % of {} positions", 100 * parity.top1_agreement, parity.positions)},
      {"bound", bound ? fmt::format("mean KL {:.0e}, {:.0f} %", bound->mean_kl, 100 * bound->top1_agreement) : "none for this format"}};
  if (!report.fallbacks.empty()) rows.insert(rows.begin() + 2, {"rows that do not fill blocks", counts(report.fallbacks)});
  print_table(rows);
}

}  // namespace

Command declare_convert(CommandLine& app, const Common& common) {
  CommandLine command =
      app.command("convert", "a model as GGUF or as a Hugging Face folder, quantized or not, with a parity check",
                  "jangin convert out/cnc/expert expert-q4_k.gguf --type q4_k\n         jangin convert model.gguf model-folder --type bf16");
  auto options = std::make_shared<Options>();
  command.option("in", options->from, "a GGUF file, a Hugging Face folder, an expert or a known base model").required();
  command.option("out", options->to, "a file name ending in .gguf, or a folder").required();
  command.option("--type", options->type,
                 "number format of the matrices: f32, f16, bf16; GGUF also q8_0, q6_k, q5_0, q4_k, q4_0 (default: as in the input where "
                 "the output can hold that, else bf16)");
  command.option("--text", options->text, "a UTF-8 text on which both models are compared (default: the shipped English and Korean)");
  return {command, [options, &common]() -> Status {
            JANGIN_ASSIGN(const publish::ConvertReport report, run_convert(*options, common));
            print_report(*options, report, common.json);
            return {};
          }};
}

}  // namespace jangin::app
