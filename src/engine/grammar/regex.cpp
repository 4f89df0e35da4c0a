// Recursive descent over the pattern; then anchors at the ends of alternatives, or the lack of them, are turned into text around it.
#include "engine/grammar/regex.h"

#include <algorithm>
#include <optional>

#include "engine/grammar/character_escapes.h"
#include "engine/grammar/kinds.h"
#include "text/unicode.h"

namespace jangin::engine::grammar {
namespace {

constexpr int kMaxDepth = 100;
constexpr uint32_t kMaxRepeat = 1'000'000;

Regex of_set(CodePoints set) { return {.kind = Regex::Kind::characters, .set = std::move(set)}; }

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Regex> parse() {
    JANGIN_ASSIGN(Regex whole, choice(0));
    if (at_ < text_.size()) return wrong("a ')' without its '('");
    return whole;
  }

 private:
  std::unexpected<Error> wrong(std::string message, ErrorCode code = ErrorCode::invalid_format) const {
    const size_t place = text::count_code_points(text_.substr(0, std::min(at_, text_.size()))) + 1;
    return fail(code, std::move(message), "character " + std::to_string(place));
  }
  bool more() const { return at_ < text_.size(); }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  Result<Regex> choice(int depth) {
    if (depth > kMaxDepth) return wrong("groups nested deeper than 100", ErrorCode::limit_exceeded);
    Regex all{.kind = Regex::Kind::choice};
    do {
      JANGIN_ASSIGN(Regex branch, sequence(depth));
      all.parts.push_back(std::move(branch));
    } while (take("|"));
    if (all.parts.size() == 1) return std::move(all.parts[0]);
    return all;
  }

  Result<Regex> sequence(int depth) {
    Regex all{.kind = Regex::Kind::sequence};
    while (more() && text_[at_] != '|' && text_[at_] != ')') {
      JANGIN_ASSIGN(Regex part, repeated(depth));
      all.parts.push_back(std::move(part));
    }
    return all;
  }

  Result<Regex> repeated(int depth) {
    JANGIN_ASSIGN(Regex part, single(depth));
    for (bool first = true; more(); first = false) {
      uint32_t least = 0, most = kUnbounded;
      if (take("+")) {
        least = 1;
      } else if (take("?")) {
        most = 1;
      } else if (!take("*")) {
        JANGIN_ASSIGN(bool counted, count(least, most));
        if (!counted) break;
      }
      if (!first) return wrong("nothing to repeat");
      if (part.kind == Regex::Kind::begin || part.kind == Regex::Kind::end) return wrong("an anchor cannot be repeated");
      (void)take("?");  // lazy: the same texts
      Regex inner = std::move(part);
      part = {.kind = Regex::Kind::repeat, .least = least, .most = most};
      part.parts.push_back(std::move(inner));
    }
    return part;
  }

  /// {n}, {n,}, {n,m}; false when what follows is none of them.
  Result<bool> count(uint32_t& least, uint32_t& most) {
    if (!more() || text_[at_] != '{') return false;
    ++at_;
    auto number = [&](uint32_t& to) {
      const size_t begin = at_;
      uint64_t value = 0;
      for (; more() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_)
        value = std::min<uint64_t>(value * 10 + static_cast<uint64_t>(text_[at_] - '0'), kUnbounded);
      to = static_cast<uint32_t>(value);
      return at_ > begin;
    };
    if (!number(least)) return wrong("a '{' that begins no count; write \\{ for the character");
    most = least;
    if (take(",") && !number(most)) most = kUnbounded;
    if (!take("}")) return wrong("a count without its '}'");
    if (least > kMaxRepeat || (most > kMaxRepeat && most != kUnbounded)) return wrong("a count over 1,000,000", ErrorCode::limit_exceeded);
    if (most < least) return wrong("a count whose end is below its begin");
    return true;
  }

  Result<Regex> single(int depth) {
    if (take("(")) return group(depth);
    if (take("[")) {
      JANGIN_ASSIGN(CodePoints set, character_class());
      return of_set(std::move(set));
    }
    if (take(".")) return of_set(CodePoints::all().without({{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}}));
    if (take("^")) return Regex{.kind = Regex::Kind::begin};
    if (take("$")) return Regex{.kind = Regex::Kind::end};
    if (text_[at_] == '\\') {
      JANGIN_ASSIGN(CodePoints set, escape());
      return of_set(std::move(set));
    }
    if (std::string_view("*+?").contains(text_[at_])) return wrong("nothing to repeat");
    if (text_[at_] == '{') return wrong("a '{' with nothing to count; write \\{ for the character");
    const char32_t c = text::next_code_point(text_, at_);
    return of_set({{c, c}});
  }

  Result<Regex> group(int depth) {
    if (take("?")) {
      if (take("<") && more() && text_[at_] != '=' && text_[at_] != '!') {
        at_ = std::min(text_.find('>', at_), text_.size() - 1) + 1;  // (?<name>…)
      } else if (!take(":")) {
        return wrong("look-around and modes: unsupported", ErrorCode::unsupported);
      }
    }
    JANGIN_ASSIGN(Regex inside, choice(depth + 1));
    if (!take(")")) return wrong("a '(' without its ')'");
    return inside;
  }

  Result<CodePoints> escape() {
    auto set = take_escape(text_, at_);
    if (!set) return wrong(set.error().message, set.error().code);
    return std::move(*set);
  }

  Result<CodePoints> class_member() {
    if (text_[at_] == '\\') return escape();
    const char32_t c = text::next_code_point(text_, at_);
    return CodePoints{{c, c}};
  }

  Result<CodePoints> character_class() {
    const bool inverted = take("^");
    CodePoints set;
    while (more() && text_[at_] != ']') {
      JANGIN_ASSIGN(CodePoints low, class_member());
      const bool range = at_ + 1 < text_.size() && text_[at_] == '-' && text_[at_ + 1] != ']';
      if (!range) {
        set.add(low);
        continue;
      }
      ++at_;
      JANGIN_ASSIGN(CodePoints high, class_member());
      auto single = [](const CodePoints& s) { return s.ranges().size() == 1 && s.ranges()[0].first == s.ranges()[0].last; };
      if (!single(low) || !single(high)) return wrong("a range between more than two characters");
      if (high.ranges()[0].first < low.ranges()[0].first) return wrong("a range whose end is below its begin");
      set.add(low.ranges()[0].first, high.ranges()[0].first);
    }
    if (!take("]")) return wrong("a '[' without its ']'");
    return inverted ? CodePoints::all().without(set) : set;
  }

  std::string_view text_;
  size_t at_ = 0;
};

bool has_anchor(const Regex& regex) {
  return regex.kind == Regex::Kind::begin || regex.kind == Regex::Kind::end || std::ranges::any_of(regex.parts, has_anchor);
}

/// One alternative with its anchors taken off; where there was none and the pattern is searched for, any text may be there.
Result<Regex> resolved(Regex branch, bool whole) {
  Regex all{.kind = Regex::Kind::sequence};
  if (branch.kind != Regex::Kind::sequence) {
    all.parts.push_back(std::move(branch));
  } else {
    all = std::move(branch);
  }
  bool from_begin = whole, to_end = whole;
  while (!all.parts.empty() && all.parts.front().kind == Regex::Kind::begin) {
    all.parts.erase(all.parts.begin());
    from_begin = true;
  }
  while (!all.parts.empty() && all.parts.back().kind == Regex::Kind::end) {
    all.parts.pop_back();
    to_end = true;
  }
  if (has_anchor(all)) return fail(ErrorCode::unsupported, "^ and $ elsewhere than at the ends of the expression: unsupported");
  Regex anything{.kind = Regex::Kind::repeat, .parts = {of_set(CodePoints::all())}, .least = 0, .most = kUnbounded};
  if (!to_end) all.parts.push_back(anything);
  if (!from_begin) all.parts.insert(all.parts.begin(), anything);
  return all;
}

}  // namespace

Result<Regex> parse_regex(std::string_view pattern, bool whole) {
  JANGIN_ASSIGN(Regex regex, Parser(pattern).parse());
  if (regex.kind != Regex::Kind::choice) return resolved(std::move(regex), whole);
  Regex all{.kind = Regex::Kind::choice};
  for (Regex& branch : regex.parts) {
    JANGIN_ASSIGN(Regex one, resolved(std::move(branch), whole));
    all.parts.push_back(std::move(one));
  }
  return all;
}

NodeId write_regex(const Regex& regex, ExpressionWriter& writer, const std::function<NodeId(const CodePoints&)>& characters) {
  if (regex.kind == Regex::Kind::characters) return characters(regex.set);
  std::vector<NodeId> parts;
  for (const Regex& part : regex.parts) parts.push_back(write_regex(part, writer, characters));
  if (regex.kind == Regex::Kind::repeat) return writer.repeat(parts[0], regex.least, regex.most);
  return regex.kind == Regex::Kind::choice ? writer.choice(std::move(parts)) : writer.sequence(std::move(parts));
}

Result<NodeId> read_regex(std::string_view text, ExpressionWriter& writer) {
  JANGIN_ASSIGN(Regex regex, parse_regex(text, true));
  return write_regex(regex, writer, [&writer](const CodePoints& set) { return writer.characters(set); });
}

}  // namespace jangin::engine::grammar
