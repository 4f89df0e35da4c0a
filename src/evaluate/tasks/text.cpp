// Log-likelihood of a file through the generator.
#include "evaluate/tasks/text.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/progress.h"
#include "text/unicode.h"

namespace jangin::evaluate {
namespace {

class TextTask final : public Task {
 public:
  TextTask(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {}
  std::string_view kind() const override { return "text"; }
  uint32_t version() const override { return 1; }
  std::string content_hash() const override { return sha256_hex(text_); }
  Result<TaskResult> run(engine::Generator& generator) const override {
    JANGIN_ASSIGN(engine::TextScore score, generator.score_text(text_, kTextWindow));
    TaskResult result;
    result.task = name_;
    result.metrics.push_back({"bits per byte", score.bits_per_byte(), 0, false});
    result.details = {{"bits_per_byte", score.bits_per_byte()}, {"tokens", score.tokens}, {"bytes", score.bytes}};
    return result;
  }

 private:
  std::string name_, text_;
};

}  // namespace

Result<std::unique_ptr<Task>> open_text_task(std::string name, const std::filesystem::path& file) {
  JANGIN_ASSIGN(std::string text, read_file(file, 64U << 20));
  if (text.empty()) return fail(ErrorCode::invalid_argument, "is empty", file.string());
  if (!text::is_valid_utf8(text)) return fail(ErrorCode::invalid_format, "is not UTF-8", file.string());
  return std::make_unique<TextTask>(std::move(name), std::move(text));
}

}  // namespace jangin::evaluate
