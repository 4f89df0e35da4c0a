# llguidance on the same tokens: compact JSON.
import json
import time

import llguidance
import numpy

NAME = "llguidance"


class Tokens:
    def __init__(self, tokens, end_token):
        self.tokens = tokens
        self.eos_token_id = end_token
        self.bos_token_id = None
        self.special_token_ids = [end_token]

    def __call__(self, text):
        data = text if isinstance(text, bytes) else text.encode()
        return [self.tokens.index(bytes([byte])) for byte in data]


class Rival:
    def __init__(self, tokens, end_token):
        self.words = (len(tokens) + 31) // 32
        named = [token or f"<unused {i}>".encode() for i, token in enumerate(tokens)]
        self.tokenizer = llguidance.LLTokenizer(llguidance.TokenizerWrapper(Tokens(named, end_token)), n_vocab=len(tokens))

    def run(self, schema, walks):
        begin = time.perf_counter()
        grammar = llguidance.LLMatcher.grammar_from_json_schema(schema, defaults={"whitespace_flexible": False, "item_separator": ",", "key_separator": ":"})
        matcher = llguidance.LLMatcher(self.tokenizer, grammar)
        compiled = time.perf_counter() - begin
        if matcher.is_error():
            raise ValueError(matcher.get_error())
        times, masks = [], []
        for tokens in walks:
            matcher = llguidance.LLMatcher(self.tokenizer, grammar)
            for token in [*tokens, None]:
                begin = time.perf_counter()
                mask = matcher.compute_bitmask()
                times.append(time.perf_counter() - begin)
                masks.append(numpy.frombuffer(mask, dtype=numpy.uint8)[: self.words * 4])
                if token is not None and not matcher.consume_token(token):
                    raise ValueError(f"token {len(masks)} refused")
        return compiled, times, masks
