// Step `broken_text`: documents that are not text, or whose characters were lost on the way. Reasons: empty, binary, unmapped_characters,
// mojibake, too_short. Score: the share that the reason is about (too_short: letters and digits). Judges characters, never style.
#include <fmt/format.h>

#include <algorithm>

#include "refine/registry.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

struct Counts {
  uint64_t all = 0;      // code points that are not space
  uint64_t letters = 0;  // and digits
  uint64_t control = 0;
  uint64_t unmapped = 0;
  uint64_t mojibake = 0;  // code points in sequences that a wrong encoding leaves behind
};

bool is_unmapped(char32_t c) { return c == 0xFFFD || (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000 || (c & 0xFFFE) == 0xFFFE; }

/// Bytes 0x80–0x9F of Windows-1252 as code points: what stands for a UTF-8 continuation byte that was read in that encoding.
bool is_continuation(char32_t c) {
  if (c >= 0x80 && c <= 0xBF) return true;
  static constexpr std::u32string_view kWindows = U"€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
  return c > 0xFF && kWindows.find(c) != kWindows.npos;
}

/// Two signs of a wrong encoding. UTF-8 read byte by byte: a letter U+00C2–U+00F4 followed by continuation bytes ("Ã©", "â€™", "ê³µ").
/// A double-byte Korean or Japanese text read byte by byte: runs of four or more in U+00A1–U+00FE ("°ø±¸").
class MojibakeScan {
 public:
  void add(char32_t c) {
    if (lead_ && is_continuation(c)) found_ += ++continuations_ == 1 ? 2 : 1;
    bool starts = c >= 0xC2 && c <= 0xF4;
    if (starts || !is_continuation(c)) lead_ = starts;
    if (!lead_ || starts) continuations_ = 0;
    run_ = c >= 0xA1 && c <= 0xFE ? run_ + 1 : 0;
    constexpr uint64_t kRun = 4;
    if (run_ >= kRun) runs_ += run_ == kRun ? kRun : 1;
  }
  uint64_t found() const { return std::max(found_, runs_); }

 private:
  bool lead_ = false;
  uint64_t continuations_ = 0, run_ = 0, runs_ = 0, found_ = 0;
};

Counts count(std::string_view document) {
  Counts counts;
  MojibakeScan mojibake;
  for (size_t at = 0; at < document.size();) {
    char32_t c = text::next_code_point(document, at);
    mojibake.add(c);
    if (text::is_space(c)) continue;
    ++counts.all;
    if (text::is_letter(c) || text::is_digit(c)) ++counts.letters;
    if (c < 0x20 || c == 0x7F) ++counts.control;
    if (is_unmapped(c)) ++counts.unmapped;
  }
  counts.mojibake = mojibake.found();
  return counts;
}

double share(uint64_t part, uint64_t whole) { return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole); }

class BrokenText : public RefineStep {
 public:
  explicit BrokenText(const BrokenTextConfig& config) : config_(config) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    DocumentOutcome outcome;
    outcome.judgement = judge(count(document.text));
    return outcome;
  }

 private:
  Judgement judge(const Counts& counts) const {
    if (counts.all == 0) return reject("empty", 0, "holds no text");
    double control = share(counts.control, counts.all);
    if (control > config_.max_control_share)
      return reject("binary", control, fmt::format("{} of {} characters are control characters", counts.control, counts.all));
    double unmapped = share(counts.unmapped, counts.all);
    if (unmapped > config_.max_unmapped_share) {
      return reject("unmapped_characters", unmapped, fmt::format("{} of {} characters stand for nothing", counts.unmapped, counts.all));
    }
    double mojibake = share(counts.mojibake, std::max(counts.letters, counts.mojibake));
    if (mojibake > config_.max_mojibake_share) {
      return reject("mojibake", mojibake, fmt::format("{} characters look like another encoding read wrongly", counts.mojibake));
    }
    if (counts.letters < static_cast<uint64_t>(config_.min_letters)) {
      return reject("too_short", static_cast<double>(counts.letters), fmt::format("{} letters and digits", counts.letters));
    }
    return {true, "", unmapped, ""};
  }

  BrokenTextConfig config_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_broken_text(const RefineConfig& config) { return std::make_unique<BrokenText>(config.broken_text); }

}  // namespace jangin::refine
