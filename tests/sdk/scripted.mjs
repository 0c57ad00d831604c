// A provider that does as it is told: a small HTTP server whose answers a test writes. It keeps what it was asked.
import {createServer} from 'node:http';
import {once} from 'node:events';

export class ScriptedProvider {
  // `answer(request, response)`: request has `path`, `headers`, `body` (parsed) and `bytes`.
  static async start(answer) {
    const provider = new ScriptedProvider(answer);
    provider.server = createServer((message, response) => provider.take(message, response));
    provider.server.listen(0, '127.0.0.1');
    await once(provider.server, 'listening');
    return provider;
  }

  constructor(answer) {
    this.answer = answer;
    this.requests = [];
  }

  get baseURL() {
    return `http://127.0.0.1:${this.server.address().port}/v1`;
  }

  async take(message, response) {
    const parts = [];
    for await (const part of message) {
      parts.push(part);
    }
    const bytes = Buffer.concat(parts);
    const request = {path: message.url, headers: message.headers, bytes, body: bytes.length ? JSON.parse(bytes) : null};
    if (message.method === 'POST') {
      this.requests.push(request);
    }
    this.answer(request, response);
  }

  async stop() {
    this.server.closeAllConnections?.();
    this.server.close();
  }
}

export function json(response, status, body, headers = {}) {
  const text = JSON.stringify(body);
  response.writeHead(status, {'content-type': 'application/json', 'content-length': Buffer.byteLength(text), ...headers});
  response.end(text);
}

export function error(response, status, code, message, headers = {}) {
  json(response, status, {error: {message, type: code, param: null, code}}, headers);
}

export function chunk(model, delta, finish = null) {
  return `data: ${JSON.stringify({
    id: 'chatcmpl-scripted', object: 'chat.completion.chunk', created: 1780000000, model,
    choices: [{index: 0, delta, finish_reason: finish}],
  })}\n\n`;
}
