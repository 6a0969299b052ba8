// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the tests of the whole server share: parlour-server, the real program with a data folder of
// its own, and npm's socket.io-client at the other end.  Checks run one after the other, each with
// a server of its own, and are reported in TAP.

'use strict';

const assert = require('assert');
const { spawn, spawnSync } = require('child_process');
const { randomUUID } = require('crypto');
const fs = require('fs');
const http = require('http');
const os = require('os');
const path = require('path');

let io = null;
try {
  ({ io } = require('socket.io-client'));
} catch (error) {
  console.log('1..0 # SKIP no socket.io-client in NODE_PATH');
  process.exit(0);
}

const TIME_LIMIT_MS = 20000;
const PASSWORD = 'correct horse';
const program = process.argv[2];
const checks = [];
const check = (name, func, limit = TIME_LIMIT_MS) => checks.push({ name, func, limit });

/* --- a server, and people ------------------------------------------------------------------- */

class House {
  constructor() {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'parlour-'));
    this.data = path.join(this.folder, 'data');
    this.people = [];
  }

  /* Settings for the next start; gives its options. */
  configure(text) {
    const file = path.join(this.folder, 'server.conf');
    fs.writeFileSync(file, text);
    return ['--config', file];
  }

  start(...options) {
    return this.run([program], options);
  }

  /* With no file larger than so much: a disk that is full. */
  startInLittle(kib, ...options) {
    return this.run(['sh', '-c', 'trap "" XFSZ; ulimit -S -f $0; exec "$@"', String(2 * kib), program], options);
  }

  /* There is space again. */
  makeSpace() {
    const { status, stderr } = spawnSync('prlimit', ['--pid', this.process.pid, '--fsize=unlimited:'], { encoding: 'utf8' });
    assert.strictEqual(status, 0, stderr);
  }

  async run([command, ...words], options) {
    this.process = spawn(command, [...words, '--data', this.data, '--port', '0', '--print-address', ...options]);
    this.errors = '';
    this.process.stderr.on('data', (data) => { this.errors += data; });
    this.ended = new Promise((resolve) => this.process.on('exit', (code, signal) => resolve({ code, signal })));
    this.url = await Promise.race([
      new Promise((resolve) => this.process.stdout.once('data', (data) => resolve(data.toString().trim()))),
      this.ended.then(() => null),
    ]);
    return this.url;
  }

  async stop(signal = 'SIGTERM') {
    this.people.forEach((person) => person.socket.close());
    this.people = [];
    this.process.kill(signal);
    return this.ended;
  }

  async come(auth, options = {}) {
    const person = new Person(this.url, auth, options);
    this.people.push(person);
    await person.come();
    return person;
  }

  /* Sends a file; gives what became of it. */
  upload(token, body, headers = {}) {
    return fetch(`${this.url}/files`, {
      method: 'POST', body, duplex: 'half', headers: { Authorization: `Bearer ${token}`, ...headers },
    });
  }

  register(name) {
    return this.come({ name, password: PASSWORD, register: true });
  }

  async end() {
    if (this.process && this.process.exitCode === null) {
      const { code } = await this.stop();
      assert.strictEqual(code, 0, this.errors);
    }
    fs.rmSync(this.folder, { recursive: true });
  }
}

class Person {
  constructor(url, auth, options) {
    this.heard = [];
    this.waiting = [];
    this.socket = io(url, {
      auth: { protocol: 1, client: { name: 'service.js', version: '1' }, ...auth },
      forceNew: true, reconnection: false, transports: ['websocket'], ...options,
    });
    this.acks = 0; /* answers heard; the last of them, as it came */
    this.ack = null;
    this.socket.on('connect', () => this.socket.io.engine.on('data', (data) => {
      const ack = /^3\d+(.*)$/s.exec(String(data));
      if (ack) {
        this.acks++;
        this.ack = ack[1];
      }
    }));
    this.socket.onAny((event, payload) => {
      this.heard.push({ event, payload });
      this.take(event, payload);
      this.waiting = this.waiting.filter((look) => !look());
    });
  }

  async come() {
    const refused = new Promise((resolve, reject) => this.socket.on('connect_error', reject));
    this.welcome = await Promise.race([this.hear('welcome'), refused]);
    this.id = this.welcome.me.id;
  }

  /* For those who do something with what they hear. */
  take() {}

  /* The first event of this name, heard already or to come, that is as wanted. */
  hear(event, wanted = () => true) {
    return new Promise((resolve) => {
      const look = () => {
        const found = this.heard.find((each) => each.event === event && wanted(each.payload));

        if (found)
          resolve(found.payload);
        return Boolean(found);
      };

      if (!look())
        this.waiting.push(look);
    });
  }

  count(event, wanted = () => true) {
    return this.heard.filter((each) => each.event === event && wanted(each.payload)).length;
  }

  try(event, payload) {
    return new Promise((resolve) => this.socket.emit(event, payload, resolve));
  }

  async ask(event, payload) {
    const answer = await this.try(event, payload);
    assert.strictEqual(answer.ok, true, `${event}: ${JSON.stringify(answer)}`);
    return answer;
  }

  async refused(event, payload, code) {
    const answer = await this.try(event, payload);
    assert.strictEqual(answer.ok, false, `${event} was not refused`);
    assert.strictEqual(answer.error.code, code);
    return answer.error;
  }

  async send(room, text) {
    return (await this.ask('message:send', { id: randomUUID(), room, text })).message;
  }
}

async function refusal(promise) {
  try {
    await promise;
  } catch (error) {
    return error.data;
  }
  throw new Error('let in');
}

function get(url) {
  return new Promise((resolve, reject) => http.get(url, (response) => {
    let body = '';
    response.on('data', (data) => { body += data; });
    response.on('end', () => resolve({ status: response.statusCode, body }));
  }).on('error', reject));
}

/* Runs a command on the house's data; gives what it prints. */
function command(house, words, input = '', options = {}) {
  const result = spawnSync(program, ['--data', house.data, ...words], {
    input, encoding: 'utf8', timeout: TIME_LIMIT_MS, ...options,
  });

  return { code: result.status, out: result.stdout, errors: result.stderr };
}

/* One request of the HTTP API. */
async function call(house, method, where, headers, body) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const response = await fetch(house.url + where, { method, headers, body: text });

  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    json: await response.json(),
  };
}

/* --- running ------------------------------------------------------------------------------------- */

async function run() {
  let failed = 0;

  console.log(`1..${checks.length}`);
  for (const [index, { name, func, limit }] of checks.entries()) {
    const house = new House();
    let timer = null;
    const late = new Promise((resolve, reject) => {
      timer = setTimeout(() => reject(new Error('too late')), limit);
    });
    try {
      await Promise.race([func(house), late]);
      await Promise.race([house.end(), late]);
      console.log(`ok ${index + 1} - ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${index + 1} - ${name}`);
      console.log(`${error.stack}\n${house.errors}`.replace(/^/gm, '# '));
      house.people.forEach((person) => person.socket.close());
      if (house.process)
        house.process.kill('SIGKILL');
    }
    clearTimeout(timer);
  }
  process.exit(failed ? 1 : 0);
}

module.exports = { House, PASSWORD, Person, TIME_LIMIT_MS, call, check, command, get, program, refusal, run };
