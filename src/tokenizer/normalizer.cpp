// Repair, normal forms by ICU (UAX #15) with ICU's own record of edits, and the smaller steps (tokenizers: normalizers/).
#include "tokenizer/normalizer.h"

#include <unicode/bytestream.h>
#include <unicode/edits.h>
#include <unicode/normalizer2.h>
#include <unicode/stringpiece.h>
#include <unicode/uchar.h>
#include <unicode/uniset.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>

#include "base/byte_block.h"
#include "text/unicode.h"
#include "tokenizer/bert_text.h"
#include "tokenizer/charsmap.h"
#include "tokenizer/letter_run.h"
#include "tokenizer/pattern.h"
#include "tokenizer/utf8.h"

namespace jangin::tokenizer {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// A form as of Unicode 9: what came later is left where it stands. The original's tables are of that version (unicode-normalization-alignments 0.1.12,
/// which the library "tokenizers" uses).
class Form {
 public:
  explicit Form(const icu::Normalizer2* whole) {
    UErrorCode error = U_ZERO_ERROR;
    set_.applyPattern(UNICODE_STRING_SIMPLE("[:age=9.0:]"), error);
    set_.freeze();
    if (whole && U_SUCCESS(error)) filtered_.emplace(*whole, set_);
  }
  const icu::Normalizer2* get() const { return filtered_ ? &*filtered_ : nullptr; }

 private:
  icu::UnicodeSet set_;
  std::optional<icu::FilteredNormalizer2> filtered_;
};

const icu::Normalizer2* icu_form(Normalization::Kind form) {
  static UErrorCode error = U_ZERO_ERROR;
  static const Form nfc(icu::Normalizer2::getNFCInstance(error)), nfd(icu::Normalizer2::getNFDInstance(error)),
      nfkc(icu::Normalizer2::getNFKCInstance(error)), nfkd(icu::Normalizer2::getNFKDInstance(error));
  switch (form) {
    case Normalization::nfc: return nfc.get();
    case Normalization::nfd: return nfd.get();
    case Normalization::nfkc: return nfkc.get();
    case Normalization::nfkd: return nfkd.get();
    default: return nullptr;
  }
}

/// Length of the maximal broken part that starts at an invalid byte (Unicode Standard, 3.9, "maximal subpart").
size_t broken_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<uint8_t>(text[i]); };
  const uint8_t lead = byte(0);
  size_t wanted = 0;
  uint8_t low = 0x80;
  uint8_t high = 0xbf;
  if (lead >= 0xc2 && lead <= 0xdf) wanted = 1;
  if (lead >= 0xe0 && lead <= 0xef) wanted = 2;
  if (lead >= 0xf0 && lead <= 0xf4) wanted = 3;
  if (lead == 0xe0) low = 0xa0;
  if (lead == 0xed) high = 0x9f;
  if (lead == 0xf0) low = 0x90;
  if (lead == 0xf4) high = 0x8f;
  size_t length = 1;
  while (length <= wanted && length < text.size() && byte(length) >= low && byte(length) <= high) {
    ++length;
    low = 0x80;
    high = 0xbf;
  }
  return length;
}

/// Characters that NFC never changes nor joins to the one before: quick check "yes", combining class 0.
class Settled {
 public:
  static const Settled& shared() {
    static const Settled table;
    return table;
  }
  bool holds(char32_t c) const { return c < kBmp ? bits_[c] : ask(c); }

 private:
  static constexpr char32_t kBmp = 0x10000;
  Settled() : bits_(kBmp) {
    for (char32_t c = 0; c < kBmp; ++c) bits_[c] = ask(c);
  }
  static bool ask(char32_t c) {
    const auto code = static_cast<UChar32>(c);
    return u_getIntPropertyValue(code, UCHAR_NFC_QUICK_CHECK) == UNORM_YES && u_getCombiningClass(code) == 0;
  }
  std::vector<bool> bits_;
};

/// Whether every character of `text` is settled: then it is NFC as it is. What lies below U+0300 (bytes up to CB), Hangul syllables and U+4000–U+9FFF
/// (E4–E9) are, without a look into the table.
bool all_settled(std::string_view text) {
  const Settled& settled = Settled::shared();
  size_t at = 0;
  for (; at + ByteBlock::kBytes < text.size(); at += ByteBlock::kBytes) {
    const ByteBlock block(text.data() + at);
    if (block.not_ascii() == 0) continue;
    for (uint32_t asked = block.between(0xcc, 0xff) & ~block.between(0xe4, 0xe9) & ~hangul_leads(text.data() + at, block); asked != 0;
         asked &= asked - 1) {
      uint32_t length;
      if (!settled.holds(character_at(text.data() + at + std::countr_zero(asked), length))) return false;
    }
  }
  for (; at < text.size(); ++at) {
    uint32_t length;
    if (static_cast<uint8_t>(text[at]) >= 0xcc && !settled.holds(character_at(text.data() + at, length))) return false;
  }
  return true;
}

void apply_form(Normalization::Kind kind, NormalizedText& text, bool track) {
  const std::string_view before = text.text();
  if (kind == Normalization::nfc && all_settled(before)) return;
  const icu::Normalizer2* form = icu_form(kind);
  const icu::StringPiece piece(before.data(), static_cast<int32_t>(before.size()));
  UErrorCode error = U_ZERO_ERROR;
  if (!form || (form->isNormalizedUTF8(piece, error) && U_SUCCESS(error))) return;
  std::string after;
  icu::StringByteSink<std::string> sink(&after);
  icu::Edits edits;
  error = U_ZERO_ERROR;
  form->normalizeUTF8(0, piece, sink, track ? &edits : nullptr, error);
  if (U_FAILURE(error)) return;  // only for want of memory; the text stays as it is
  std::vector<Edit> out;
  for (auto edit = edits.getFineChangesIterator(); edit.next(error);) {
    const auto begin = static_cast<size_t>(edit.destinationIndex());
    const auto origin = static_cast<size_t>(edit.sourceIndex());
    out.push_back({begin, begin + static_cast<size_t>(edit.newLength()), origin, origin + static_cast<size_t>(edit.oldLength())});
  }
  text.change(std::move(after), std::move(out));
}

/// All that `pattern` (null: the literal text) finds becomes `content`.
void replace_all(std::string_view before, const Pattern* pattern, std::string_view literal, std::string_view content, Editor& editor) {
  size_t from = 0;
  while (from <= before.size()) {
    std::optional<Match> match;
    if (pattern)
      match = pattern->find(before, from);
    else if (const size_t at = before.find(literal, from); at != std::string_view::npos)
      match = Match{at, at + literal.size()};
    if (!match) return;
    editor.keep_to(match->begin);
    editor.replace(match->end - match->begin, content);
    from = match->end;
    if (match->end > match->begin) continue;
    if (from == before.size()) return;
    text::next_code_point(before, from);  // an empty match: on to the next character
  }
}

void strip(std::string_view before, bool left, bool right, Editor& editor) {
  size_t begin = before.size();
  size_t end = 0;
  for (size_t at = 0; at < before.size();) {
    const size_t from = at;
    if (u_isUWhiteSpace(static_cast<UChar32>(text::next_code_point(before, at)))) continue;
    begin = std::min(begin, from);
    end = at;
  }
  if (begin > end) begin = end = right && !left ? 0 : before.size();  // nothing but white space
  if (left) editor.replace(begin, {});
  if (!right) return;
  editor.keep_to(end);
  editor.replace(before.size() - end, {});
}

}  // namespace

NormalizedText NormalizedText::repair(std::string_view input) {
  NormalizedText out(input);
  size_t broken = text::find_invalid_utf8(input);
  if (broken == std::string_view::npos) return out;
  Editor editor(input, true);
  size_t done = 0;
  while (broken != std::string_view::npos) {
    const size_t at = done + broken;
    const size_t length = broken_length(input.substr(at));
    editor.keep_to(at);
    editor.replace(length, kReplacement);
    done = at + length;
    broken = text::find_invalid_utf8(input.substr(done));
  }
  editor.finish();
  out.change(editor.take_text(), editor.take_edits());
  return out;
}

void NormalizedText::change(std::string after, std::vector<Edit> edits) {
  owned_ = std::move(after);
  changed_ = true;
  layers_.push_back(std::move(edits));
}

size_t NormalizedText::map_back(const std::vector<Edit>& edits, size_t at, bool to_end) {
  // The last edit that begins before `at` (or at it, when a begin is asked for).
  auto after = std::partition_point(edits.begin(), edits.end(), [&](const Edit& edit) { return to_end ? edit.begin < at : edit.begin <= at; });
  if (after == edits.begin()) return at;
  const Edit& edit = *(after - 1);
  const bool inside = to_end ? at <= edit.end : at < edit.end;
  if (inside) return to_end ? edit.origin_end : edit.origin_begin;
  return edit.origin_end + (at - edit.end);
}

size_t NormalizedText::origin_begin(size_t at) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) at = map_back(*layer, at, false);
  return at;
}

size_t NormalizedText::origin_end(size_t at) const {
  for (auto layer = layers_.rbegin(); layer != layers_.rend(); ++layer) at = map_back(*layer, at, true);
  return at;
}

struct Normalizer::State {
  struct Step {
    Normalization spec;
    std::optional<Pattern> pattern;
    std::optional<Charsmap> charsmap;
  };
  std::vector<Step> steps;

  static void edit(const Step& step, std::string_view before, Editor& editor) {
    const Normalization& spec = step.spec;
    switch (spec.kind) {
      case Normalization::replace: return replace_all(before, step.pattern ? &*step.pattern : nullptr, spec.pattern, spec.content, editor);
      case Normalization::prepend: return before.empty() ? void() : editor.replace(0, spec.content);
      case Normalization::strip: return strip(before, spec.left, spec.right, editor);
      case Normalization::lowercase: return lowercase(before, editor);
      case Normalization::strip_accents: return remove_marks(before, false, editor);
      case Normalization::charsmap: return step.charsmap->apply(before, editor);
      default: return;
    }
  }

  template <typename Edits>
  static void change(NormalizedText& text, bool track, Edits&& edits) {
    Editor editor(text.text(), track);
    edits(text.text(), editor);
    if (editor.finish()) text.change(editor.take_text(), editor.take_edits());
  }

  static void bert(const Normalization& spec, NormalizedText& text, bool track) {
    if (spec.clean_text) change(text, track, clean_text);
    if (spec.handle_chinese_chars) change(text, track, space_ideographs);
    if (spec.strip_accents_too) {
      apply_form(Normalization::nfd, text, track);
      change(text, track, [](std::string_view before, Editor& editor) { remove_marks(before, true, editor); });
    }
    if (spec.lowercase_too) change(text, track, lowercase);
  }

  static void apply(const Step& step, NormalizedText& text, bool track) {
    if (icu_form(step.spec.kind)) return apply_form(step.spec.kind, text, track);
    if (step.spec.kind == Normalization::bert) return bert(step.spec, text, track);
    change(text, track, [&](std::string_view before, Editor& editor) { edit(step, before, editor); });
  }
};

Normalizer::Normalizer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Normalizer::~Normalizer() = default;
Normalizer::Normalizer(Normalizer&&) noexcept = default;
Normalizer& Normalizer::operator=(Normalizer&&) noexcept = default;

Result<Normalizer> Normalizer::build(std::span<const Normalization> steps, const std::string& place) {
  auto state = std::make_unique<State>();
  for (const Normalization& spec : steps) {
    State::Step step{spec, {}, {}};
    if (spec.kind == Normalization::replace && spec.literal && spec.pattern.empty()) continue;  // finds nothing
    if (spec.kind == Normalization::replace && !spec.literal) {
      JANGIN_ASSIGN(step.pattern, Pattern::compile(spec.pattern, place));
    }
    if (spec.kind == Normalization::charsmap) {
      JANGIN_ASSIGN(step.charsmap, Charsmap::read(spec.content, place));
    }
    state->steps.push_back(std::move(step));
  }
  return Normalizer(std::move(state));
}

bool Normalizer::empty() const { return state_->steps.empty(); }

NormalizedText Normalizer::apply(std::string_view input, bool track) const {
  NormalizedText out(input);
  for (const State::Step& step : state_->steps) State::apply(step, out, track);
  return out;
}

}  // namespace jangin::tokenizer
