# XGrammar on the same tokens: compact JSON (its default form leaves white space unlimited).
import time

import numpy
import xgrammar

NAME = "xgrammar"


class Rival:
    def __init__(self, tokens, end_token):
        self.words = (len(tokens) + 31) // 32
        info = xgrammar.TokenizerInfo(tokens, xgrammar.VocabType.RAW, vocab_size=len(tokens), stop_token_ids=[end_token])
        self.compiler = xgrammar.GrammarCompiler(info, max_threads=1, cache_enabled=False)

    def run(self, schema, walks):
        """(seconds to compile, seconds of each mask, masks as rows of bits); raises what the rival cannot do."""
        begin = time.perf_counter()
        grammar = self.compiler.compile_json_schema(schema, any_whitespace=False, separators=(",", ":"))
        compiled = time.perf_counter() - begin
        times, masks = [], []
        for tokens in walks:
            matcher = xgrammar.GrammarMatcher(grammar)
            for token in [*tokens, None]:
                mask = numpy.full((1, self.words), -1, dtype=numpy.int32)
                begin = time.perf_counter()
                matcher.fill_next_token_bitmask(mask)
                times.append(time.perf_counter() - begin)
                masks.append(mask[0].view(numpy.uint8))
                if token is not None and not matcher.accept_token(token):
                    raise ValueError(f"token {len(masks)} refused")
        return compiled, times, masks
