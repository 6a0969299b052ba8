// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the checks of a server are made of: a program that is started, plain HTTP, plain WebSockets,
// and checks that run one after the other and are reported in TAP.  No client library of the
// protocol is used, for what such a client forgives would not be noticed.

'use strict';

const assert = require('assert');
const { spawn } = require('child_process');
const http = require('http');
const net = require('net');
const readline = require('readline');

let WebSocket = null;
try {
  WebSocket = require('ws');
} catch (error) {
  console.log('1..0 # SKIP no ws in NODE_PATH');
  process.exit(0);
}

const TIME_LIMIT_MS = 8000;
const checks = [];
const opened = new Set(); // what a check has opened, closed when it is over
let port = 0;
let path = '/';

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function check(name, func) {
  checks.push({ name, func });
}

function url(query) {
  const text = typeof query === 'string' ? query : new URLSearchParams(query).toString();

  return path + (text ? '?' + text : '');
}

/* One request on a connection of its own. */
function request(method, query, { body, headers, chunked, agent, to } = {}) {
  return new Promise((resolve, reject) => {
    const all = { ...headers };

    if (body !== undefined && !chunked)
      all['Content-Length'] = Buffer.byteLength(body);
    const outgoing = http.request({
      host: '127.0.0.1', port, method, path: to || url(query), headers: all,
      agent: agent || false,
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const parts = [];

      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => resolve({
        status: response.statusCode,
        headers: response.headers,
        text: Buffer.concat(parts).toString('utf8'),
      }));
    });
    opened.add(() => outgoing.destroy());
    if (body !== undefined)
      outgoing.write(body);
    outgoing.end();
  });
}

/* A WebSocket whose messages wait until somebody asks for them. */
class Socket {
  constructor(query, options = {}) {
    this.received = [];
    this.waiting = [];
    this.ws = new WebSocket(`ws://127.0.0.1:${port}${url(query)}`,
      { perMessageDeflate: false, ...options });
    this.closed = new Promise((resolve) => this.ws.on('close', (code) => resolve(code)));
    this.refused = new Promise((resolve) => {
      this.ws.on('unexpected-response', (request_, response) => {
        resolve(response.statusCode);
        request_.destroy();
      });
    });
    this.opened = new Promise((resolve, reject) => {
      this.ws.on('open', resolve);
      this.ws.on('error', reject);
    });
    this.opened.catch(() => {});
    this.ws.on('message', (data, binary) => this.take(binary ? data : data.toString('utf8')));
    opened.add(() => this.ws.terminate());
  }

  take(message) {
    if (this.waiting.length > 0)
      this.waiting.shift()(message);
    else
      this.received.push(message);
  }

  send(data) {
    this.ws.send(data);
  }

  next() {
    if (this.received.length > 0)
      return Promise.resolve(this.received.shift());

    return new Promise((resolve, reject) => {
      this.waiting.push(resolve);
      this.closed.then((code) => reject(new Error(`closed with ${code}`)));
    });
  }

  async expect(...messages) {
    for (const message of messages)
      assert.deepStrictEqual(await this.next(), message);
  }
}

/* Bytes as they are: for what no HTTP library would send. */
function connect(text) {
  return new Promise((resolve, reject) => {
    const connection = net.connect(port, '127.0.0.1', () => {
      connection.write(text);
      resolve(connection);
    });

    connection.on('error', reject);
    connection.gone = new Promise((gone) => {
      connection.on('close', gone);
    });
    connection.text = '';
    connection.on('data', (data) => { connection.text += data; });
    opened.add(() => connection.destroy());
  });
}

function withLimit(promise) {
  let timer = null;
  const limit = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error('nothing happened in time')), TIME_LIMIT_MS);
  });

  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

async function runCheck({ name, func }, number) {
  try {
    await withLimit(func());
    console.log(`ok ${number} ${name}`);
    return true;
  } catch (error) {
    console.log(`not ok ${number} ${name}`);
    for (const line of String(error.stack).split('\n'))
      console.log(`# ${line}`);
    return false;
  } finally {
    for (const close of opened)
      close();
    opened.clear();
  }
}

function startServer(argv) {
  const server = spawn(argv[0], argv.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });

  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.on('exit', (code, signal) => {
      if (!server.wanted) {
        console.log(`Bail out! The server ended: ${code !== null ? code : signal}`);
        process.exit(1);
      }
    });
    readline.createInterface({ input: server.stdout }).on('line', (line) => {
      if (line.startsWith('ready ')) {
        port = Number(line.slice('ready '.length));
        resolve(server);
      }
    });
  });
}

function stopServer(server) {
  return new Promise((resolve) => {
    server.wanted = true;
    server.removeAllListeners('exit');
    server.on('exit', (code, signal) => resolve(signal === 'SIGTERM' || code === 0));
    server.kill('SIGTERM');
  });
}

/* node SCRIPT PROGRAM [ARGUMENT...]; checks whose name contains $ONLY, if that is set. */
async function run(where) {
  const server = await startServer(process.argv.slice(2));
  const chosen = checks.filter(({ name }) => name.includes(process.env.ONLY || ''));
  let good = true;

  path = where;
  console.log(`1..${chosen.length + 1}`);
  for (const [index, one] of chosen.entries())
    good = (await runCheck(one, index + 1)) && good;

  const ended = await stopServer(server);
  console.log(`${ended ? 'ok' : 'not ok'} ${chosen.length + 1} the server ends as it is told to`);
  process.exit(good && ended ? 0 : 1);
}

module.exports = { assert, check, connect, request, run, sleep, Socket };
