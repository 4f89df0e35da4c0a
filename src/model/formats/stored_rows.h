// Rows of a weight as its file stores them, for those who take blocks as they are.
#pragma once

#include <cstddef>
#include <span>

#include "model/formats/weight_source.h"

namespace jangin::model {

/// Bytes of a stored row.
int64_t stored_row_bytes(const WeightInfo& weight);
/// Rows [begin, end) as they are stored, but in Hugging Face order: (end − begin) × stored_row_bytes(). Errors: as WeightSource::read_rows_f32.
Status read_stored_rows(const WeightSource& source, const WeightInfo& weight, int64_t begin, int64_t end, std::span<std::byte> out);

}  // namespace jangin::model
