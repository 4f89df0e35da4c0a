// What a reader says, as bytes: the form in which the sandboxed child answers and in which answers are kept in the cache. The bytes
// come from a process that read untrusted files, so nothing in them is believed before it is checked.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "collect/reader.h"

namespace jangin::collect {

/// "JREAD1\n", payload length (8 bytes, little-endian), payload, SHA-256 of the payload (32 bytes).
std::string encode_outcome(const ReadOutcome& outcome);

/// Bytes of the answer at the start of `bytes`, which need not be whole: as many as its header says. Nothing: the header is not whole yet.
/// 0: these bytes are no answer.
std::optional<uint64_t> answer_bytes(std::string_view bytes);

/// Checked: framing, hash, lengths, valid UTF-8, places ascending and inside the text, pages within the count, finite boxes.
/// Errors: invalid_format.
Result<ReadOutcome> decode_outcome(std::string_view bytes);

/// Lower case letters, digits and "_", 64 at most.
bool is_reason(std::string_view reason);

}  // namespace jangin::collect
