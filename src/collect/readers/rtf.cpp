// See rtf.h. One pass over groups and control words; what a group's destination is decides where its text goes.
#include "collect/readers/rtf.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/tree.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kMaxDepth = 100'000, kMaxCells = 4'000'000;

enum class Goes { text, nowhere, fonts, styles, info, title, marker, note };

struct State {
  Goes goes = Goes::text;
  InlineStyle style;
  bool hidden = false;
  int font = 0, style_number = -1;
  int after_unicode = 1;  // bytes that stand for readers without Unicode (\uc)
};

class RtfReader {
 public:
  explicit RtfReader(const ReadInput& input) : bytes_(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size()), writer_(input.limits) {}

  ReadOutcome read() {
    while (at_ < bytes_.size() && !writer_.full()) {
      char c = bytes_[at_++];
      if (c == '{') {
        flush_bytes();
        if (states_.size() < kMaxDepth) states_.push_back(states_.back());
      } else if (c == '}') {
        flush_bytes();
        close_group();
      } else if (c == '\\') {
        control();
      } else if (c != '\r' && c != '\n') {
        byte(c);
      }
    }
    flush_bytes();
    end_paragraph();
    end_table();
    for (size_t i = 0; i < notes_.size(); ++i) writer_.paragraph("[^" + std::to_string(i + 1) + "]: " + notes_[i]);
    Reading reading;
    std::string title = text::nfc(collapse_spaces(title_));
    if (!title.empty()) reading.metadata["title"] = title;
    return writer_.finish(std::move(reading));
  }

 private:
  State& state() { return states_.back(); }

  void close_group() {
    if (states_.size() == 1) return;
    State closed = state();
    states_.pop_back();
    if (closed.goes == Goes::styles && closed.style_number >= 0) {
      styles_[closed.style_number] = to_lower_ascii(trim(std::string_view(style_name_).substr(0, style_name_.find(';'))));
    }
    if (closed.goes == Goes::styles) style_name_.clear();
    if (closed.goes == Goes::note && state().goes != Goes::note) notes_.back() = collapse_spaces(note_.take());
  }

  void byte(char c) {
    if (skip_ > 0) {
      --skip_;
      return;
    }
    pending_ += c;
  }

  void text(std::string_view utf8) {
    flush_bytes();
    put(utf8);
  }

  void put(std::string_view utf8) {
    switch (state().goes) {
      case Goes::text:
        if (!state().hidden) line_.add(utf8, state().style);
        break;
      case Goes::marker: marker_ += utf8; break;
      case Goes::styles: style_name_ += utf8; break;
      case Goes::title: title_ += utf8; break;
      case Goes::note: note_.add(utf8, state().style); break;
      case Goes::nowhere:
      case Goes::info:
      case Goes::fonts: break;
    }
  }

  void flush_bytes() {
    high_ = 0;
    if (pending_.empty()) return;
    auto font = fonts_.find(state().font);
    std::string_view own = font == fonts_.end() ? std::string_view() : encoding_of_windows_charset(font->second);
    std::string name = own.empty() ? code_page_ : std::string(own);
    auto [at, added] = decoders_.try_emplace(name, Encoding{name, 0});
    std::string utf8 = at->second.decode(std::exchange(pending_, {}));
    put(utf8);
  }

  void control() {
    if (at_ >= bytes_.size()) return;
    char c = bytes_[at_];
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) return symbol(c);
    size_t begin = at_;
    while (at_ < bytes_.size() && ((bytes_[at_] >= 'a' && bytes_[at_] <= 'z') || (bytes_[at_] >= 'A' && bytes_[at_] <= 'Z'))) ++at_;
    std::string_view word = bytes_.substr(begin, at_ - begin);
    int value = 0;
    auto [end, error] = std::from_chars(bytes_.data() + at_, bytes_.data() + bytes_.size(), value);
    bool has_value = error == std::errc() && end != bytes_.data() + at_;
    if (error == std::errc() || error == std::errc::result_out_of_range) at_ = static_cast<size_t>(end - bytes_.data());
    if (at_ < bytes_.size() && bytes_[at_] == ' ') ++at_;
    if (word == "bin") {
      at_ += std::min<size_t>(static_cast<size_t>(std::max(value, 0)), bytes_.size() - at_);
    } else if (word == "u") {
      unicode(value);
    } else {
      flush_bytes();
      if (!destination(word) && !character(word)) property(word, value, has_value);
    }
  }

  void symbol(char c) {
    ++at_;
    auto hex = [](char h) { return h >= '0' && h <= '9' ? h - '0' : h >= 'a' && h <= 'f' ? h - 'a' + 10 : h >= 'A' && h <= 'F' ? h - 'A' + 10 : -1; };
    if (c == '\'' && at_ + 1 < bytes_.size() && hex(bytes_[at_]) >= 0 && hex(bytes_[at_ + 1]) >= 0) {
      byte(static_cast<char>(hex(bytes_[at_]) * 16 + hex(bytes_[at_ + 1])));
      at_ += 2;
    } else if (c == '*') {
      state().goes = Goes::nowhere;  // a destination that may be passed over is
    } else if (c == '~') {
      text(" ");
    } else if (c == '_') {
      text("-");
    } else if (c == '\\' || c == '{' || c == '}') {
      byte(c);
    } else if (c == '\n' || c == '\r') {
      flush_bytes();
      end_paragraph();
    }
  }

  void unicode(int value) {
    char16_t high = high_;
    flush_bytes();
    auto unit = static_cast<char16_t>(value);
    std::string out;
    if (unit >= 0xd800 && unit < 0xdc00) {
      high_ = unit;
    } else if (unit >= 0xdc00 && unit < 0xe000) {
      text::append_utf8(out, high ? 0x10000 + ((static_cast<char32_t>(high) - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd);
    } else if (unit >= 0x20) {
      text::append_utf8(out, unit);
    }
    put(out);
    skip_ = state().after_unicode;
  }

  bool destination(std::string_view word) {
    static constexpr std::array<std::string_view, 18> kNowhere{"colortbl",  "pict",    "object",     "header",  "headerl", "headerr",
                                                               "headerf",   "footer",  "footerl",    "footerr", "footerf", "themedata",
                                                               "datastore", "fldinst", "nonshppict", "xe",      "tc",      "author"};
    Goes before = state().goes;
    if (before == Goes::info && word == "title") state().goes = Goes::title;
    if (before == Goes::nowhere || before == Goes::info) return true;
    if (word == "fonttbl") state().goes = Goes::fonts;
    if (word == "stylesheet") state().goes = Goes::styles;
    if (word == "info") state().goes = Goes::info;
    if (word == "listtext" || word == "pntext") state().goes = Goes::marker, marker_.clear();
    if (word == "footnote" && before == Goes::text) {
      notes_.emplace_back();
      line_.add("[^" + std::to_string(notes_.size()) + "]");
      state().goes = Goes::note;
    }
    if (std::find(kNowhere.begin(), kNowhere.end(), word) != kNowhere.end()) state().goes = Goes::nowhere;
    return state().goes != before;
  }

  bool character(std::string_view word) {
    struct Character {
      std::string_view word, text;
    };
    static constexpr Character kCharacters[] = {{"tab", " "},    {"emdash", "—"},    {"endash", "–"},    {"lquote", "‘"},
                                                {"rquote", "’"}, {"ldblquote", "“"}, {"rdblquote", "”"}, {"bullet", "•"},
                                                {"line", "\n"},  {"emspace", " "},   {"enspace", " "}};
    for (const Character& known : kCharacters) {
      if (word != known.word) continue;
      put(known.text);
      return true;
    }
    return false;
  }

  void property(std::string_view word, int value, bool has_value) {
    bool on = !has_value || value != 0;
    State& now = state();
    if (word == "par" || word == "sect" || word == "page") return end_paragraph();
    if (word == "cell" || word == "nestcell") return end_cell();
    if (word == "row" || word == "nestrow") return end_row();
    if (word == "pard") in_table_ = false, outline_ = -1, paragraph_style_ = -1, level_ = 0;
    if (word == "intbl") in_table_ = true;
    if (word == "s") (now.goes == Goes::styles ? now.style_number : paragraph_style_) = value;
    if (word == "outlinelevel") outline_ = value;
    if (word == "ilvl") level_ = std::clamp(value, 0, 8);
    if (word == "b") now.style.bold = on;
    if (word == "super") now.style.script = on ? 1 : 0;
    if (word == "sub") now.style.script = on ? -1 : 0;
    if (word == "nosupersub") now.style.script = 0;
    if (word == "v") now.hidden = on;
    if (word == "plain") now.style = {}, now.hidden = false;
    if (word == "f") now.font = value;
    if (word == "fcharset" && now.goes == Goes::fonts) fonts_[now.font] = value;
    if (word == "uc") now.after_unicode = std::clamp(value, 0, 16);
    if (word == "ansicpg") code_page_ = encoding_of_code_page(value);
  }

  int heading_level() const {
    auto style = styles_.find(paragraph_style_);
    if (style != styles_.end() && style->second.starts_with("heading ") && style->second.size() == 9) return std::clamp(style->second[8] - '0', 1, 6);
    if (style != styles_.end() && style->second == "title") return 1;
    return outline_ >= 0 && outline_ < 9 ? std::min(outline_ + 1, 6) : 0;
  }

  void end_paragraph() {
    if (state().goes == Goes::note) return note_.add(" ");
    if (state().goes != Goes::text) return;
    if (in_table_) return line_.add(" ");
    end_table();
    std::string marker = collapse_spaces(std::exchange(marker_, {})), text = line_.take();
    if (int level = heading_level()) return writer_.heading(level, marker.empty() ? text : marker + " " + text);
    if (marker.empty()) return writer_.paragraph(text);
    size_t ordinal = 0;
    auto [end, error] = std::from_chars(marker.data(), marker.data() + marker.size(), ordinal);
    bool number = error == std::errc() && end + 1 == marker.data() + marker.size() && (*end == '.' || *end == ')');
    bool letters = marker.find_first_of("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") != std::string::npos && marker.size() > 1;
    writer_.item(static_cast<size_t>(level_), number ? ordinal : 0, number || !letters ? text : marker + " " + text);
  }

  void end_cell() {
    if (state().goes != Goes::text || ++cells_ > kMaxCells) return;
    marker_.clear();
    row_.push_back(collapse_spaces(line_.take()));
  }
  void end_row() {
    if (!row_.empty()) rows_.push_back(std::exchange(row_, {}));
  }
  void end_table() {
    end_row();
    writer_.table(rows_);
    rows_.clear();
  }

  std::string_view bytes_;
  BlockWriter writer_;
  size_t at_ = 0, cells_ = 0;
  std::vector<State> states_{1};
  std::string pending_, marker_, style_name_, title_, code_page_ = "windows-1252";
  char16_t high_ = 0;
  int skip_ = 0, outline_ = -1, paragraph_style_ = -1, level_ = 0;
  bool in_table_ = false;
  InlineText line_, note_;
  std::vector<std::string> notes_, row_;
  TableRows rows_;
  std::map<int, int> fonts_;           // number → character set
  std::map<int, std::string> styles_;  // number → name, lower case
  std::map<std::string, Decoder> decoders_;
};

}  // namespace

ReadOutcome read_rtf(const ReadInput& input) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (!bytes.starts_with("{\\rtf")) return read_failure("not_rtf", "the file does not begin with {\\rtf");
  if (bytes.size() > 8 * input.limits.max_text_bytes) {
    return read_failure("too_large",
                        fmt::format("{} of RTF, the limit is {}", format_bytes(bytes.size()), format_bytes(8 * input.limits.max_text_bytes)));
  }
  return RtfReader(input).read();
}

}  // namespace jangin::collect
