// See inline_text.h. Raised digits become superscript characters, or a footnote mark when they follow a word.
#include "collect/readers/pdf/inline_text.h"

#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

constexpr std::u32string_view kPlain = U"0123456789+-=()ni";
constexpr std::u32string_view kRaised = U"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ";
constexpr std::u32string_view kLoweredFrom = U"0123456789+-=()";
constexpr std::u32string_view kLowered = U"₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎";

std::u32string_view lookup_from(Script script) { return script == Script::above ? kPlain : kLoweredFrom; }
std::u32string_view lookup_to(Script script) { return script == Script::above ? kRaised : kLowered; }

/// A raised or lowered run as script characters where Unicode has them all; otherwise "^run" or "_run".
std::string script_text(const std::u32string& run, Script script, char32_t before) {
  bool digits = true;
  for (char32_t c : run) digits = digits && ((c >= U'0' && c <= U'9') || c == U')' || c == U'*' || c == U'†');
  std::string out;
  // "word1" or "끝.1)" is a footnote mark; "m2", "10-3" and ")2" are not.
  bool word_before = before == U'.' || before == U',' || before == U'”' || before == U'"' || text::is_hangul(before);
  if (script == Script::above && digits && word_before && run[0] != U'*') {
    out = "[^";
    for (char32_t c : run) {
      if (c >= U'0' && c <= U'9') out += static_cast<char>(c);
    }
    return out == "[^" ? std::string() : out + "]";
  }
  for (char32_t c : run) {
    size_t at = lookup_from(script).find(c == 0x2212 ? U'-' : c);
    if (at == std::u32string_view::npos) {
      // "1st", "TM": letters stay on the line; so does a lone symbol.
      out.clear();
      for (char32_t plain : run) append_canonical(out, plain);
      return out;
    }
    text::append_utf8(out, lookup_to(script)[at]);
  }
  return out;
}

/// Runs of one style; marks are set tight around the words.
class InlineWriter {
 public:
  void add(const std::string& text, bool bold, bool code) {
    if (text.empty()) return;
    if (text == " ") {
      pending_ += ' ';
      return;
    }
    if (bold && suppressed_ && pending_.empty()) {
      bold = false;
    } else {
      suppressed_ = false;
    }
    if (bold != bold_ || code != code_) {
      close();
      out_ += pending_;
      if (code) {
        out_ += '`';
      } else if (bold && out_.ends_with('*')) {
        bold = false;  // "char *name": another star would be read as a mark
        suppressed_ = true;
      } else if (bold) {
        out_ += "**";
      }
      bold_ = bold;
      code_ = code;
    } else {
      out_ += pending_;
    }
    pending_.clear();
    out_ += text;
  }
  std::string finish() {
    close();
    return std::move(out_);
  }

 private:
  void close() {
    if (code_) {
      out_ += '`';
    } else if (bold_) {
      out_ += "**";
    }
    bold_ = code_ = false;
  }
  std::string out_, pending_;
  bool bold_ = false, code_ = false;
  bool suppressed_ = false;  // the run goes on without the mark that it should have
};

}  // namespace

void append_canonical(std::string& to, char32_t code) {
  switch (code) {
    case 0xFB00: to += "ff"; return;
    case 0xFB01: to += "fi"; return;
    case 0xFB02: to += "fl"; return;
    case 0xFB03: to += "ffi"; return;
    case 0xFB04: to += "ffl"; return;
    case 0xFB05:
    case 0xFB06: to += "st"; return;
    case 0x2212:
    case 0x2010:
    case 0x2011:
    case 0xFE63:
    case 0xFF0D: to += '-'; return;
    // groff and TeX set the ASCII characters as accents without a letter.
    case 0x2DC: to += '~'; return;
    case 0x2C6: to += '^'; return;
    case 0xA0:
    case 0x2007:
    case 0x202F:
    case 0x3000: to += ' '; return;
    case 0xAD:
    case 0x200B:
    case 0x200C:
    case 0x200D:
    case 0x2060:
    case 0xFEFF:
    case 0xFFFE:
    case 0xFFFF: return;
    case 0x200E:
    case 0x200F:
    case 0x202A:
    case 0x202B:
    case 0x202C:
    case 0x202D:
    case 0x202E: return;
    default: break;
  }
  if (code < 0x20 || (code >= 0x7F && code < 0xA0) || (code >= 0xD800 && code < 0xE000)) return;
  text::append_utf8(to, code);
}

std::string inline_markdown(const std::vector<Glyph>& glyphs, const std::vector<Font>& fonts, InlineOptions options) {
  InlineWriter writer;
  char32_t before = 0;
  for (size_t i = 0; i < glyphs.size();) {
    const Glyph& glyph = glyphs[i];
    bool known = glyph.font < fonts.size();
    bool code = options.code && known && fonts[glyph.font].mono;
    bool bold = options.bold && known && fonts[glyph.font].bold && !code;
    if (glyph.code == U' ') {
      writer.add(" ", bold, code);
      before = U' ';
      ++i;
    } else if (glyph.script != Script::base) {
      std::u32string run;
      Script script = glyph.script;
      for (; i < glyphs.size() && glyphs[i].script == script && glyphs[i].code != U' '; ++i) run += glyphs[i].code;
      std::string raised = script_text(run, script, before);
      bool mark = raised.starts_with("[^");  // of a footnote: not part of the words that it stands at
      writer.add(raised, bold && !mark, code && !mark);
      before = run.back();
    } else {
      std::string text;
      append_canonical(text, glyph.code);
      writer.add(text, bold && glyph.code != U'`', code && glyph.code != U'`');
      before = glyph.code;
      ++i;
    }
  }
  return writer.finish();
}

}  // namespace jangin::collect::pdf
