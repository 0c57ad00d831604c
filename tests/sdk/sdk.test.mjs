// The official OpenAI client against a running Signalbox, with nothing changed but baseURL and apiKey. Simulated
// providers answer most calls; scripted ones fail, break off or check what arrives.
import assert from 'node:assert/strict';
import {after, before, describe, test} from 'node:test';
import OpenAI from 'openai';
import {Gateway} from './gateway.mjs';
import {ScriptedProvider, chunk, error, json} from './scripted.mjs';

const kKey = 'sb-sdk-test-default-0123456789abcdef';
const kNarrowKey = 'sb-sdk-test-narrow-0123456789abcdef';
const kProviderKey = 'sk-sdk-canary-environment-4711';
const kProviderFileKey = 'sk-sdk-canary-file-4712';
const kSpeech = Buffer.from(Array.from({length: 70_000}, (_, i) => (i * 31 + (i >> 8)) & 0xff));
const kHello = [{role: 'user', content: 'Say hello to the signal box.'}];
const kModel = 'demo-fast';

const providers = {};
let gateway;
let client;

const streamClosed = {};
streamClosed.promise = new Promise((resolve) => { streamClosed.resolve = resolve; });

async function startProviders() {
  const always = (status, code, headers) => (request, response) =>
      error(response, status, code, `scripted ${status}`, headers);
  providers['limited-a'] = await ScriptedProvider.start(always(429, 'rate_limit_exceeded', {'retry-after': '300'}));
  providers['limited-b'] = await ScriptedProvider.start(always(429, 'rate_limit_exceeded', {'retry-after': '200'}));
  providers['broken-a'] = await ScriptedProvider.start(always(503, 'server_error'));
  providers['broken-b'] = await ScriptedProvider.start(always(500, 'server_error'));
  providers['unknowing'] = await ScriptedProvider.start(always(404, 'model_not_found'));
  providers['picky'] = await ScriptedProvider.start(always(400, 'unsupported_value'));
  providers['media'] = await ScriptedProvider.start((request, response) => {
    if (request.headers.authorization !== `Bearer ${kProviderKey}`) {
      error(response, 401, 'invalid_api_key', 'scripted 401');
    } else if (request.path === '/v1/moderations') {
      json(response, 200, {
        id: 'modr-1', model: request.body.model,
        results: [{flagged: true, categories: {violence: true}, category_scores: {violence: 0.875}}],
      });
    } else if (request.path === '/v1/audio/speech') {
      response.writeHead(200, {'content-type': 'audio/mpeg', 'content-length': kSpeech.length});
      response.end(kSpeech);
    } else {
      error(response, 404, 'not_found', `scripted 404 for ${request.path}`);
    }
  });
  providers['endless'] = await ScriptedProvider.start((request, response) => {
    response.writeHead(200, {'content-type': 'text/event-stream'});
    response.write(chunk(request.body.model, {role: 'assistant', content: ''}));
    const timer = setInterval(() => response.write(chunk(request.body.model, {content: 'tick '})), 20);
    response.once('close', () => {
      clearInterval(timer);
      streamClosed.resolve(Date.now());
    });
  });
}

function configuration(folder) {
  const keys = {media: [{env: 'SIGNALBOX_SDK_PROVIDER_KEY'}], endless: [{file: `${folder}/provider.key`}]};
  const models = {
    media: ['omni-moderation-latest', 'tts-1'], endless: ['endless'], picky: ['picky'], unknowing: ['unknowing'],
    'limited-a': ['limited'], 'limited-b': ['limited'], 'broken-a': ['broken'], 'broken-b': ['broken'],
  };
  const route = (name, ...targets) =>
      ({name, match: {model: name}, targets: targets.map((provider) => ({provider}))});
  return {
    version: 1,
    clients: [{name: 'default', key: kKey}, {name: 'narrow', key: kNarrowKey}],
    providers: [
      {id: 'demo-north', protocol: 'simulated', base_url: 'simulated://demo-north/v1', models: ['demo-fast', 'demo-smart']},
      {id: 'demo-south', protocol: 'simulated', base_url: 'simulated://demo-south/v1', models: ['demo-fast', 'demo-smart']},
      ...Object.entries(providers).map(([id, provider]) => ({
        id, protocol: 'openai', base_url: provider.baseURL, keys: keys[id] ?? [], models: models[id],
      })),
    ],
    routes: [
      route('limited', 'limited-a', 'limited-b'),
      route('broken', 'broken-a', 'broken-b'),
      route('saved', 'broken-a', 'demo-south'),
      route('unknowing', 'unknowing'),
      route('picky', 'picky'),
      route('endless', 'endless'),
      route('omni-moderation-latest', 'media'),
      route('tts-1', 'media'),
      {name: 'everything', match: {model: '*', client: 'default'},
       targets: [{provider: 'demo-north'}, {provider: 'demo-south'}]},
    ],
  };
}

const sent = (provider) => providers[provider].requests.length;
const text = (stream) => stream.reduce((all, event) => all + (event.choices[0]?.delta?.content ?? ''), '');

async function collect(stream) {
  const events = [];
  for await (const event of stream) {
    events.push(event);
  }
  return events;
}

async function failure(promise) {
  return promise.then(() => assert.fail('the call succeeded'), (problem) => problem);
}

describe('the official client', {concurrency: false}, () => {
  before(async () => {
    await startProviders();
    gateway = await Gateway.start({
      configure: configuration,
      files: {'provider.key': `${kProviderFileKey}\n`},
      environment: {SIGNALBOX_SDK_PROVIDER_KEY: kProviderKey},
    });
    client = gateway.client(kKey);
  });

  after(async () => {
    if (gateway) {
      await gateway.stop();
      await gateway.remove();
    }
    await Promise.all(Object.values(providers).map((provider) => provider.stop()));
  });

  test('chat', async () => {
    const {data, response} = await client.chat.completions.create({model: kModel, messages: kHello}).withResponse();
    assert.equal(data.object, 'chat.completion');
    assert.equal(data.choices[0].message.role, 'assistant');
    assert.match(data.choices[0].message.content, /simulated/i);
    assert.equal(data.choices[0].finish_reason, 'stop');
    assert.equal(data.usage.total_tokens, data.usage.prompt_tokens + data.usage.completion_tokens);
    assert.ok(data.usage.completion_tokens > 0);
    assert.equal(response.headers.get('x-signalbox-provider'), 'demo-north');
    assert.equal(response.headers.get('x-signalbox-attempts'), '1');
    const id = response.headers.get('x-signalbox-request-id');
    const [row] = await gateway.rowsWhenThere(`SELECT * FROM request_log WHERE request_id = '${id}' AND status = 'ok'`, 1);
    assert.equal(row.client, 'default');
    assert.equal(row.requested_model, kModel);
    assert.equal(row.output_tokens, data.usage.completion_tokens);
    assert.equal(row.stream, 0);
  });

  test('chat under any model name', async () => {
    const answer = await client.chat.completions.create({model: 'gpt-5.5', messages: kHello});
    assert.match(answer.choices[0].message.content, /simulated/i);
  });

  test('streaming', async () => {
    const events = await collect(await client.chat.completions.create({model: kModel, messages: kHello, stream: true}));
    assert.ok(events.length > 3, `only ${events.length} events`);
    assert.equal(events[0].choices[0].delta.role, 'assistant');
    assert.match(text(events), /simulated/i);
    assert.equal(events.at(-1).choices[0].finish_reason, 'stop');
    assert.ok(events.every((event) => !event.usage), 'usage came although nobody asked');
  });

  test('streaming with usage', async () => {
    const events = await collect(await client.chat.completions.create(
        {model: kModel, messages: kHello, stream: true, stream_options: {include_usage: true}}));
    assert.deepEqual(events.at(-1).choices, []);
    assert.ok(events.at(-1).usage.completion_tokens > 0);
  });

  test('streaming helper', async () => {
    const runner = client.chat.completions.stream({model: kModel, messages: kHello});
    let seen = '';
    runner.on('content', (delta) => { seen += delta; });
    const final = await runner.finalChatCompletion();
    assert.equal(final.choices[0].message.content, seen);
    assert.match(seen, /simulated/i);
  });

  const weather = {
    name: 'weather', description: 'The weather at a place',
    parameters: {
      type: 'object', properties: {place: {type: 'string'}}, required: ['place'], additionalProperties: false,
    },
  };

  for (const stream of [false, true]) {
    test(`tools, ${stream ? 'streaming' : 'plain'}`, async () => {
      const body = {model: kModel, messages: [{role: 'user', content: 'How is the weather in Bern?'}],
                    tools: [{type: 'function', function: weather}], tool_choice: 'required'};
      const answer = stream ? await client.chat.completions.stream(body).finalChatCompletion()
                            : await client.chat.completions.create(body);
      assert.equal(answer.choices[0].finish_reason, 'tool_calls');
      const [call] = answer.choices[0].message.tool_calls;
      assert.equal(call.function.name, 'weather');
      assert.equal(typeof JSON.parse(call.function.arguments).place, 'string');
    });

    test(`tool runner, ${stream ? 'streaming' : 'plain'}`, async () => {
      const calls = [];
      const runner = client.chat.completions.runTools({
        model: kModel, stream, messages: [{role: 'user', content: 'How is the weather in Bern?'}],
        tools: [{type: 'function', function: {...weather, parse: JSON.parse, function: (argument) => {
          calls.push(argument);
          return 'sunny, 21 °C';
        }}}],
      });
      const final = await runner.finalContent();
      assert.ok(calls.length >= 1, 'the tool was never called');
      assert.equal(typeof calls[0].place, 'string');
      assert.ok(final.length > 0);
    });
  }

  test('JSON schema', async () => {
    const answer = await client.chat.completions.parse({
      model: kModel, messages: [{role: 'user', content: 'A train, please.'}],
      response_format: {type: 'json_schema', json_schema: {name: 'train', strict: true, schema: {
        type: 'object', additionalProperties: false, required: ['name', 'cars', 'late', 'stops', 'kind'],
        properties: {
          name: {type: 'string'}, cars: {type: 'integer'}, late: {type: 'boolean'},
          stops: {type: 'array', items: {type: 'string'}}, kind: {type: 'string', enum: ['local', 'express']},
        },
      }}},
    });
    const train = JSON.parse(answer.choices[0].message.content);
    assert.deepEqual(Object.keys(train).sort(), ['cars', 'kind', 'late', 'name', 'stops']);
    assert.equal(typeof train.name, 'string');
    assert.ok(Number.isInteger(train.cars));
    assert.equal(typeof train.late, 'boolean');
    assert.ok(Array.isArray(train.stops) && train.stops.every((stop) => typeof stop === 'string'));
    assert.ok(['local', 'express'].includes(train.kind));
  });

  test('embeddings', async () => {
    const one = await client.embeddings.create({model: kModel, input: 'points'});
    const two = await client.embeddings.create({model: kModel, input: ['points', 'signals'], encoding_format: 'float'});
    assert.equal(one.data.length, 1);
    assert.equal(two.data.length, 2);
    for (const {embedding} of [...one.data, ...two.data]) {
      assert.ok(Array.isArray(embedding) && embedding.length === one.data[0].embedding.length && embedding.length > 0);
      assert.ok(embedding.every(Number.isFinite));
    }
    assert.ok(one.data[0].embedding.every((value, i) => Math.abs(value - two.data[0].embedding[i]) < 1e-5),
        'the same text has two vectors');
    assert.ok(two.usage.prompt_tokens > 0);
  });

  test('images', async () => {
    const {data} = await client.images.generate({model: kModel, prompt: 'a signal box at dusk', n: 1});
    assert.equal(data.length, 1);
    const image = Buffer.from(data[0].b64_json, 'base64');
    assert.equal(image.subarray(1, 4).toString('latin1'), 'PNG');
  });

  test('responses', async () => {
    const answer = await client.responses.create({model: kModel, input: 'Say hello.'});
    assert.equal(answer.status, 'completed');
    assert.match(answer.output_text, /simulated/i);
    assert.ok(answer.usage.output_tokens > 0);
  });

  test('responses, streaming', async () => {
    const events = await collect(await client.responses.create({model: kModel, input: 'Say hello.', stream: true}));
    assert.equal(events[0].type, 'response.created');
    assert.equal(events.at(-1).type, 'response.completed');
    const deltas = events.filter(({type}) => type === 'response.output_text.delta').map(({delta}) => delta).join('');
    assert.equal(events.at(-1).response.output[0].content[0].text, deltas);
    assert.deepEqual(events.map((event) => event.sequence_number), events.map((_, i) => i));
  });

  test('responses, streaming helper', async () => {
    const final = await client.responses.stream({model: kModel, input: 'Say hello.'}).finalResponse();
    assert.match(final.output_text, /simulated/i);
  });

  test('completions', async () => {
    const answer = await client.completions.create({model: kModel, prompt: 'Once upon a time'});
    assert.ok(answer.choices[0].text.length > 0);
    const events = await collect(await client.completions.create({model: kModel, prompt: 'Once', stream: true}));
    assert.ok(events.map((event) => event.choices[0]?.text ?? '').join('').length > 0);
  });

  test('models', async () => {
    const ids = [];
    for await (const model of client.models.list()) {
      assert.equal(model.object, 'model');
      ids.push(model.id);
    }
    for (const id of ['demo-fast', 'demo-smart', 'limited', 'tts-1']) {
      assert.ok(ids.includes(id), `${id} is not among ${ids}`);
    }
    assert.equal((await client.models.retrieve('demo-smart')).id, 'demo-smart');
    assert.ok(await failure(client.models.retrieve('no-such-model')) instanceof OpenAI.NotFoundError);
  });

  test('moderations', async () => {
    const answer = await client.moderations.create({model: 'omni-moderation-latest', input: 'a text'});
    assert.equal(answer.results[0].flagged, true);
    assert.equal(answer.results[0].category_scores.violence, 0.875);
  });

  test('audio speech', async () => {
    const answer = await client.audio.speech.create({model: 'tts-1', voice: 'alloy', input: 'Mind the gap.'});
    assert.equal(answer.headers.get('content-type'), 'audio/mpeg');
    assert.ok(Buffer.from(await answer.arrayBuffer()).equals(kSpeech), 'the bytes differ');
  });

  test('another target takes over unseen', async () => {
    for (const stream of [false, true]) {
      const {data, response} = await client.chat.completions
          .create({model: 'saved', messages: kHello, stream}).withResponse();
      const content = stream ? text(await collect(data)) : data.choices[0].message.content;
      assert.match(content, /simulated/i);
      assert.equal(response.headers.get('x-signalbox-provider'), 'demo-south');
      assert.equal(response.headers.get('x-signalbox-attempts'), '2');
    }
  });

  test('401: wrong key', async () => {
    const problem = await failure(gateway.client('sb-wrong').chat.completions.create({model: kModel, messages: kHello}));
    assert.ok(problem instanceof OpenAI.AuthenticationError, `${problem}`);
    assert.equal(problem.status, 401);
    assert.equal(problem.code, 'invalid_api_key');
  });

  test('404: no route for the model', async () => {
    const problem = await failure(
        gateway.client(kNarrowKey).chat.completions.create({model: 'no-such-model', messages: kHello}));
    assert.ok(problem instanceof OpenAI.NotFoundError, `${problem}`);
    assert.equal(problem.code, 'no_route');
  });

  test('404: the provider does not know the model', async () => {
    const problem = await failure(client.chat.completions.create({model: 'unknowing', messages: kHello}));
    assert.ok(problem instanceof OpenAI.NotFoundError, `${problem}`);
    assert.equal(problem.code, 'model_not_found');
    assert.equal(sent('unknowing'), 1);
  });

  test('400: goes back unchanged', async () => {
    const problem = await failure(client.chat.completions.create({model: 'picky', messages: kHello}));
    assert.ok(problem instanceof OpenAI.BadRequestError, `${problem}`);
    assert.equal(problem.code, 'unsupported_value');
    assert.equal(sent('picky'), 1);
  });

  test('429: every target is rate limited', async () => {
    const begin = Date.now();
    const problem = await failure(client.chat.completions.create({model: 'limited', messages: kHello}));
    assert.ok(problem instanceof OpenAI.RateLimitError, `${problem}`);
    assert.equal(problem.code, 'all_targets_failed');
    const wait = Number(problem.headers.get('retry-after'));
    assert.ok(wait > 180 && wait <= 200, `retry-after: ${wait}`);
    assert.deepEqual([sent('limited-a'), sent('limited-b')], [1, 1]);
    assert.ok(Date.now() - begin < 15_000);
  });

  for (const stream of [false, true]) {
    test(`503: every target fails, ${stream ? 'streaming' : 'plain'}`, async () => {
      const already = [sent('broken-a'), sent('broken-b')];
      const problem = await failure(client.chat.completions.create({model: 'broken', messages: kHello, stream}));
      assert.ok(problem instanceof OpenAI.InternalServerError, `${problem}`);
      assert.equal(problem.status, 503);
      assert.equal(problem.code, 'all_targets_failed');
      assert.match(problem.message, /broken-a/);
      assert.match(problem.message, /broken-b/);
      assert.equal(problem.headers.get('x-should-retry'), 'false');
      assert.deepEqual([sent('broken-a') - already[0], sent('broken-b') - already[1]], [1, 1],
          'the client multiplied the attempts');
    });
  }

  test('abort in mid-stream', async () => {
    const {data, response} = await client.chat.completions
        .create({model: 'endless', messages: kHello, stream: true}).withResponse();
    const id = response.headers.get('x-signalbox-request-id');
    let seen = 0;
    let aborted = 0;
    for await (const event of data) {
      seen += event.choices.length;
      if (seen === 5) {
        aborted = Date.now();
        data.controller.abort();
      }
    }
    assert.ok(aborted > 0);
    const closed = await Promise.race([
      streamClosed.promise,
      new Promise((resolve) => setTimeout(() => resolve(Infinity), 5_000).unref()),
    ]);
    assert.ok(closed - aborted <= 1_000, `upstream saw the cancel after ${closed - aborted} ms`);
    assert.equal(providers.endless.requests[0].headers.authorization, `Bearer ${kProviderFileKey}`);
    const [row] = await gateway.rowsWhenThere(
        `SELECT * FROM request_log WHERE request_id = '${id}' AND status = 'cancelled'`, 1);
    assert.ok(row, 'no cancelled row in the ledger');
    assert.equal(row.stream, 1);
  });

  test('50 calls in parallel', async () => {
    const answers = await Promise.all(Array.from({length: 50}, async (_, i) => {
      const {data, response} = await client.chat.completions
          .create({model: kModel, messages: [{role: 'user', content: `Call ${i}`}], stream: i % 2 === 1}).withResponse();
      const content = i % 2 === 1 ? text(await collect(data)) : data.choices[0].message.content;
      return {content, id: response.headers.get('x-signalbox-request-id')};
    }));
    assert.ok(answers.every(({content}) => /simulated/i.test(content)));
    const ids = new Set(answers.map(({id}) => id));
    assert.equal(ids.size, 50);
    const list = [...ids].map((id) => `'${id}'`).join(',');
    const rows = await gateway.rowsWhenThere(
        `SELECT request_id FROM request_log WHERE status = 'ok' AND request_id IN (${list})`, 50);
    assert.equal(rows.length, 50);
  });

  test('stops in good order and has told no key', async () => {
    assert.deepEqual(await gateway.stop(), {code: 0, signal: null});
    for (const key of [kKey, kNarrowKey, kProviderKey, kProviderFileKey]) {
      assert.ok(!gateway.log.includes(key) && !gateway.output.includes(key), 'a key stands in the log');
    }
    const rows = JSON.stringify([await gateway.rows('SELECT * FROM request_log'),
                                 await gateway.rows('SELECT * FROM attempt_log')]);
    assert.ok(![kKey, kNarrowKey, kProviderKey, kProviderFileKey].some((key) => rows.includes(key)));
  });
});
