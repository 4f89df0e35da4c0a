// `where` of a data set of JSON objects, judged by SQLite on the object's keys: the same SQL as for columns of tables. No file is touched.
#pragma once

#include <nlohmann/json.hpp>

#include <memory>
#include <optional>
#include <string>

namespace jangin::collect {

class RowCondition {
 public:
  /// Empty: everything holds.
  explicit RowCondition(std::string where);
  ~RowCondition();
  /// Keys that the object lacks are NULL; objects and arrays are their JSON. Nothing when the condition cannot be judged: problem().
  std::optional<bool> holds(const nlohmann::json& object);
  const std::string& problem() const { return problem_; }

 private:
  struct State;
  std::string where_, problem_;
  std::unique_ptr<State> state_;
};

}  // namespace jangin::collect
