// Grammars in llama.cpp's GBNF, which users of llama.cpp, vLLM and XGrammar write: `name ::= alternatives`, "texts", [classes], ( ), |,
// * + ? {n,m}, `.` for any character, # comments. The root is the rule `root`. A rule ends with its line, unless a parenthesis is open
// or the next line begins with |.
#include <algorithm>
#include <map>

#include "base/strings.h"
#include "engine/grammar/character_escapes.h"
#include "engine/grammar/kinds.h"
#include "text/unicode.h"

namespace jangin::engine::grammar {
namespace {

constexpr int kMaxDepth = 100;
constexpr uint64_t kMaxRepeat = 1'000'000;

bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; }

class Parser {
 public:
  Parser(std::string_view text, ExpressionWriter& writer) : text_(text), writer_(writer) {}

  Result<NodeId> parse() {
    for (skip(true); more(); skip(true)) JANGIN_TRY(rule());
    for (const auto& [name, used] : rules_) {
      if (!used.defined) {
        at_ = used.at;
        return wrong("the rule \"" + name + "\" is not defined");
      }
    }
    auto root = rules_.find("root");
    if (root == rules_.end()) return fail(ErrorCode::invalid_format, "no rule is named \"root\"", "ebnf");
    return writer_.reference(root->second.id);
  }

 private:
  struct Used {
    RuleId id = 0;
    size_t at = 0;
    bool defined = false;
  };

  bool more() const { return at_ < text_.size(); }
  std::unexpected<Error> wrong(std::string message, ErrorCode code = ErrorCode::invalid_format) const {
    const std::string_view before = text_.substr(0, std::min(at_, text_.size()));
    const size_t line = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return fail(code, std::move(message),
                "ebnf, line " + std::to_string(std::ranges::count(before, '\n') + 1) + ", column " +
                    std::to_string(text::count_code_points(before.substr(line)) + 1));
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip(bool lines) {
    while (more()) {
      if (text_[at_] == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || (lines && text_[at_] == '\n')) {
        ++at_;
      } else {
        return;
      }
    }
  }
  std::string_view name() {
    const size_t begin = at_;
    while (more() && is_name(text_[at_])) ++at_;
    return text_.substr(begin, at_ - begin);
  }
  Used& used(std::string_view name, size_t at) {
    auto [place, fresh] = rules_.try_emplace(std::string(name));
    if (fresh) place->second = {writer_.add_rule(std::string(name)), at, false};
    return place->second;
  }

  Status rule() {
    const size_t begin = at_;
    const std::string_view word = name();
    if (word.empty()) return wrong("the name of a rule is needed here");
    skip(false);
    if (!take("::=")) return wrong("\"::=\" is needed behind the name of a rule");
    Used& rule = used(word, begin);
    if (rule.defined) {
      at_ = begin;
      return wrong("the rule \"" + std::string(word) + "\" is defined twice");
    }
    rule.defined = true;
    const RuleId id = rule.id;
    skip(true);
    JANGIN_ASSIGN(const NodeId body, alternatives(0));
    if (more() && text_[at_] != '\n') return wrong("this cannot follow here");
    writer_.define(id, body);
    return {};
  }

  Result<NodeId> alternatives(int depth) {
    if (depth > kMaxDepth) return wrong("parentheses nested deeper than 100", ErrorCode::limit_exceeded);
    std::vector<NodeId> parts;
    do {
      skip(true);
      JANGIN_ASSIGN(const NodeId part, sequence(depth));
      parts.push_back(part);
    } while (next_alternative(depth));
    return writer_.choice(std::move(parts));
  }

  bool next_alternative(int depth) {
    const size_t before = at_;
    skip(true);
    if (take("|")) return true;
    if (depth == 0) at_ = before;  // the line's end is the rule's
    return false;
  }

  Result<NodeId> sequence(int depth) {
    std::vector<NodeId> parts;
    for (skip(depth > 0); more() && !std::string_view("|)\n").contains(text_[at_]); skip(depth > 0)) {
      JANGIN_ASSIGN(NodeId part, single(depth));
      JANGIN_ASSIGN(part, repeated(part));
      parts.push_back(part);
    }
    return writer_.sequence(std::move(parts));
  }

  Result<NodeId> single(int depth) {
    if (take("(")) {
      JANGIN_ASSIGN(const NodeId inside, alternatives(depth + 1));
      skip(true);
      if (!take(")")) return wrong("a '(' without its ')'");
      return inside;
    }
    if (take("\"")) return quoted();
    if (take("[")) return character_class();
    if (take(".")) return writer_.characters(CodePoints::all());
    const size_t begin = at_;
    const std::string_view word = name();
    if (word.empty()) return wrong("a text, a class, a name or a '(' is needed here");
    return writer_.reference(used(word, begin).id);
  }

  Result<NodeId> repeated(NodeId part) {
    for (;;) {
      if (take("*")) {
        part = writer_.repeat(part, 0, kUnbounded);
      } else if (take("+")) {
        part = writer_.repeat(part, 1, kUnbounded);
      } else if (take("?")) {
        part = writer_.repeat(part, 0, 1);
      } else if (take("{")) {
        JANGIN_ASSIGN(part, counted(part));
      } else {
        return part;
      }
    }
  }

  Result<NodeId> counted(NodeId part) {
    auto number = [&](uint64_t otherwise) {
      skip(false);
      if (!more() || text_[at_] < '0' || text_[at_] > '9') return otherwise;
      uint64_t value = 0;
      for (; more() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
        value = std::min(value * 10 + static_cast<uint64_t>(text_[at_] - '0'), kMaxRepeat + 1);
      skip(false);
      return value;
    };
    const uint64_t least = number(0);
    const uint64_t most = take(",") ? number(kUnbounded) : least;
    if (!take("}")) return wrong("a '{' without its '}'");
    if (least > kMaxRepeat || (most > kMaxRepeat && most != kUnbounded)) return wrong("a count over 1,000,000", ErrorCode::limit_exceeded);
    if (most < least) return wrong("a count whose end is below its begin");
    return writer_.repeat(part, static_cast<uint32_t>(least), static_cast<uint32_t>(most));
  }

  Result<char32_t> character() {
    if (text_[at_] != '\\') return text::next_code_point(text_, at_);
    if (at_ + 1 >= text_.size()) return wrong("a backslash with nothing behind it");
    const char letter = text_[at_ + 1];
    at_ += 2;
    for (auto [from, to] :
         {std::pair{'n', '\n'}, {'r', '\r'}, {'t', '\t'}, {'\\', '\\'}, {'"', '"'}, {'[', '['}, {']', ']'}, {'^', '^'}, {'-', '-'}}) {
      if (letter == from) return static_cast<char32_t>(to);
    }
    const int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits == 0) return wrong("an unknown escape");
    auto value = take_hex(text_, at_, digits);
    if (!value) return wrong(value.error().message);
    if (*value > 0x10ffff || (*value >= 0xd800 && *value < 0xe000)) return wrong("this escape stands for no character");
    return *value;
  }

  Result<NodeId> quoted() {
    std::string made;
    while (more() && text_[at_] != '"' && text_[at_] != '\n') {
      JANGIN_ASSIGN(const char32_t c, character());
      text::append_utf8(made, c);
    }
    if (!take("\"")) return wrong("a text without its closing quote");
    return writer_.literal(made);
  }

  Result<NodeId> character_class() {
    const bool inverted = take("^");
    CodePoints set;
    while (more() && text_[at_] != ']' && text_[at_] != '\n') {
      JANGIN_ASSIGN(const char32_t first, character());
      char32_t last = first;
      if (at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']') {
        ++at_;
        JANGIN_ASSIGN(last, character());
        if (last < first) return wrong("a range whose end is below its begin");
      }
      set.add(first, last);
    }
    if (!take("]")) return wrong("a '[' without its ']'");
    return writer_.characters(inverted ? CodePoints::all().without(set) : set);
  }

  std::string_view text_;
  ExpressionWriter& writer_;
  size_t at_ = 0;
  std::map<std::string, Used, std::less<>> rules_;
};

}  // namespace

Result<NodeId> read_ebnf(std::string_view text, ExpressionWriter& writer) { return Parser(text, writer).parse(); }

}  // namespace jangin::engine::grammar
