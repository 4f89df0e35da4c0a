// Tokenizers in GGUF metadata (`tokenizer.ggml.*`, `tokenizer.chat_template`), both ways: byte-level BPE ("gpt2") and
// SentencePiece-style BPE by scores ("llama").
#pragma once

#include "base/result.h"
#include "model/formats/gguf.h"
#include "model/formats/gguf_writer.h"
#include "tokenizer/spec.h"

namespace jangin::model {

/// "llama" encodes as llama.cpp does; from the file's scores, not from merges. Errors: not_found or invalid_format naming the key;
/// unsupported naming the tokenizer model or the pre-tokenizer.
Result<tokenizer::TokenizerSpec> tokenizer_from_gguf(const GgufFile& file);

/// `vocab`: rows of the embedding; ids beyond the tokenizer's become unused tokens. Merges of a SentencePiece-style
/// tokenizer become scores. Errors: unsupported when nothing in GGUF says what this tokenizer does.
Status tokenizer_to_gguf(const tokenizer::TokenizerSpec& spec, int64_t vocab, GgufWriter& writer);

}  // namespace jangin::model
