// Every field of `jangin serve` through the official Node client (openai 6). Usage: see run; OPENAI_BASE_URL and OPENAI_API_KEY name the server.
import OpenAI from 'openai';

const client = new OpenAI({ maxRetries: 0, timeout: 300000 });
const model = 'test';
const messages = [{ role: 'developer', content: 'You are brief.' }, { role: 'user', content: [{ type: 'text', text: 'Name a colour.' }] }];
const weather = { type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: { city: { type: 'string', maxLength: 12 } }, required: ['city'], additionalProperties: false } } };
const time = { type: 'function', function: { name: 'time', parameters: { type: 'object', properties: { zone: { enum: ['KST', 'UTC'] } }, required: ['zone'], additionalProperties: false } } };
const schema = { type: 'object', properties: { colour: { enum: ['red', 'green', 'blue'] }, 명도: { type: 'boolean' } }, required: ['colour', '명도'], additionalProperties: false };
let checks = 0;

function check(condition, what) {
  ++checks;
  if (!condition) throw new Error(what);
}

async function refused(status, param, call) {
  try {
    await call();
  } catch (error) {
    check(error.status === status, `${status} for ${param}, not ${error.status} ${error.message}`);
    check(param === null || error.param === param, `names ${param}, not ${error.param}`);
    return;
  }
  throw new Error(`${status} for ${param} did not come`);
}

async function joined(stream, take) {
  for await (const chunk of stream) take(chunk);
}

const parts = {
  async models() {
    const listed = await client.models.list();
    check(listed.data[0].id === model, 'models');
    check((await client.models.retrieve(model)).id === model, 'one model');
    await refused(404, 'model', () => client.models.retrieve('none'));
    await refused(401, null, () => new OpenAI({ apiKey: 'wrong', maxRetries: 0 }).models.list());
  },
  async chat() {
    const asked = { model, messages, n: 2, seed: 7, max_completion_tokens: 8, temperature: 0.8, top_p: 0.9, presence_penalty: 0.1, frequency_penalty: 0.1, logit_bias: { 5: -1 }, stop: ['###'], logprobs: true, top_logprobs: 3, user: 'u', top_k: 40, min_p: 0.01 };
    const answer = await client.chat.completions.create(asked, { headers: { 'x-request-id': 'mine-2' } });
    check(answer._request_id === 'mine-2', 'request id');
    check(answer.choices.length === 2 && answer.choices[1].index === 1, 'two choices');
    check(answer.choices[0].logprobs.content.every((t) => t.logprob <= 0 && t.top_logprobs.length === 3), 'log-probabilities');
    check(answer.usage.total_tokens === answer.usage.prompt_tokens + answer.usage.completion_tokens, 'usage');
    const again = await client.chat.completions.create(asked);
    check(again.choices[0].message.content === answer.choices[0].message.content, 'the same seed');
  },
  async streams() {
    const asked = { model, messages, max_tokens: 12, temperature: 0 };
    const whole = await client.chat.completions.create(asked);
    let text = '', usage, finish;
    await joined(await client.chat.completions.create({ ...asked, stream: true, logprobs: true, stream_options: { include_usage: true } }), (chunk) => {
      usage = chunk.usage ?? usage;
      for (const choice of chunk.choices) {
        text += choice.delta.content ?? '';
        finish = choice.finish_reason ?? finish;
      }
    });
    check(text === whole.choices[0].message.content && finish === whole.choices[0].finish_reason, 'streamed as whole');
    check(usage.completion_tokens === whole.usage.completion_tokens, 'usage of a stream');
    const runner = client.chat.completions.stream(asked);
    check((await runner.finalContent()) === text, "the client's own accumulator");
    const cut = await client.chat.completions.create({ ...asked, max_tokens: 500, temperature: 1, stream: true });
    for await (const _ of cut) break;
    cut.controller.abort();
  },
  async formats() {
    const response_format = { type: 'json_schema', json_schema: { name: 'colour', schema, strict: true } };
    const said = JSON.parse((await client.chat.completions.create({ model, messages, response_format, max_tokens: 100 })).choices[0].message.content);
    check(['red', 'green', 'blue'].includes(said.colour) && typeof said.명도 === 'boolean', 'schema');
    const parsed = await client.chat.completions.parse({ model, messages, response_format, max_tokens: 100 });
    check(parsed.choices[0].message.content.includes('colour'), 'parse()');
    const object = await client.chat.completions.create({ model, messages, response_format: { type: 'json_object' }, max_tokens: 300, seed: 1 });
    if (object.choices[0].finish_reason === 'stop') check(typeof JSON.parse(object.choices[0].message.content) === 'object', 'JSON object');
    const guided = await client.chat.completions.create({ model, messages, max_tokens: 20, guided_regex: '[a-c]{3}' });
    check(/^[a-c]{3}$/.test(guided.choices[0].message.content), 'regular expression');
  },
  async tools() {
    const asked = { model, messages: [{ role: 'user', content: 'What is the weather in Seoul?' }], tools: [weather, time], max_tokens: 200 };
    const named = (await client.chat.completions.create({ ...asked, tool_choice: { type: 'function', function: { name: 'weather' } } })).choices[0];
    const call = named.message.tool_calls[0];
    check(call.function.name === 'weather' && typeof JSON.parse(call.function.arguments).city === 'string', 'named tool');
    const required = (await client.chat.completions.create({ ...asked, tool_choice: 'required', parallel_tool_calls: true })).choices[0];
    check(required.finish_reason === 'tool_calls' && ['weather', 'time'].includes(required.message.tool_calls[0].function.name), 'required tool');
    let args = '';
    await joined(await client.chat.completions.create({ ...asked, tool_choice: 'required', stream: true }), (chunk) => {
      for (const delta of chunk.choices[0]?.delta?.tool_calls ?? []) args += delta.function.arguments ?? '';
    });
    JSON.parse(args);
    const next = [...asked.messages, { role: 'assistant', content: null, tool_calls: [call] }, { role: 'tool', tool_call_id: call.id, content: '12 degrees' }];
    for (const tool_choice of ['auto', 'none']) {
      const got = await client.chat.completions.create({ ...asked, messages: next, tool_choice });
      check(got.choices[0].message.content !== null || got.choices[0].message.tool_calls, `tool_choice ${tool_choice}`);
    }
  },
  async completions() {
    const answer = await client.completions.create({ model, prompt: ['Once upon', 'The sea'], n: 2, max_tokens: 6, logprobs: 2, seed: 1, temperature: 0.7, stop: ['\n\n\n'] });
    check(answer.choices.length === 4 && answer.choices[0].logprobs.tokens.length === answer.choices[0].logprobs.text_offset.length, 'completions');
    const whole = await client.completions.create({ model, prompt: 'Once upon', max_tokens: 8, temperature: 0 });
    let text = '';
    await joined(await client.completions.create({ model, prompt: 'Once upon', max_tokens: 8, temperature: 0, stream: true }), (chunk) => (text += chunk.choices[0]?.text ?? ''));
    check(text === whole.choices[0].text, 'streamed as whole');
  },
  async embeddings() {
    const coded = await client.embeddings.create({ model, input: ['a pump', 'a valve'] });
    const plain = await client.embeddings.create({ model, input: ['a pump', 'a valve'], encoding_format: 'float' });
    check(coded.data[1].embedding.every((x, i) => Math.abs(x - plain.data[1].embedding[i]) < 1e-6), 'base64 and numbers agree');
  },
  async refusals() {
    const chat = (extra) => () => client.chat.completions.create({ model, messages, max_tokens: 1, ...extra });
    await refused(404, 'model', chat({ model: 'none' }));
    await refused(400, 'temperature', chat({ temperature: 'hot' }));
    await refused(400, 'n', chat({ n: 1000 }));
    await refused(400, 'messages[0].role', chat({ messages: [{ role: 'god', content: 'a' }] }));
    await refused(400, 'logit_bias', chat({ logit_bias: { 99999999: 1 } }));
    await refused(400, 'best_of', () => client.completions.create({ model, prompt: 'a', best_of: 3 }));
    await refused(413, null, () => client.completions.create({ model, prompt: 'x'.repeat(9 << 20) }));
  },
};

let failed = 0;
for (const [name, part] of Object.entries(parts)) {
  try {
    await part();
  } catch (error) {
    ++failed;
    console.log(`${name}: ${error.message}`);
  }
}
console.log(`node client: ${checks} checks` + (failed ? `, ${failed} parts FAILED` : ', all passed'));
process.exit(failed ? 1 : 0);
