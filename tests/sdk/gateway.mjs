// Starts the program as a user would and hands out clients for it. All of its files lie in one temporary folder.
import {execFile, spawn} from 'node:child_process';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import OpenAI from 'openai';

const kStartLimitMs = 10_000;
const kStopLimitMs = 15_000;

function withLimit(promise, ms, what) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: nothing within ${ms} ms`)), ms);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

export class Gateway {
  // `files`: name → content, written with mode 0600 before the start. `configure(folder)` returns config.json's object.
  static async start({configure, files = {}, environment = {}}) {
    const folder = await mkdtemp(join(tmpdir(), 'signalbox-sdk-'));
    for (const [name, content] of Object.entries(files)) {
      await writeFile(join(folder, name), content, {mode: 0o600});
    }
    const config = join(folder, 'config.json');
    await writeFile(config, JSON.stringify(configure(folder), null, 2), {mode: 0o600});
    const gateway = new Gateway(folder);
    gateway.process = spawn(
        process.env.SIGNALBOX_PROGRAM,
        ['serve', '--data-dir', folder, '--config', config, '--listen', '127.0.0.1:0'],
        {env: {...process.env, ...environment}, stdio: ['ignore', 'pipe', 'pipe']});
    gateway.ended = new Promise((resolve) => gateway.process.once('exit', (code, signal) => resolve({code, signal})));
    gateway.process.stderr.on('data', (data) => { gateway.log += data; });
    try {
      gateway.baseURL = await withLimit(gateway.announcement(), kStartLimitMs, 'start');
    } catch (error) {
      gateway.process.kill('SIGKILL');
      throw new Error(`${error.message}\n${gateway.log}`);
    }
    return gateway;
  }

  constructor(folder) {
    this.folder = folder;
    this.log = '';
    this.output = '';
  }

  announcement() {
    return new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.ended.then(({code, signal}) => reject(new Error(`it ended with ${code ?? signal}`)));
      this.process.stdout.on('data', (data) => {
        this.output += data;
        const line = this.output.match(/^signalbox: listening on (http:\/\/127\.0\.0\.1:\d+\/v1)\n/m);
        if (line) {
          resolve(line[1]);
        }
      });
    });
  }

  // Only what a tool's user would set; everything else stays as the client comes.
  client(apiKey) {
    return new OpenAI({baseURL: this.baseURL, apiKey});
  }

  async rows(sql) {
    const {stdout} = await promisify(execFile)(
        'sqlite3', ['-readonly', '-json', '-cmd', '.timeout 2000', join(this.folder, 'ledger.sqlite3'), sql]);
    return stdout.trim() ? JSON.parse(stdout) : [];
  }

  // The rows of `sql` once there are `count` of them: the ledger follows the answer by some milliseconds.
  async rowsWhenThere(sql, count) {
    const until = Date.now() + 5_000;
    for (;;) {
      const rows = await this.rows(sql);
      if (rows.length >= count || Date.now() > until) {
        return rows;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  // SIGTERM; returns how it ended.
  async stop() {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGTERM');
    }
    try {
      return await withLimit(this.ended, kStopLimitMs, 'stop');
    } catch (error) {
      this.process.kill('SIGKILL');
      throw error;
    }
  }

  async remove() {
    await rm(this.folder, {recursive: true, force: true});
  }
}
