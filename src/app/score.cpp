// `jangin score`: log-likelihood and bits per byte of a text under a model.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "app/model_option.h"
#include "app/print.h"
#include "base/file.h"
#include "engine/generator.h"
#include "text/unicode.h"

namespace jangin::app {

Command declare_score(CommandLine& app, const Common& common) {
  CommandLine command =
      app.command("score", "log-likelihood and bits per byte of a text under a model", "jangin score out/cnc/expert --text notes.txt");
  auto model = std::make_shared<std::string>();
  auto file = std::make_shared<std::string>();
  auto window = std::make_shared<size_t>(1024);
  command.option("model", *model, "an expert, a GGUF file, a Hugging Face folder or a known base model").required();
  command.option("--text", *file, "a UTF-8 text file").required();
  command.option("--window", *window, "tokens that are seen together (default 1024)").range(2, 1 << 20);
  return {
      command, [model, file, window, &common]() -> Status {
        JANGIN_ASSIGN(std::string text, read_file(*file));
        if (!text::is_valid_utf8(text)) return fail(ErrorCode::invalid_format, "is not UTF-8", *file);
        JANGIN_ASSIGN(auto generator, open_generator({.model = *model}, common));
        JANGIN_ASSIGN(engine::TextScore score, generator->score_text(text, *window));
        if (common.json) {
          print_line(nlohmann::json{
              {"log_likelihood", score.log_likelihood}, {"tokens", score.tokens}, {"bytes", score.bytes}, {"bits_per_byte", score.bits_per_byte()}}
                         .dump());
        } else {
          print_line(fmt::format("{:.4f} bits per byte ({} tokens, {} bytes, log-likelihood {:.2f})", score.bits_per_byte(), score.tokens,
                                 score.bytes, score.log_likelihood));
        }
        return {};
      }};
}

}  // namespace jangin::app
