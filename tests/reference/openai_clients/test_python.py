"""Every field of `jangin serve` through the official Python client (openai 2.8). Usage: see run; OPENAI_BASE_URL and OPENAI_API_KEY name the server."""
import json
import sys

import httpx
import openai

client = openai.OpenAI(max_retries=0, timeout=300)
MODEL = "test"
MESSAGES = [{"role": "developer", "content": "You are brief."}, {"role": "user", "content": [{"type": "text", "text": "Name a colour."}]}]
WEATHER = {"type": "function", "function": {"name": "weather", "description": "The weather in a city", "parameters": {
    "type": "object", "properties": {"city": {"type": "string", "maxLength": 12}, "unit": {"enum": ["C", "F"]}},
    "required": ["city", "unit"], "additionalProperties": False}}}
TIME = {"type": "function", "function": {"name": "time", "parameters": {
    "type": "object", "properties": {"zone": {"enum": ["KST", "UTC"]}}, "required": ["zone"], "additionalProperties": False}}}
SCHEMA = {"type": "object", "properties": {"colour": {"enum": ["red", "green", "blue"]}, "명도": {"type": "boolean"}},
          "required": ["colour", "명도"], "additionalProperties": False}
checks = 0


def check(condition, what):
    global checks
    checks += 1
    if not condition:
        sys.exit(f"python: FAILED {what}")


def refused(error, param, call):
    try:
        call()
    except error as got:
        check(param is None or got.param == param, f"{error.__name__} names {param}, not {got.param}")
        check(got.request_id, "a refusal has a request id")
        return got
    sys.exit(f"python: FAILED {error.__name__} for {param} did not come")


def models():
    listed = client.models.list().data
    check([m.id for m in listed] == [MODEL] and listed[0].created > 0, "models")
    check(client.models.retrieve(MODEL).id == MODEL, "one model")
    refused(openai.NotFoundError, "model", lambda: client.models.retrieve("none"))
    refused(openai.AuthenticationError, None, lambda: openai.OpenAI(api_key="wrong", max_retries=0).models.list())


def chat_whole():
    asked = dict(model=MODEL, messages=MESSAGES, n=2, seed=7, max_completion_tokens=8, temperature=0.8, top_p=0.9, presence_penalty=0.1,
                 frequency_penalty=0.1, logit_bias={"5": -1}, stop=["###", "END"], logprobs=True, top_logprobs=3, user="someone", metadata={"a": "b"},
                 extra_body={"top_k": 40, "min_p": 0.01, "repetition_penalty": 1.05})
    answer = client.chat.completions.create(**asked, extra_headers={"x-request-id": "mine-1"})
    check(answer._request_id == "mine-1", "the request id comes back")
    check(answer.object == "chat.completion" and answer.model == MODEL, "frame")
    check([c.index for c in answer.choices] == [0, 1], "two choices")
    check(all(c.finish_reason in ("stop", "length") and c.message.role == "assistant" for c in answer.choices), "choices end")
    tokens = answer.choices[0].logprobs.content
    check(0 < len(tokens) <= 8 and all(t.logprob <= 0 and len(t.top_logprobs) == 3 for t in tokens), "log-probabilities")
    check(bytes(b for t in tokens for b in t.bytes).decode(errors="replace").startswith(answer.choices[0].message.content[:4]), "bytes of tokens")
    usage = answer.usage
    check(usage.prompt_tokens > 5 and 2 <= usage.completion_tokens <= 16 and usage.total_tokens == usage.prompt_tokens + usage.completion_tokens, "usage")
    check(usage.prompt_tokens_details.cached_tokens >= 0, "cached tokens")
    again = client.chat.completions.create(**asked)
    check([c.message.content for c in again.choices] == [c.message.content for c in answer.choices], "the same seed gives the same texts")


def chat_streamed():
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=12, temperature=0).choices[0]
    text, tokens, finish, usage = "", 0, None, None
    for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=12, temperature=0, stream=True, logprobs=True,
                                                stream_options={"include_usage": True}):
        usage = chunk.usage or usage
        for choice in chunk.choices:
            text += choice.delta.content or ""
            tokens += len(choice.logprobs.content) if choice.logprobs else 0
            finish = choice.finish_reason or finish
    check(text == whole.message.content and finish == whole.finish_reason, "streamed as whole")
    check(usage.completion_tokens == tokens, f"{tokens} tokens streamed, {usage.completion_tokens} counted")
    texts = ["", "", ""]
    for chunk in client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=8, n=3, seed=1, stream=True):
        for choice in chunk.choices:
            texts[choice.index] += choice.delta.content or ""
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=8, n=3, seed=1)
    check(texts == [c.message.content for c in whole.choices], "three streamed choices as whole")
    with client.chat.completions.stream(model=MODEL, messages=MESSAGES, max_tokens=400, temperature=0) as stream:
        final = stream.get_final_completion()
    check(final.choices[0].message.content is not None, "the client's own accumulator")
    cut = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=500, temperature=1, stream=True)
    next(iter(cut))
    cut.close()  # the server cancels; seen in its metrics below


def formats():
    strict = {"type": "json_schema", "json_schema": {"name": "colour", "schema": SCHEMA, "strict": True}}
    for extra in ({"temperature": 0}, {"seed": 3, "temperature": 1.5}):
        said = client.chat.completions.create(model=MODEL, messages=MESSAGES, response_format=strict, max_tokens=100, **extra).choices[0].message.content
        got = json.loads(said)
        check(got["colour"] in ("red", "green", "blue") and isinstance(got["명도"], bool) and len(got) == 2, f"schema: {said}")
    text = "".join(c.choices[0].delta.content or "" for c in client.chat.completions.create(
        model=MODEL, messages=MESSAGES, response_format=strict, max_tokens=100, stream=True) if c.choices)
    check(json.loads(text)["colour"], "schema streamed")
    whole = client.chat.completions.create(model=MODEL, messages=MESSAGES, response_format={"type": "json_object"}, max_tokens=300, seed=1)
    if whole.choices[0].finish_reason == "stop":
        check(isinstance(json.loads(whole.choices[0].message.content), dict), "JSON object")
    client.chat.completions.create(model=MODEL, messages=MESSAGES, response_format={"type": "text"}, max_tokens=2)
    said = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=20, extra_body={"guided_regex": "[a-c]{3}"}).choices[0].message.content
    check(len(said) == 3 and set(said) <= set("abc"), f"regular expression: {said}")
    said = client.chat.completions.create(model=MODEL, messages=MESSAGES, max_tokens=20, extra_body={"structured_outputs": {"choice": ["yes", "no"]}})
    check(said.choices[0].message.content in ("yes", "no"), "choice")


def tools():
    asked = dict(model=MODEL, messages=[{"role": "user", "content": "What is the weather in Seoul?"}], tools=[WEATHER, TIME], max_tokens=200)
    named = client.chat.completions.create(**asked, tool_choice={"type": "function", "function": {"name": "weather"}}).choices[0]
    call = named.message.tool_calls[0]
    check(call.function.name == "weather" and set(json.loads(call.function.arguments)) == {"city", "unit"} and call.id, "named tool")
    check(named.message.content is None, "nothing is said beside a forced call")
    required = client.chat.completions.create(**asked, tool_choice="required", parallel_tool_calls=False).choices[0]
    check(required.finish_reason == "tool_calls" and required.message.tool_calls[0].function.name in ("weather", "time"), "required tool")
    name, arguments = "", ""
    for chunk in client.chat.completions.create(**asked, tool_choice={"type": "function", "function": {"name": "time"}}, stream=True):
        for delta in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
            name += delta.function.name or ""
            arguments += delta.function.arguments or ""
    check(name == "time" and json.loads(arguments)["zone"] in ("KST", "UTC"), f"streamed tool {name} {arguments}")
    for choice in ("auto", "none"):
        got = client.chat.completions.create(**asked, tool_choice=choice).choices[0]
        check(got.message.content is not None or got.message.tool_calls, f"tool_choice {choice}")
        check(choice == "auto" or not got.message.tool_calls, "none calls nothing")
    asked["messages"] += [{"role": "assistant", "tool_calls": [{"id": call.id, "type": "function", "function": {"name": "weather", "arguments": call.function.arguments}}]},
                          {"role": "tool", "tool_call_id": call.id, "content": "12 degrees, rain"}]
    check(client.chat.completions.create(**asked).choices[0].finish_reason in ("stop", "length", "tool_calls"), "the result of a tool")


def completions():
    answer = client.completions.create(model=MODEL, prompt=["Once upon", "The sea"], n=2, max_tokens=6, logprobs=2, seed=1, temperature=0.7, stop="\n\n\n",
                                       echo=False, best_of=1, logit_bias={"3": 1}, presence_penalty=0.1, frequency_penalty=0.1, top_p=0.95, user="u")
    check([c.index for c in answer.choices] == [0, 1, 2, 3], "two prompts, two choices")
    log = answer.choices[0].logprobs
    check(len(log.tokens) == len(log.token_logprobs) == len(log.text_offset) == len(log.top_logprobs) <= 6 and log.text_offset[0] == 0, "log-probabilities of completions")
    whole = client.completions.create(model=MODEL, prompt="Once upon", max_tokens=8, temperature=0)
    text, usage = "", None
    for chunk in client.completions.create(model=MODEL, prompt="Once upon", max_tokens=8, temperature=0, stream=True, stream_options={"include_usage": True}):
        text += "".join(c.text for c in chunk.choices)
        usage = chunk.usage or usage
    check(text == whole.choices[0].text and usage == whole.usage.model_copy(update={"prompt_tokens_details": usage.prompt_tokens_details}), "streamed as whole")
    stop = whole.choices[0].text[2:6]
    cut = client.completions.create(model=MODEL, prompt="Once upon", max_tokens=8, temperature=0, stop=[stop]).choices[0]
    check(stop not in cut.text and cut.finish_reason == "stop", "stop string")
    biased = client.completions.create(model=MODEL, prompt="Once upon", max_tokens=3, temperature=0, logit_bias={"66": 100}, logprobs=0)
    check(len(set(biased.choices[0].logprobs.tokens)) == 1, "a bias of 100 decides")


def embeddings():
    as_base64 = client.embeddings.create(model=MODEL, input=["a pump", "a valve"])
    as_numbers = client.embeddings.create(model=MODEL, input=["a pump", "a valve"], encoding_format="float")
    check([e.index for e in as_base64.data] == [0, 1] and as_base64.usage.prompt_tokens > 1, "embeddings")
    check(max(abs(a - b) for a, b in zip(as_base64.data[1].embedding, as_numbers.data[1].embedding)) < 1e-6, "base64 and numbers agree")
    check(abs(sum(x * x for x in as_numbers.data[0].embedding) - 1) < 1e-3, "unit length")
    check(len(client.embeddings.create(model=MODEL, input="one").data) == 1, "one text")


def refusals():
    bad = openai.BadRequestError
    chat = lambda **extra: lambda: client.chat.completions.create(**{"model": MODEL, "messages": MESSAGES, "max_tokens": 1, **extra})
    refused(openai.NotFoundError, "model", chat(model="none"))
    refused(bad, "temperature", chat(temperature=3))
    refused(bad, "n", chat(n=1000))
    refused(bad, "stop[1]", chat(stop=["a", 1]))
    refused(bad, "messages", chat(messages=[]))
    refused(bad, "messages[0].content[0].type", chat(messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "x"}}]}]))
    refused(bad, "tool_choice", chat(tool_choice="required"))
    refused(bad, "response_format.type", chat(response_format={"type": "xml"}))
    refused(bad, None, chat(response_format={"type": "json_schema", "json_schema": {"name": "a", "schema": {"type": "colour"}}}))
    refused(bad, None, chat(messages=[{"role": "user", "content": "word " * 20000}]))
    refused(bad, "echo", lambda: client.completions.create(model=MODEL, prompt="a", echo=True))
    refused(bad, "prompt", lambda: client.completions.create(model=MODEL, prompt=[1, 2, 3]))
    refused(bad, "dimensions", lambda: client.embeddings.create(model=MODEL, input="a", dimensions=3))
    got = refused(openai.APIStatusError, None, lambda: client.completions.create(model=MODEL, prompt="x" * (9 << 20)))
    check(got.status_code == 413, f"a body that is too large: {got.status_code}")


def operations():
    base = str(client.base_url).removesuffix("/v1/")
    bearer = {"Authorization": f"Bearer {client.api_key}"}
    check(httpx.get(base + "/health").json()["status"] == "ok", "health")
    metrics = httpx.get(base + "/metrics", headers=bearer).text
    for name in ("jangin_http_requests_total", "jangin_time_to_first_token_seconds_bucket", "jangin_generated_tokens_total", "process_resident_memory_bytes"):
        check(name in metrics, name)
    check(httpx.get(base + "/metrics").status_code == 401, "metrics need a key")
    check(httpx.post(base + "/v1/admin/reload", headers=bearer, timeout=60).json()["reloaded"], "reload")
    check(client.completions.create(model=MODEL, prompt="a", max_tokens=1).choices[0].finish_reason == "length", "after the reload")


failed = []
for part in (models, chat_whole, chat_streamed, formats, tools, completions, embeddings, refusals, operations):
    try:
        part()
    except BaseException as error:  # the other parts still run
        failed.append(f"{part.__name__}: {type(error).__name__} {error}")
for line in failed:
    print(line)
print(f"python client {openai.__version__}: {checks} checks" + (f", {len(failed)} parts FAILED" if failed else ", all passed"))
sys.exit(bool(failed))
