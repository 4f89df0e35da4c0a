// The gate of rows: key and value of a sample stand in one row of the evidence's table, or in one item of its list; a neighbour's value
// under this key is rejected. Evidence of a single row is not judged.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/strings.h"
#include "judge/gates.h"
#include "judge/reading.h"
#include "judge/table_cells.h"

namespace jangin::judge {
namespace {

using Keys = std::unordered_set<std::string>;

constexpr double kLeastOfAnswer = 0.99;
// How much more another row must share with the question, in nats: where that row's key is said, any; else a word's worth.
constexpr double kAnyMore = 1e-9, kClearlyMore = 0.5;

/// A row's words: those of the key's cell, and the rest.
struct Row {
  Keys key, value, all;
};

std::vector<Row> rows_of(const Reading& evidence) {
  std::vector<Row> rows;
  TextUnit::Kind before = TextUnit::Kind::sentence;
  for (const TextUnit& unit : evidence.units) {
    bool header = unit.kind == TextUnit::Kind::row && before != TextUnit::Kind::row;  // the first row of a table names the columns
    before = unit.kind;
    if (header || unit.kind == TextUnit::Kind::sentence || unit.first_cell_end <= unit.begin) continue;
    rows.push_back({all_keys(evidence, unit.begin, unit.first_cell_end), all_keys(evidence, unit.first_cell_end, unit.end),
                    all_keys(evidence, unit.begin, unit.end)});
  }
  return rows;
}

/// Weight of the words that `row` shares with `keys`: a word of every row weighs nothing.
double shared_weight(const Row& row, const Keys& keys, const std::vector<Row>& rows) {
  double weight = 0;
  for (const std::string& key : row.all) {
    if (!keys.contains(key)) continue;
    auto holding = std::ranges::count_if(rows, [&](const Row& other) { return other.all.contains(key); });
    weight += std::log(static_cast<double>(rows.size()) / static_cast<double>(holding));
  }
  return weight;
}

class RowGate : public Gate {
 public:
  std::string_view name() const override { return "row"; }
  uint32_t version() const override { return 4; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const std::vector<Row> rows = rows_of(reading_of(input.evidence));
    if (rows.size() < 2) return accept(input);
    const CellVerdict cells = judge_cells(input);
    if (cells == CellVerdict::one_row) return accept(input);
    if (cells == CellVerdict::apart) return reject(input, "neighbouring_row", "key and value stand in different rows");
    const Reading answer = read_text(input.answer);
    bool apart = trim(input.question).empty() ? statement_mixes(answer, rows)
                                              : answer_elsewhere(reading_of(input.question), reading_of(input.context), answer, rows);
    return apart ? reject(input, "neighbouring_row", "key and value stand in different rows") : accept(input);
  }

 private:
  /// Rows whose key's cell is said whole; of these, cells that lie within another's are left out.
  static std::vector<size_t> named_rows(const Keys& said, const std::vector<Row>& rows) {
    std::vector<size_t> named;
    for (size_t r = 0; r < rows.size(); ++r) {
      if (share_in(rows[r].key, said) == 1) named.push_back(r);
    }
    std::vector<size_t> longest;
    for (size_t r : named) {
      bool within =
          std::ranges::any_of(named, [&](size_t o) { return rows[o].key.size() > rows[r].key.size() && share_in(rows[r].key, rows[o].key) == 1; });
      if (!within) longest.push_back(r);
    }
    return longest;
  }

  /// A statement that names one row, before all others at its head ("key: …"), and tells all of another's value.
  static bool statement_mixes(const Reading& answer, const std::vector<Row>& rows) {
    Keys said = all_keys(answer, 0, answer.words.size());
    size_t head = 0;
    while (head < answer.words.size() && answer.words[head].clause == answer.words[0].clause) ++head;
    std::vector<size_t> named = named_rows(all_keys(answer, 0, head), rows);
    if (named.empty()) named = named_rows(said, rows);
    if (named.empty()) return false;
    double own = 0;
    for (size_t r : named) own = std::max(own, shared_weight({{}, {}, rows[r].value}, said, rows));
    for (size_t r = 0; r < rows.size(); ++r) {
      if (std::ranges::find(named, r) != named.end()) continue;
      bool whole = !rows[r].value.empty() && share_in(rows[r].value, said) > 0.9;
      double weight = shared_weight({{}, {}, rows[r].value}, said, rows);
      if ((whole && weight > own) || weight > own + 2) return true;
    }
    return false;
  }

  /// Rows that hold the answer: those of which it is the key or the value, else those in which its words lie.
  static std::vector<size_t> holding_rows(const Keys& told, const std::vector<Row>& rows) {
    std::vector<size_t> exact, holding;
    for (size_t r = 0; r < rows.size(); ++r) {
      if (told == rows[r].key || told == rows[r].value) exact.push_back(r);
      if (share_in(told, rows[r].all) >= kLeastOfAnswer) holding.push_back(r);
    }
    return exact.empty() ? holding : exact;
  }

  /// No row that holds the answer is among those which the question is about. Words of the headings tell no row apart.
  static bool answer_elsewhere(const Reading& question, const Reading& context, const Reading& answer, const std::vector<Row>& rows) {
    Keys asked = all_keys(question, 0, question.words.size());
    Keys told = all_keys(answer, 0, answer.words.size());
    if (share_in(told, asked) == 1) return false;  // one of the choices that the question offers
    Keys own_words;
    for (const std::string& key : asked) {
      if (!context.has(key)) own_words.insert(key);
    }
    std::vector<size_t> holding = holding_rows(told, rows);
    if (holding.empty() || holding.size() == rows.size()) return false;
    std::vector<size_t> named = named_rows(own_words, rows);
    if (named.empty()) named = named_rows(asked, rows);
    if (std::ranges::any_of(named, [&](size_t r) { return std::ranges::find(holding, r) != holding.end(); })) return false;
    double best = 0, best_holding = 0;
    for (size_t r = 0; r < rows.size(); ++r) {
      double weight = shared_weight(rows[r], own_words, rows);
      best = std::max(best, weight);
      if (std::ranges::find(holding, r) != holding.end()) best_holding = std::max(best_holding, weight);
    }
    return best_holding < best - (named.empty() ? kClearlyMore : kAnyMore);
  }
};

}  // namespace

std::unique_ptr<Gate> make_row_gate() { return std::make_unique<RowGate>(); }

}  // namespace jangin::judge
