// The two tables of filters.
#pragma once

#include <span>
#include <string_view>

#include "tokenizer/jinja/evaluator.h"

namespace jangin::tokenizer::jinja {

/// The value's extent is already paid for.
using Filter = Result<Value> (*)(const Value& value, const Arguments& arguments, Budget& budget);
struct FilterRow {
  std::string_view name;
  Filter filter;
};

/// Filters that walk a sequence.
std::span<const FilterRow> sequence_filters();

}  // namespace jangin::tokenizer::jinja
