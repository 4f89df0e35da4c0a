// Step `c4`: what is left of a web page when menus, notices and scripts are gone. The rules of C4 (Raffel et al. 2020, JMLR 21:140, section 2.2) but for its list of bad words.
// Reasons: lorem_ipsum, curly_bracket, too_few_sentences. Score: sentences counted (too_few_sentences), else 0. Where it rejects, it also rewrites: lines that break a rule are
// dropped and citations cut out; of the empty lines between two lines that stay one is left. Limits, also those of Korean: quality_config.h.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "refine/quality_rules.h"
#include "refine/registry.h"
#include "refine/rewrite.h"
#include "refine/text_statistics.h"
#include "text/sentences.h"

namespace jangin::refine {
namespace {

constexpr std::string_view kLoremIpsum = "lorem ipsum";

/// Bytes of the citation mark that starts at `at` (a "["); 0: there is none.
size_t citation_at(std::string_view text, size_t at) {
  static constexpr std::array<std::string_view, 4> kMarks = {"[edit]", "[citation needed]", "[편집]", "[출처 필요]"};
  for (std::string_view mark : kMarks) {
    if (text.substr(at).starts_with(mark)) return mark.size();
  }
  size_t end = at + 1;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end < text.size() && text[end] == ']' ? end + 1 - at : 0;
}

/// Citation marks of text[begin, end), ascending.
std::vector<record::Span> find_citations(std::string_view text, size_t begin, size_t end) {
  std::vector<record::Span> citations;
  const std::string_view line = text.substr(0, end);
  for (size_t at = line.find('[', begin); at != line.npos; at = line.find('[', at)) {
    const size_t bytes = citation_at(line, at);
    if (bytes != 0) citations.push_back({at, at + bytes});
    at += std::max<size_t>(bytes, 1);
  }
  return citations;
}

std::string without(std::string_view text, size_t begin, size_t end, const std::vector<record::Span>& cut) {
  std::string left;
  for (const record::Span& span : cut) {
    left += text.substr(begin, span.begin - begin);
    begin = span.end;
  }
  return left += text.substr(begin, end - begin);
}

bool has_end_mark(std::string_view line) {
  return !line.empty() && std::string_view(".?!\"'").find(line.back()) != std::string_view::npos && !line.ends_with("...");
}

bool holds_one(std::string_view text, const std::vector<std::string>& phrases) {
  return std::any_of(phrases.begin(), phrases.end(), [&](const std::string& phrase) { return find_bytes(text, phrase) != text.npos; });
}

/// One document going through the rules, line by line.
class Page {
 public:
  Page(const TextStatistics& found, const C4Limits& limits)
      : found_(found), limits_(limits), lower_(to_lower_ascii(found.text)), kept_(found.lines.size()) {
    for (const std::string& phrase : limits.line_phrases) {
      if (find_bytes(lower_, phrase) != lower_.npos) present_.push_back(phrase);
    }
    lorem_ipsum_ = limits.reject_lorem_ipsum && find_bytes(lower_, kLoremIpsum) != lower_.npos;
  }

  void check(QualityRules& rules) {
    for (size_t i = 0; i < found_.lines.size() && !rules.broken(); ++i) kept_[i] = keeps(found_.lines[i], rules);
    rules.at_least("too_few_sentences", static_cast<double>(sentences_), static_cast<double>(limits_.min_sentences),
                   "sentences in the lines that stay");
  }

  /// Nothing: no line was dropped and no citation cut.
  std::optional<Rewrite> rewrite() {
    keep_gaps();
    Rewriter out(found_.text);
    for (size_t i = 0; i < kept_.size(); ++i) {
      const Line& line = found_.lines[i];
      const size_t next = std::min<size_t>(line.end + 1, found_.text.size());
      if (!kept_[i]) {
        out.replace_to(next, "");
        continue;
      }
      if (limits_.drop_citations) {
        for (const record::Span& citation : find_citations(found_.text, line.begin, line.end)) {
          out.keep_to(citation.begin);
          out.replace_to(citation.end, "");
        }
      }
      out.keep_to(next);
    }
    if (!out.changed()) return std::nullopt;
    return out.finish();
  }

 private:
  /// May break a rule of the whole document, too.
  bool keeps(const Line& line, QualityRules& rules) {
    if (line.blank() || (limits_.max_word_length >= 0 && line.longest_run > limits_.max_word_length)) return false;
    std::string_view text = found_.text.substr(line.text_begin, line.text_end - line.text_begin);
    std::string_view lower = std::string_view(lower_).substr(line.text_begin, text.size());
    const auto citations = limits_.drop_citations ? find_citations(found_.text, line.text_begin, line.text_end) : std::vector<record::Span>{};
    std::string cut, cut_lower;
    if (!citations.empty()) {
      text = cut = without(found_.text, line.text_begin, line.text_end, citations);
      lower = cut_lower = to_lower_ascii(cut);
    }
    if (limits_.drop_lines_without_end_mark && !has_end_mark(text)) return false;
    if (static_cast<int64_t>(line.runs) < limits_.min_words_in_line) return false;
    const bool whole = citations.empty();
    if (limits_.reject_lorem_ipsum && (lorem_ipsum_ || !whole) && lower.find(kLoremIpsum) != lower.npos) {
      rules.fail("lorem_ipsum", 0, "holds \"lorem ipsum\"");
      return false;
    }
    if (limits_.reject_curly_brackets && text.find('{') != text.npos) {
      rules.fail("curly_bracket", 0, "holds a curly bracket");
      return false;
    }
    if (holds_one(lower, whole ? present_ : limits_.line_phrases)) return false;
    if (sentences_ < limits_.min_sentences) sentences_ += static_cast<int64_t>(text::split_sentences(text).size());
    return true;
  }

  /// One empty line stays between two lines that stay when there is one.
  void keep_gaps() {
    const size_t none = kept_.size();
    size_t gap = none;
    bool before = false;
    for (size_t i = 0; i < kept_.size(); ++i) {
      if (kept_[i]) {
        if (gap != none) kept_[gap] = true;
        gap = none;
        before = true;
      } else if (before && gap == none && found_.lines[i].blank()) {
        gap = i;
      }
    }
  }

  const TextStatistics& found_;
  const C4Limits& limits_;
  std::string lower_;
  std::vector<std::string> present_;  // phrases that stand anywhere in the document
  bool lorem_ipsum_ = false;
  std::vector<bool> kept_;
  int64_t sentences_ = 0;
};

class C4 : public RefineStep {
 public:
  C4(const C4Config& config, bool rejects) : config_(config), rejects_(rejects) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    Page page(statistics_of(document), limits_for(config_, document.language));
    QualityRules rules;
    page.check(rules);
    DocumentOutcome outcome;
    outcome.judgement = rules.judgement(rejects_);
    if (rejects_ && !rules.broken()) outcome.rewrite = page.rewrite();
    return outcome;
  }

 private:
  C4Config config_;
  bool rejects_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_c4(const RefineConfig& config) {
  return std::make_unique<C4>(config.quality.c4, quality_rejects(config, "c4"));
}

}  // namespace jangin::refine
