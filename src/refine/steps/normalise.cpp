// Step `normalise`: NFC, one kind of space and of line end, no control characters and soft hyphens, ligatures as letters. Passes everything;
// score: share of the bytes that changed. The meaning of no word changes; what follows sees Document's canonical form.
#include <algorithm>

#include "base/strings.h"
#include "refine/registry.h"
#include "refine/rewrite.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

enum class Kind : char { other, space, newline, dropped, ligature };

/// What becomes of a code point. Zero-width joiners stay: scripts and emoji need them.
Kind kind_of(char32_t c) {
  if (c == '\n' || c == '\r' || c == '\f' || c == '\v' || c == 0x85 || c == 0x2028 || c == 0x2029) return Kind::newline;
  if (c == 0x200C || c == 0x200D) return Kind::other;
  if (c >= 0xFB00 && c <= 0xFB06) return Kind::ligature;
  if (c != '\t' && c != ' ' && text::is_space(c)) return Kind::space;
  if (c == '\t' || c == ' ') return Kind::other;
  return text::is_control(c) || c == 0xFFFE || c == 0xFFFF ? Kind::dropped : Kind::other;
}

std::string_view ligature_letters(char32_t c) {
  static constexpr std::string_view kLetters[] = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  return kLetters[c - 0xFB00];
}

/// Code points one by one: spaces, line ends, control characters, ligatures.
void clean_characters(std::string_view before, Rewriter& out) {
  size_t at = 0;
  while (at < before.size()) {
    size_t next = at;
    char32_t c = text::next_code_point(before, next);
    switch (c < 0x7F && c >= ' ' ? Kind::other : kind_of(c)) {
      case Kind::other: out.keep_to(next); break;
      case Kind::space: out.replace_to(next, " "); break;
      case Kind::dropped: out.replace_to(next, ""); break;
      case Kind::ligature: out.replace_to(next, ligature_letters(c)); break;
      case Kind::newline:
        if (c == '\r' && next < before.size() && before[next] == '\n') ++next;
        if (c == '\n') {
          out.keep_to(next);
        } else {
          out.replace_to(next, "\n");
        }
        break;
    }
    at = next;
  }
}

/// Line by line: no spaces at the end, one space between words, at most one blank line; code keeps its inside as it is.
class LineCleaner {
 public:
  LineCleaner(std::string_view before, Rewriter& out) : before_(before), out_(out) {}

  void run() {
    size_t at = 0;
    while (at < before_.size()) {
      size_t end = std::min(before_.find('\n', at), before_.size());
      clean_line(at, end);
      at = end + 1;
    }
    if (!before_.empty() && before_.back() != '\n') out_.replace_to(before_.size(), "\n");
  }

 private:
  void clean_line(size_t begin, size_t end) {
    std::string_view line = before_.substr(begin, end - begin);
    std::string_view inside = trim(line);
    bool fence = inside.starts_with("```") || inside.starts_with("~~~");
    size_t line_end = std::min(end + 1, before_.size());
    if (inside.empty() && !in_code_) {
      bool keep = !last_blank_ && out_begun_;
      last_blank_ = true;
      if (!keep) return out_.replace_to(line_end, "");
      if (!line.empty()) out_.replace_to(end, "");
      return out_.keep_to(line_end);
    }
    last_blank_ = false;
    out_begun_ = true;
    size_t text_end = begin + (line.find_last_not_of(" \t") == line.npos ? 0 : line.find_last_not_of(" \t") + 1);
    if (in_code_ || fence) {
      out_.keep_to(text_end);
    } else {
      squeeze(begin, text_end);
    }
    if (text_end < end) out_.replace_to(end, "");
    out_.keep_to(line_end);
    if (fence) in_code_ = !in_code_;
  }

  /// Runs of blanks between words become one space; those before the first word are the line's depth and stay.
  void squeeze(size_t begin, size_t end) {
    size_t at = begin;
    while (at < end && is_blank(at)) ++at;
    while (at < end) {
      size_t word_end = at;
      while (word_end < end && !is_blank(word_end)) ++word_end;
      size_t next = word_end;
      while (next < end && is_blank(next)) ++next;
      out_.keep_to(word_end);
      if (next - word_end > 1 || (next > word_end && before_[word_end] == '\t')) out_.replace_to(next, " ");
      at = next;
    }
    out_.keep_to(end);
  }

  bool is_blank(size_t at) const { return before_[at] == ' ' || before_[at] == '\t'; }

  std::string_view before_;
  Rewriter& out_;
  bool in_code_ = false;
  bool last_blank_ = false;
  bool out_begun_ = false;
};

Rewrite compose(std::string_view before) {
  std::vector<text::TextChange> changes;
  Rewrite rewrite;
  rewrite.text = text::nfc(before, changes);
  for (const text::TextChange& change : changes)
    rewrite.map.replace({change.before_begin, change.before_end}, {change.after_begin, change.after_end});
  return rewrite;
}

class Normalise : public RefineStep {
 public:
  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    Rewrite composed = compose(document.text);
    Rewriter characters(composed.text);
    clean_characters(composed.text, characters);
    Rewrite cleaned = characters.finish();
    Rewriter lines(cleaned.text);
    LineCleaner(cleaned.text, lines).run();
    Rewrite last = lines.finish();
    last.map = composed.map.then(cleaned.map).then(last.map);
    if (last.map.empty()) return DocumentOutcome{};
    uint64_t changed = 0;
    for (const record::Edit& edit : last.map.edits()) changed += std::max(edit.before.size(), edit.after.size());
    DocumentOutcome outcome;
    outcome.judgement.score = static_cast<double>(changed) / static_cast<double>(std::max<size_t>(1, document.text.size()));
    outcome.rewrite = std::move(last);
    return outcome;
  }
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_normalise(const RefineConfig&) { return std::make_unique<Normalise>(); }

}  // namespace jangin::refine
