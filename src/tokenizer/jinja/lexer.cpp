// Finds tags, then the tokens inside them.
#include "tokenizer/jinja/lexer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::tokenizer::jinja {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

class Lexer {
 public:
  explicit Lexer(std::string source) : source_(std::move(source)) {}

  Result<std::vector<Token>> run() {
    while (at_ < source_.size()) {
      const size_t tag = find_tag();
      take_text(tag);
      if (tag == std::string::npos) break;
      JANGIN_TRY(take_tag());
    }
    push(Token::Kind::end, "");
    return std::move(tokens_);
  }

 private:
  std::unexpected<Error> bad(std::string message) const {
    return fail(ErrorCode::invalid_format, std::move(message), fmt::format("chat template, line {}", line_));
  }
  void push(Token::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }
  void advance(size_t to) {
    line_ += static_cast<int>(std::count(source_.begin() + static_cast<ptrdiff_t>(at_), source_.begin() + static_cast<ptrdiff_t>(to), '\n'));
    at_ = to;
  }
  std::string_view rest() const { return std::string_view(source_).substr(at_); }

  size_t find_tag() const {
    for (size_t i = at_; i + 1 < source_.size(); ++i) {
      if (source_[i] == '{' && (source_[i + 1] == '%' || source_[i + 1] == '{' || source_[i + 1] == '#')) return i;
    }
    return std::string::npos;
  }

  /// Text up to the tag at `tag`, cut as that tag and the one before ask.
  void take_text(size_t tag) {
    const size_t end = tag == std::string::npos ? source_.size() : tag;
    std::string_view text = std::string_view(source_).substr(at_, end - at_);
    const bool at_line_start = at_ == 0 || source_[at_ - 1] == '\n' || trimmed_newline_;
    if (strip_next_) {
      while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    }
    if (tag != std::string::npos) {
      const char control = tag + 2 < source_.size() ? source_[tag + 2] : '\0';
      if (control == '-') {
        while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
      } else if (control != '+' && source_[tag + 1] != '{') {
        strip_line_start(text, at_line_start && !strip_next_);
      }
    }
    if (!text.empty()) push(Token::Kind::text, std::string(text));
    advance(end);
  }

  /// lstrip_blocks: spaces and tabs between the start of the line and the tag go.
  static void strip_line_start(std::string_view& text, bool starts_line) {
    size_t keep = text.size();
    while (keep > 0 && (text[keep - 1] == ' ' || text[keep - 1] == '\t')) --keep;
    if (keep > 0 ? text[keep - 1] == '\n' : starts_line) text = text.substr(0, keep);
  }

  Status take_tag() {
    const char kind = source_[at_ + 1];
    advance(at_ + 2);
    if (kind == '#') return take_comment();
    const bool block = kind == '%';
    if (at_ < source_.size() && (source_[at_] == '-' || source_[at_] == '+')) advance(at_ + 1);
    push(block ? Token::Kind::block_begin : Token::Kind::output_begin, "");
    const std::string closing = block ? "%}" : "}}";
    depth_ = 0;
    while (true) {
      while (at_ < source_.size() && is_space(source_[at_])) advance(at_ + 1);
      if (at_ >= source_.size()) return bad("a tag is not closed");
      const bool controlled = (rest()[0] == '-' || rest()[0] == '+') && rest().substr(1).starts_with(closing);
      if (depth_ == 0 && (controlled || rest().starts_with(closing))) {
        const char control = controlled ? rest()[0] : '\0';
        push(block ? Token::Kind::block_end : Token::Kind::output_end, "");
        advance(at_ + closing.size() + (controlled ? 1 : 0));
        after_tag(control, block);
        return {};
      }
      JANGIN_TRY(take_token());
    }
  }

  /// trim_blocks: the newline right after a block or comment goes.
  void after_tag(char control, bool block) {
    strip_next_ = control == '-';
    trimmed_newline_ = block && control == '\0' && rest().starts_with('\n');
    if (trimmed_newline_) advance(at_ + 1);
  }

  Status take_comment() {
    const size_t end = source_.find("#}", at_);
    if (end == std::string::npos) return bad("a comment is not closed");
    const char control = end > at_ && (source_[end - 1] == '-' || source_[end - 1] == '+') ? source_[end - 1] : '\0';
    advance(end + 2);
    after_tag(control, true);
    return {};
  }

  Status take_token() {
    const char c = source_[at_];
    if (is_letter(c)) return take_name();
    if (is_digit(c)) return take_number();
    if (c == '"' || c == '\'') return take_string(c);
    for (std::string_view symbol : {"==", "!=", "<=", ">=", "//", "**"}) {
      if (rest().starts_with(symbol)) {
        push(Token::Kind::symbol, std::string(symbol));
        advance(at_ + 2);
        return {};
      }
    }
    if (std::string_view("+-*/%~<>=()[]{}.,:|").find(c) == std::string_view::npos) return bad(fmt::format("unexpected character `{}`", c));
    if (c == '(' || c == '[' || c == '{') ++depth_;
    if (c == ')' || c == ']' || c == '}') --depth_;
    if (depth_ < 0) return bad(fmt::format("`{}` closes nothing", c));
    push(Token::Kind::symbol, std::string(1, c));
    advance(at_ + 1);
    return {};
  }

  Status take_name() {
    size_t end = at_;
    while (end < source_.size() && (is_letter(source_[end]) || is_digit(source_[end]))) ++end;
    push(Token::Kind::name, source_.substr(at_, end - at_));
    advance(end);
    return {};
  }

  Status take_number() {
    size_t end = at_;
    bool real = false;
    while (end < source_.size() && (is_digit(source_[end]) || source_[end] == '_')) ++end;
    if (end + 1 < source_.size() && source_[end] == '.' && is_digit(source_[end + 1])) {
      real = true;
      for (++end; end < source_.size() && is_digit(source_[end]);) ++end;
    }
    if (const size_t exponent = exponent_length(end); exponent > 0) {
      real = true;
      end += exponent;
    }
    if (end - at_ > 18) return bad("a number is too long");
    std::string digits = source_.substr(at_, end - at_);
    std::erase(digits, '_');
    push(real ? Token::Kind::real : Token::Kind::integer, digits);
    advance(end);
    return {};
  }

  /// "e5", "E-3"
  size_t exponent_length(size_t at) const {
    if (at >= source_.size() || (source_[at] != 'e' && source_[at] != 'E')) return 0;
    size_t end = at + 1;
    if (end < source_.size() && (source_[end] == '+' || source_[end] == '-')) ++end;
    const size_t digits = end;
    while (end < source_.size() && is_digit(source_[end])) ++end;
    return end > digits ? end - at : 0;
  }

  Status take_string(char quote) {
    std::string value;
    size_t at = at_ + 1;
    for (; at < source_.size() && source_[at] != quote; ++at) {
      if (source_[at] != '\\') {
        value += source_[at];
        continue;
      }
      if (++at >= source_.size()) break;
      JANGIN_TRY(take_escape(at, value));
    }
    if (at >= source_.size()) return bad("a text is not closed");
    push(Token::Kind::string, std::move(value));
    advance(at + 1);
    return {};
  }

  /// `at` is the character behind the backslash; it is left on the escape's last one. Python's escapes.
  Status take_escape(size_t& at, std::string& value) {
    const char c = source_[at];
    const size_t digits = c == 'x' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 0;
    if (digits > 0) {
      const std::string hex = source_.substr(at + 1, digits);
      if (hex.size() != digits || hex.find_first_not_of("0123456789abcdefABCDEF") != std::string::npos) return bad("a broken escape in a text");
      const auto code = static_cast<char32_t>(std::stoul(hex, nullptr, 16));
      const bool character = code < 0xd800 || (code > 0xdfff && code < 0x110000);
      text::append_utf8(value, character ? code : U'\ufffd');
      at += digits;
      return {};
    }
    constexpr std::string_view kFrom = "ntr\\'\"bf0av\n";
    constexpr std::string_view kTo("\n\t\r\\'\"\b\f\0\a\v", 11);
    const size_t found = kFrom.find(c);
    if (found == std::string_view::npos) {
      value += {'\\', c};
    } else if (found < kTo.size()) {
      value += kTo[found];
    }
    return {};
  }

  std::string source_;
  size_t at_ = 0;
  int line_ = 1;
  int depth_ = 0;                 // open brackets inside the tag
  bool strip_next_ = false;       // the tag before ended with -
  bool trimmed_newline_ = false;  // the text begins a line although its newline is gone
  std::vector<Token> tokens_;
};

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view source) {
  std::string text = replace_all(replace_all(text::repair_utf8(source), "\r\n", "\n"), "\r", "\n");
  if (text.ends_with('\n')) text.pop_back();
  return Lexer(std::move(text)).run();
}

}  // namespace jangin::tokenizer::jinja
