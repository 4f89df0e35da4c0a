#!/usr/bin/env python3
"""Makes tests/tokenizer/goldens/ with Hugging Face's tokenizers and Jinja as transformers sets it up.

Needs: pip install tokenizers==0.23.3 sentencepiece==0.2.3 protobuf transformers gguf. Run by hand when a case is added:
    python tests/reference/make_tokenizer_goldens.py [SmolLM2.gguf]
The small tokenizers are trained here on a few lines; with the GGUF named, smollm2.json is made from its vocabulary and the
pre-tokenizer of the original (digits one by one, then GPT-2's pattern).
"""
import json
import pathlib
import random
import sys

from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "tokenizer" / "goldens"

CORPUS = [
    "The spindle turns at 1200 revolutions per minute; the feed is 300 mm/min.",
    "the tool changer holds the tool while the machine is homed and the axis moves to zero",
    "G01 X10.5 Y-3.25 F300 M03 S1200",
    "장인은 문서에서 모델을 만든다. 공구를 교환하기 전에 주축을 정지시킨다.",
    "기계의 원점을 잡은 뒤에 이송 속도를 설정한다. 안전을 위해 문을 닫는다.",
    "def read(path):\n    with open(path) as f:\n        return f.read()\n",
    "for (int i = 0; i < n; ++i) { sum += x[i]; }",
    "I'll say it's what they've done, you'd think we're sure I'm not.",
] * 3

PIECES = [" ", "  ", "\n", "\n\n", "\r\n", "\t", "\u00a0", "\u3000", "\u180e", "\u200b", "\u2028", "\x85", "\x1c", "a", "A", "ß", "ſ", "'s", "'S",
          "'LL", "'re", "0", "12", "1234567", "٣", "½", "Ⅷ", "가", "각", "\u1100\u1161\u11a8", "ㄱ", "한글", "漢字", "ひらがな", "é", "e\u0301",
          "\u212b", "ﬁ", "😀", "👨‍👩‍👧", "🇰🇷", "!", "...", "--", "<|end|>", "<|user|>", "<|en", "word", "[W]", "[L]", "[N]", "\x00", "\x05",
          "\x7f", "\ufeff", "\ufffd", "\U0010ffff", "ı", "İ", "_", "/", '"', "{", "$", "ก็", "नि", "שָׁ", "x" * 60, " " * 40, "1" * 50, "가나" * 30]

TEXTS = [
    "", " ", "Hello world", "  two  spaces ", "The spindle turns at 1200 rpm.\nG01 X10.5", "장인은 문서에서 모델을 만든다.", "공구 T05를 3번 교환",
    "I'll it's WE'RE you'd 'tis", "tabs\tand\r\nlines\n\n\n end", "12345 3.14159 1,000,000 ٣٤", "<|user|>hi<|end|>", "x<|end|><|end|>y",
    "for (int i = 0; i < n; ++i) {\n\tsum += x[i];\n}", "a" * 200, "é e\u0301 \u212b ﬁ ½", "😀👨‍👩‍👧🇰🇷", "\x00\x01\x7f\ufeff\ufffd", "한글과 English 섞어서 123개",
]


def texts(seed, count):
    rng = random.Random(seed)
    return TEXTS + ["".join(rng.choice(PIECES) for _ in range(rng.randint(1, 9))) for _ in range(count)]


def cases(tokenizer, samples):
    out = []
    for i, text in enumerate(samples):
        special = i % 2 == 0
        tokenizer.encode_special_tokens = not special
        plain = tokenizer.encode(text, add_special_tokens=False)
        around = tokenizer.encode(text, add_special_tokens=True)
        case = {"text": text, "special": special, "ids": plain.ids, "decode": tokenizer.decode(plain.ids, skip_special_tokens=False)}
        if around.ids != plain.ids:
            case["surrounded"] = around.ids
        out.append(case)
    return out


def dump(name, value):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / name).write_text(json.dumps(value, ensure_ascii=True, separators=(",", ":")) + "\n")


def split(pattern, behavior="isolated", invert=False):
    return pre_tokenizers.Split(Regex(pattern), behavior, invert)


LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
QWEN2 = LLAMA3.replace(r"\p{N}{1,3}", r"\p{N}")
GPT4O = (r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?"
         r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def byte_level(use_regex, prefix=False):
    return pre_tokenizers.ByteLevel(add_prefix_space=prefix, use_regex=use_regex)


KINDS = {
    "gpt2": (None, [byte_level(True)], False),
    "smollm": (None, [pre_tokenizers.Digits(individual_digits=True), byte_level(True)], False),
    "llama3": (None, [split(LLAMA3), byte_level(False)], True),
    "qwen2": (normalizers.NFC(), [split(QWEN2), byte_level(False)], False),
    "gpt4o": (None, [split(GPT4O), byte_level(False)], True),
    "odd": (normalizers.Sequence([normalizers.NFKC(), normalizers.NFD()]),
            [split(r"\d+", "merged_with_previous"), split(r"[.!]", "merged_with_next"), pre_tokenizers.Split("\n", "removed"),
             split(r"[a-z]+|[^a-z]+", "removed", True), split(r"\s", "contiguous"), pre_tokenizers.Digits(individual_digits=False), byte_level(True, True)], False),
}


def train():
    """One vocabulary for all kinds, with some bytes missing, as SmolLM2's has."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = byte_level(True)
    absent = {chr(256 + byte) for byte in (5, 6, 7, 14)} | {chr(byte) for byte in (0xf5, 0xfe, 0xff)}
    alphabet = sorted(set(pre_tokenizers.ByteLevel.alphabet()) - absent)
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=420, initial_alphabet=alphabet, show_progress=False))
    return json.loads(tokenizer.to_str())["model"]


def make_small():
    model = train()
    vocab = model["vocab"]
    merges = [tuple(m) for m in model["merges"]]
    for seed, (name, (normalizer, steps, ignore_merges)) in enumerate(KINDS.items()):
        tokenizer = Tokenizer(models.BPE(vocab=dict(vocab), merges=merges, ignore_merges=ignore_merges))
        if normalizer:
            tokenizer.normalizer = normalizer
        tokenizer.pre_tokenizer = steps[0] if len(steps) == 1 else pre_tokenizers.Sequence(steps)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.add_special_tokens([AddedToken("<|user|>", normalized=False, special=True), AddedToken("<|end|>", normalized=False, special=True)])
        tokenizer.add_tokens([AddedToken("[W]", single_word=True, normalized=False), AddedToken("[L]", lstrip=True, normalized=False),
                              AddedToken("[N]", rstrip=True, normalized=True), AddedToken("word", normalized=name == "odd")])
        if name == "llama3":
            tokenizer.post_processor = processors.TemplateProcessing(single="<|user|> $A <|end|>", special_tokens=[
                ("<|user|>", tokenizer.token_to_id("<|user|>")), ("<|end|>", tokenizer.token_to_id("<|end|>"))])
        text = tokenizer.to_str(pretty=False)
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        (FOLDER / name / "tokenizer.json").write_text(text)
        dump(f"{name}/cases.json", cases(tokenizer, texts(seed, 24)))


SPACE = "\u2581"


def sentence_piece_model():
    """A BPE on characters with all byte tokens, in the order that SentencePiece has: control, bytes, merged, characters."""
    corpus = [line.replace(" ", SPACE) for line in CORPUS]
    trained = Tokenizer(models.BPE())
    trained.pre_tokenizer = pre_tokenizers.Split(SPACE, "merged_with_next")
    trained.train_from_iterator(corpus, trainers.BpeTrainer(vocab_size=330, show_progress=False, max_token_length=12))
    model = json.loads(trained.to_str())["model"]
    merged = [a + b for a, b in model["merges"]]
    characters = [t for t in sorted(model["vocab"], key=model["vocab"].get) if len(t) == 1]
    tokens = ["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)] + merged + characters
    vocab = {t: i for i, t in enumerate(dict.fromkeys(tokens))}
    # Every way to make a token, in the order of the tokens: what a conversion from SentencePiece holds.
    merges = [(t[:i], t[i:]) for t in merged for i in range(1, len(t)) if t[:i] in vocab and t[i:] in vocab]
    return vocab, merges


def byte_decoder(*more):
    return decoders.Sequence([decoders.Replace(SPACE, " "), decoders.ByteFallback(), decoders.Fuse(), *more])


def charsmap():
    """A few rules as SentencePiece compiles them: one to one, one to many, many to one, to nothing."""
    import base64
    import io
    import tempfile

    import sentencepiece
    rules = {"ﬁ": "fi", "½": "1/2", "\u212b": "Å", "e\u0301": "é", "\u00a0": " ", "\u3000": " ", "\u200b": "", "\t": " ", "Ａ": "A", "\u1100\u1161\u11a8": "각", "\x05": ""}
    with tempfile.NamedTemporaryFile("w", suffix=".tsv") as file:
        for source, target in rules.items():
            file.write(" ".join(f"{ord(c):X}" for c in source) + "\t" + " ".join(f"{ord(c):X}" for c in target) + "\n")
        file.flush()
        out = io.BytesIO()
        sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(CORPUS), model_writer=out, vocab_size=120, model_type="unigram", normalization_rule_tsv=file.name,
                                                 hard_vocab_limit=False, minloglevel=2)
    from sentencepiece import sentencepiece_model_pb2
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(out.getvalue())
    return base64.b64encode(proto.normalizer_spec.precompiled_charsmap).decode()


def unigram_tokenizer(name):
    """Trained by the package; one with compiled rules and Metaspace, one with byte fallback on words."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first" if name == "unigram" else "always")
    trainer = trainers.UnigramTrainer(vocab_size=200, unk_token="<unk>", special_tokens=["<unk>"] + ([f"<0x{b:02X}>" for b in range(256)] if name != "unigram" else []), show_progress=False)
    tokenizer.train_from_iterator(CORPUS, trainer)
    root = json.loads(tokenizer.to_str())
    root["added_tokens"] = []
    root["model"]["byte_fallback"] = name != "unigram"
    if name == "unigram":
        root["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Precompiled", "precompiled_charsmap": charsmap()}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "},
                                                                 {"type": "Strip", "strip_left": False, "strip_right": True}]}
        root["decoder"] = {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": "first", "split": True}
    else:
        root["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "NFKC"}, {"type": "Lowercase"}, {"type": "StripAccents"}]}
        root["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [{"type": "WhitespaceSplit"}, root["pre_tokenizer"]]}
        root["decoder"] = {"type": "Sequence", "decoders": [{"type": "ByteFallback"}, {"type": "Metaspace", "replacement": SPACE, "prepend_scheme": "always", "split": True}]}
    return Tokenizer.from_str(json.dumps(root))


def word_piece_tokenizer(name):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=100 if name == "bert" else 12))
    trainer = trainers.WordPieceTrainer(vocab_size=260, special_tokens=["[UNK]", "[CLS]", "[SEP]"], show_progress=False)
    if name == "bert":
        tokenizer.normalizer = normalizers.BertNormalizer()
        tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    else:
        tokenizer.normalizer = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
        tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Punctuation("contiguous")])
    tokenizer.train_from_iterator(CORPUS, trainer)
    tokenizer.decoder = decoders.WordPiece(cleanup=name == "bert")
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)])
    return tokenizer


def sentence_piece_tokenizer(name):
    vocab, merges = sentence_piece_model()
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=merges, byte_fallback=True, unk_token="<unk>", fuse_unk=True))
    tokenizer.add_special_tokens([AddedToken("<unk>", normalized=False, special=True), AddedToken("<s>", normalized=False, special=True), AddedToken("</s>", normalized=False, special=True)])
    if name == "gemma":
        tokenizer.normalizer = normalizers.Replace(" ", SPACE)
        tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
        tokenizer.decoder = byte_decoder()
        tokenizer.add_tokens([AddedToken("\n\n", normalized=False), AddedToken(SPACE * 2, normalized=False)])
    else:
        tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend(SPACE), normalizers.Replace(" ", SPACE)])
        tokenizer.decoder = byte_decoder(decoders.Strip(" ", 1, 0))
        tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", vocab["<s>"])])
    return tokenizer


def partial_bytes_tokenizer(name):
    """Byte tokens for some bytes only, unknown characters fused: nothing can be cut beforehand."""
    root = json.loads(sentence_piece_tokenizer("gemma").to_str())
    root["model"]["vocab"]["no byte"] = root["model"]["vocab"].pop("<0xE5>")
    return Tokenizer.from_str(json.dumps(root))


OTHERS = {"gemma": sentence_piece_tokenizer, "llama2": sentence_piece_tokenizer, "partial": partial_bytes_tokenizer, "unigram": unigram_tokenizer, "unigram_bytes": unigram_tokenizer,
          "bert": word_piece_tokenizer, "words": word_piece_tokenizer}


def make_others():
    for seed, (name, make) in enumerate(OTHERS.items()):
        tokenizer = make(name)
        tokenizer.add_special_tokens([AddedToken("<|user|>", normalized=False, special=True), AddedToken("<|end|>", normalized=True, special=True)])
        (FOLDER / name).mkdir(parents=True, exist_ok=True)
        (FOLDER / name / "tokenizer.json").write_text(tokenizer.to_str(pretty=False))
        dump(f"{name}/cases.json", cases(tokenizer, texts(100 + seed, 40)))


def make_smollm2(path):
    from gguf import GGUFReader
    fields = GGUFReader(path).fields
    tokens = fields["tokenizer.ggml.tokens"].contents()
    types = fields["tokenizer.ggml.token_type"].contents()
    merges = [tuple(m.split(" ")) for m in fields["tokenizer.ggml.merges"].contents()]
    tokenizer = Tokenizer(models.BPE(vocab={t: i for i, t in enumerate(tokens)}, merges=merges))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), byte_level(True)])
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens([AddedToken(t, normalized=False, special=True) for t, kind in zip(tokens, types) if kind == 3])
    samples = [t.replace("<|user|>", "<|im_start|>").replace("<|end|>", "<|im_end|>") for t in texts(99, 40)]
    dump("smollm2.json", cases(tokenizer, samples))


CHATML = ("{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named "
          "SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}"
          "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}")

# Layouts of other families, written for these tests in the shape of the originals.
HEADERS = """{{- bos_token }}
{%- for message in messages %}
    {{- '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + message['content'] | trim + '<|eot_id|>' }}
{%- endfor %}
{%- if add_generation_prompt %}{{- '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{%- endif %}
"""
TURNS = """{{ bos_token }}
{%- if messages[0]['role'] == 'system' -%}
    {%- set prefix = messages[0]['content'] + '\\n\\n' -%}
    {%- set rest = messages[1:] -%}
{%- else -%}
    {%- set prefix = "" -%}
    {%- set rest = messages -%}
{%- endif -%}
{%- for message in rest -%}
    {%- if (message['role'] == 'user') != (loop.index0 % 2 == 0) -%}
        {{ raise_exception("roles must alternate") }}
    {%- endif -%}
    {%- set role = "model" if message['role'] == 'assistant' else message['role'] -%}
    {{ '<start_of_turn>' + role + '\\n' + (prefix if loop.first else "") }}
    {%- if message['content'] is string -%}
        {{ message['content'] | trim }}
    {%- elif message['content'] is iterable -%}
        {%- for item in message['content'] -%}{{ item['text'] | trim }}{%- endfor -%}
    {%- endif -%}
    {{ '<end_of_turn>\\n' }}
{%- endfor -%}
{%- if add_generation_prompt -%}{{ '<start_of_turn>model\\n' }}{%- endif -%}
"""
THINKING = """{%- macro tag(name) %}{{- '[|' ~ name ~ '|]\\n' }}{% endmacro %}
{%- set end_of_turn = '[|endofturn|]\\n' %}
{%- set ns = namespace(last=messages | length - 1, seen=false) %}
{%- for message in messages[::-1] %}
    {%- set index = messages | length - 1 - loop.index0 %}
    {%- if not ns.seen and message.role == "user" and not (message.content.startswith('<result>') and message.content.endswith('</result>')) %}
        {%- set ns.seen = true %}
        {%- set ns.last = index %}
    {%- endif %}
{%- endfor %}
{%- for i in range(messages | length) %}
    {%- set m = messages[i] %}
    {%- if m.role not in ['system', 'user', 'assistant', 'tool'] %}
        {{- raise_exception('Unknown role: ' ~ m.role) }}
    {%- endif %}
    {%- if i == 0 and m.role == 'system' %}
        {{- tag('system') + m.content + end_of_turn -}}
        {%- continue %}
    {%- endif %}
    {%- if m.role == 'assistant' %}
        {%- set content = m.content %}
        {%- set thought = '' %}
        {%- if '</think>' in m.content %}
            {%- set content = m.content.split('</think>')[-1].lstrip('\\n') %}
            {%- set thought = m.content.split('</think>')[0].rstrip('\\n').split('<think>')[-1].lstrip('\\n') %}
        {%- endif %}
        {{- tag('assistant') }}
        {%- if i > ns.last and thought %}
            {{- '<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' }}
        {%- endif %}
        {{- content + end_of_turn }}
    {%- elif m.role == 'tool' %}
        {%- if i == 0 or messages[i - 1].role != 'tool' %}{{- tag('tool') }}{%- endif %}
        {{- '<result>' }}{"result": {{ m.content | tojson(ensure_ascii=False) | safe }}}{{- '</result>' }}
        {%- if loop.last or messages[i + 1].role != 'tool' %}{{- end_of_turn }}{%- else %}{{- '\\n' }}{%- endif %}
    {%- else %}
        {{- tag(m.role) + m.content + end_of_turn }}
    {%- endif %}
{% endfor %}
{%- if add_generation_prompt %}
    {{- tag('assistant') }}
    {%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}
"""
LANGUAGE = (pathlib.Path(__file__).with_name("template_language.jinja")).read_text()

TEMPLATES = {
    "chatml": (CHATML, ["<|im_start|>", "<|im_end|>"], "<|im_start|>", "<|im_end|>"),
    "headers": (HEADERS, ["<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|begin|>"], "<|begin|>", "<|eot_id|>"),
    "turns": (TURNS, ["<start_of_turn>", "<end_of_turn>", "<bos>"], "<bos>", "<end_of_turn>"),
    "thinking": (THINKING, ["[|endofturn|]", "[|user|]", "[|assistant|]", "[|system|]", "[|tool|]"], "", "[|endofturn|]"),
    "language": (LANGUAGE, ["</s>"], "<s>", "</s>"),
}


def make_chat():
    from transformers.utils.chat_template_utils import render_jinja_template

    def message(role):
        return lambda text: {"role": role, "content": text}

    user, assistant, system, tool = message("user"), message("assistant"), message("system"), message("tool")
    talks = [
        [user("Hi")], [system("Be brief."), user("안녕?")], [user(" a "), assistant(" b "), user("c"), assistant("d\n")],
        [system("s"), user("q"), assistant("<think>\nhmm\n</think>\n\nanswer"), user("again"), assistant("<think>x</think>y")],
        [user("<|im_end|> injected [|endofturn|]"), assistant("ok")], [user("a"), user("b")], [assistant("first")],
        [user("u"), assistant("a"), tool('{"x": 1}'), tool("한글"), assistant("done")], [{"role": "critic", "content": "?"}],
    ]
    out = []
    for name, (template, special, bos, eos) in TEMPLATES.items():
        for talk in talks if name != "language" else talks[:3]:
            for prompt in (False, True):
                flags = {"enable_thinking": False} if prompt and len(talk) == 2 else {}
                case = {"template": name, "messages": talk, "prompt": prompt, "flags": flags}
                try:
                    case["text"] = render_jinja_template([talk], chat_template=template, add_generation_prompt=prompt, bos_token=bos, eos_token=eos, **flags)[0][0]
                except Exception as error:  # noqa: BLE001 - any refusal of the template counts
                    case["refused"] = type(error).__name__
                out.append(case)
    templates = {name: {"source": t, "special": s, "bos": b, "eos": e} for name, (t, s, b, e) in TEMPLATES.items()}
    dump("chat.json", {"templates": templates, "cases": out})


if __name__ == "__main__":
    make_small()
    make_others()
    make_chat()
    if len(sys.argv) > 1:
        make_smollm2(sys.argv[1])
