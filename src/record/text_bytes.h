// How large the texts of collected documents are, without reading the documents.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

#include "base/result.h"

namespace jangin::record {

/// The bytes of each document's text, in order, from that column alone. `documents`: a shard of documents. Errors: those of read_documents.
Result<std::vector<uint64_t>> read_text_bytes(const std::filesystem::path& documents);

}  // namespace jangin::record
