// Thompson's construction, subsets, products; edges are ranges of characters throughout.
#include "engine/grammar/character_dfa.h"

#include <algorithm>
#include <map>

#include "text/unicode.h"

namespace jangin::engine::grammar {
namespace {

constexpr size_t kMaxParts = 20'000;  // states before determination
constexpr size_t kMaxWork = 20'000'000;

std::unexpected<Error> too_large() {
  return fail(ErrorCode::limit_exceeded, "too many states: a long pattern, or one beside a large length", {}, "drop one of the conditions");
}

struct Nfa {
  struct State {
    std::vector<std::pair<CodePoints, uint32_t>> edges;
    std::vector<uint32_t> jumps;
  };
  std::vector<State> states;

  uint32_t add() {
    states.emplace_back();
    return static_cast<uint32_t>(states.size() - 1);
  }

  /// From `begin` to the returned state; past kMaxParts it stops growing.
  uint32_t append(const Regex& regex, uint32_t begin) {
    if (states.size() > kMaxParts) return begin;
    switch (regex.kind) {
      case Regex::Kind::characters: {
        const uint32_t end = add();
        states[begin].edges.emplace_back(regex.set, end);
        return end;
      }
      case Regex::Kind::choice: {
        const uint32_t end = add();
        for (const Regex& part : regex.parts) {
          const uint32_t inside = add();
          states[begin].jumps.push_back(inside);
          const uint32_t last = append(part, inside);
          states[last].jumps.push_back(end);
        }
        return end;
      }
      case Regex::Kind::repeat: return append_repeat(regex, begin);
      default:
        for (const Regex& part : regex.parts) begin = append(part, begin);
        return begin;
    }
  }

  uint32_t append_repeat(const Regex& regex, uint32_t begin) {
    const uint32_t first = begin;
    for (uint32_t i = 0; i < regex.least && states.size() <= kMaxParts; ++i) {
      begin = append(regex.parts[0], begin);
      if (begin == first) break;  // the part is the empty text
    }
    const uint32_t end = add();
    if (regex.most == kUnbounded) {
      const uint32_t loop = add();
      states[begin].jumps.push_back(loop);
      const uint32_t last = append(regex.parts[0], loop);
      states[last].jumps.push_back(loop);
      states[loop].jumps.push_back(end);
      return end;
    }
    for (uint32_t i = regex.least; i < regex.most && states.size() <= kMaxParts; ++i) {
      states[begin].jumps.push_back(end);
      const uint32_t before = begin;
      begin = append(regex.parts[0], begin);
      if (begin == before) break;
    }
    states[begin].jumps.push_back(end);
    return end;
  }

  void close(std::vector<uint32_t>& set) const {
    std::vector<bool> seen(states.size());
    for (uint32_t state : set) seen[state] = true;
    for (size_t i = 0; i < set.size(); ++i) {
      for (uint32_t to : states[set[i]].jumps) {
        if (!seen[to]) {
          seen[to] = true;
          set.push_back(to);
        }
      }
    }
    std::ranges::sort(set);
  }

  /// By character: the targets of the set's edges that begin (true) or end there.
  std::map<char32_t, std::vector<std::pair<uint32_t, bool>>> changes(const std::vector<uint32_t>& set) const {
    std::map<char32_t, std::vector<std::pair<uint32_t, bool>>> changes;
    for (uint32_t state : set) {
      for (const auto& [characters, to] : states[state].edges) {
        for (const CodePointRange& range : characters.ranges()) {
          changes[range.first].emplace_back(to, true);
          changes[range.last + 1].emplace_back(to, false);
        }
      }
    }
    return changes;
  }
};

}  // namespace

Result<CharacterDfa> CharacterDfa::of(const Regex& regex) {
  Nfa nfa;
  const uint32_t begin = nfa.add();
  const uint32_t end = nfa.append(regex, begin);
  if (nfa.states.size() > kMaxParts) return too_large();
  CharacterDfa made;
  std::map<std::vector<uint32_t>, uint32_t> numbers;
  std::vector<std::vector<uint32_t>> sets = {{begin}};
  nfa.close(sets[0]);
  numbers.emplace(sets[0], 0);
  size_t work = 0;
  for (uint32_t at = 0; at < sets.size(); ++at) {
    made.states_[at].accepts = std::ranges::binary_search(sets[at], end);
    const auto changes = nfa.changes(sets[at]);
    std::map<uint32_t, int> active;
    for (auto change = changes.begin(); change != changes.end(); ++change) {
      for (auto [to, begins] : change->second) {
        int& count = active[to];
        count += begins ? 1 : -1;
        if (count == 0) active.erase(to);
      }
      if (active.empty()) continue;
      std::vector<uint32_t> target;
      for (auto [to, count] : active) target.push_back(to);
      nfa.close(target);
      if ((work += nfa.states.size() + target.size()) > kMaxWork) return too_large();
      auto [place, fresh] = numbers.try_emplace(target, static_cast<uint32_t>(sets.size()));
      if (fresh) {
        if (sets.size() >= kMaxStates) return too_large();
        sets.push_back(std::move(target));
        made.states_.emplace_back();
      }
      made.states_[at].edges.push_back({{change->first, std::next(change)->first - 1}, place->second});
    }
  }
  return made;
}

Result<CharacterDfa> CharacterDfa::of_length(uint32_t least, uint32_t most) {
  const uint32_t last = most == kUnbounded ? least : most;
  if (last >= kMaxStates) return too_large();
  CharacterDfa made;
  made.states_.resize(size_t{last} + 1);
  for (uint32_t at = 0; at <= last; ++at) {
    made.states_[at].accepts = at >= least;
    if (at == last && most != kUnbounded) break;
    for (const CodePointRange& range : CodePoints::all().ranges()) made.states_[at].edges.push_back({range, std::min(at + 1, last)});
  }
  return made;
}

Result<CharacterDfa> CharacterDfa::all_but(const std::vector<std::string>& texts) {
  Regex choice{.kind = Regex::Kind::choice};
  for (const std::string& text : texts) {
    Regex& word = choice.parts.emplace_back();
    for (size_t at = 0; at < text.size();) {
      const char32_t c = text::next_code_point(text, at);
      word.parts.push_back({.kind = Regex::Kind::characters, .set = {{c, c}}});
    }
  }
  JANGIN_ASSIGN(CharacterDfa these, of(choice));
  return these.complement();
}

CharacterDfa CharacterDfa::complement() const {
  CharacterDfa made = *this;
  const auto other = static_cast<uint32_t>(made.states_.size());
  made.states_.emplace_back();
  for (State& state : made.states_) {
    CodePoints named;
    for (const Edge& edge : state.edges) named.add(edge.range.first, edge.range.last);
    const CodePoints unnamed = CodePoints::all().without(named);
    for (const CodePointRange& range : unnamed.ranges()) state.edges.push_back({range, other});
    std::ranges::sort(state.edges, {}, [](const Edge& edge) { return edge.range.first; });
    state.accepts = !state.accepts;
  }
  return made;
}

Result<CharacterDfa> CharacterDfa::common(const CharacterDfa& other) const {
  CharacterDfa made;
  std::map<std::pair<uint32_t, uint32_t>, uint32_t> numbers = {{{0, 0}, 0}};
  std::vector<std::pair<uint32_t, uint32_t>> pairs = {{0, 0}};
  for (uint32_t at = 0; at < pairs.size(); ++at) {
    const State& a = states_[pairs[at].first];
    const State& b = other.states_[pairs[at].second];
    made.states_[at].accepts = a.accepts && b.accepts;
    for (size_t i = 0, j = 0; i < a.edges.size() && j < b.edges.size();) {
      const Edge& x = a.edges[i];
      const Edge& y = b.edges[j];
      if (x.range.first <= y.range.last && y.range.first <= x.range.last) {
        const std::pair pair = {x.to, y.to};
        auto [place, fresh] = numbers.try_emplace(pair, static_cast<uint32_t>(pairs.size()));
        if (fresh) {
          if (pairs.size() >= kMaxStates) return too_large();
          pairs.push_back(pair);
          made.states_.emplace_back();
        }
        made.states_[at].edges.push_back({{std::max(x.range.first, y.range.first), std::min(x.range.last, y.range.last)}, place->second});
      }
      (x.range.last < y.range.last ? i : j) += 1;
    }
  }
  return made;
}

bool CharacterDfa::empty() const {
  std::vector<bool> seen(states_.size());
  std::vector<uint32_t> todo = {0};
  seen[0] = true;
  while (!todo.empty()) {
    const State& state = states_[todo.back()];
    todo.pop_back();
    if (state.accepts) return false;
    for (const Edge& edge : state.edges) {
      if (!seen[edge.to]) todo.push_back(edge.to);
      seen[edge.to] = true;
    }
  }
  return true;
}

bool CharacterDfa::accepts(std::string_view text) const {
  uint32_t at = 0;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = text::next_code_point(text, i);
    const std::vector<Edge>& edges = states_[at].edges;
    auto edge = std::ranges::lower_bound(edges, c, {}, [](const Edge& e) { return e.range.last; });
    if (edge == edges.end() || edge->range.first > c) return false;
    at = edge->to;
  }
  return states_[at].accepts;
}

NodeId CharacterDfa::write(ExpressionWriter& writer, const std::function<NodeId(const CodePoints&)>& characters) const {
  std::vector<RuleId> rules;
  for (size_t i = 0; i < states_.size(); ++i) rules.push_back(writer.add_rule("characters"));
  for (size_t i = 0; i < states_.size(); ++i) {
    std::map<uint32_t, CodePoints> targets;
    for (const Edge& edge : states_[i].edges) targets[edge.to].add(edge.range.first, edge.range.last);
    std::vector<NodeId> parts;
    if (states_[i].accepts) parts.push_back(writer.empty());
    for (const auto& [to, set] : targets) parts.push_back(writer.sequence({characters(set), writer.reference(rules[to])}));
    writer.define(rules[i], writer.choice(std::move(parts)));
  }
  return writer.reference(rules[0]);
}

}  // namespace jangin::engine::grammar
