// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the drivers share: a server that is started and ended, people with the reference client,
// and scenarios that each run over long-polling, WebSocket, and the upgrade from one to the other.
//
//   node DRIVER.js SERVER [ARGUMENT...]
//
// Nothing waits for time: a person waits for an event.  That something did not come is shown by
// what came after it, because events keep their order.
'use strict';

const assert = require('assert');
const fs = require('fs');
const os = require('os');
const path = require('path');
const readline = require('readline');
const { spawn } = require('child_process');

let io;

try {
  ({ io } = require('socket.io-client'));
} catch {
  console.log('1..0 # SKIP no socket.io-client in NODE_PATH');
  process.exit(0);
}

const command = process.argv.slice(2);
const transports = {
  polling: ['polling'],
  websocket: ['websocket'],
  upgrade: ['polling', 'websocket'],
};

// Things that come one after the other, and those who wait for them.
class Queue {
  constructor() {
    this.items = [];
    this.waiting = [];
  }

  put(item) {
    const at = this.waiting.findIndex(({ wanted }) => wanted(item));
    if (at < 0) this.items.push(item);
    else this.waiting.splice(at, 1)[0].resolve(item);
  }

  take(wanted) {
    const at = this.items.findIndex(wanted);
    if (at >= 0) return Promise.resolve(this.items.splice(at, 1)[0]);
    return new Promise((resolve) => this.waiting.push({ wanted, resolve }));
  }
}

class Server {
  static async start(...args) {
    const self = new Server();
    const child = spawn(command[0], [...command.slice(1), '--port', '0', ...args],
                        { stdio: ['ignore', 'pipe', 'inherit'] });

    self.lines = new Queue();
    self.child = child;
    self.ended = new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('exit', (code, signal) => resolve(signal ?? code));
    });
    readline.createInterface({ input: child.stdout }).on('line', (line) => self.lines.put(line));
    Server.running.add(self);

    const ready = await Promise.race([self.says(/^ready \d+$/), self.ended]);
    assert.match(String(ready), /^ready/, 'the server says that it is ready');
    self.uri = `http://127.0.0.1:${ready.slice('ready '.length)}`;
    return self;
  }

  // The next line of its output that is, or matches, this.
  says(what) {
    return this.lines.take((line) => (what instanceof RegExp ? what.test(line) : line === what));
  }

  // It ends as a program should that is asked to.
  async stop() {
    this.child.kill('SIGTERM');
    assert.strictEqual(await this.ended, 0, 'the server ends cleanly');
    Server.running.delete(this);
  }
}
Server.running = new Set();

// Somebody with a browser: connects, and keeps everything that comes until it is taken.
class Person {
  static async connect(server, mode, options = {}) {
    const self = new Person(server, mode, options);

    await self.connected;
    return self;
  }

  constructor(server, mode, options = {}) {
    this.events = new Queue();
    this.socket = io(server.uri, { transports: transports[mode], forceNew: true,
                                   reconnection: false, ...options });
    this.socket.onAny((...event) => this.events.put(event));
    this.disconnected = new Promise((resolve) => this.socket.once('disconnect', resolve));
    this.connected = new Promise((resolve, reject) => {
      this.socket.once('connect', () => {
        this.id = this.socket.id;
        this.watchUpgrade(mode);
        resolve();
      });
      this.socket.once('connect_error', reject);
    });
    this.connected.catch(() => {});
    Person.all.add(this);
  }

  watchUpgrade(mode) {
    const { engine } = this.socket.io;

    this.upgraded = mode !== 'upgrade' || engine.transport.name === 'websocket' ? Promise.resolve()
      : new Promise((resolve) => engine.once('upgrade', resolve));
  }

  emit(...event) {
    this.socket.emit(...event);
  }

  ask(...event) {
    return this.socket.timeout(10000).emitWithAck(...event);
  }

  // The arguments of the next event, which has to be this one.
  async hears(name) {
    const [heard, ...args] = await this.events.take(() => true);

    assert.strictEqual(heard, name, `${name} comes next, and not ${heard} ${JSON.stringify(args)}`);
    return args.length === 1 ? args[0] : args;
  }

  // The arguments of the next event with this name, whatever else has come.
  async finds(name) {
    const [, ...args] = await this.events.take(([heard]) => heard === name);

    return args.length === 1 ? args[0] : args;
  }

  // Whether something came that nobody has taken.
  heardNothingElse() {
    assert.deepStrictEqual(this.events.items, [], 'nothing else came');
  }

  async leave() {
    await this.upgraded;
    this.socket.disconnect();
    Person.all.delete(this);
  }
}
Person.all = new Set();

async function connect(server, mode, n, options) {
  return Promise.all(Array.from({ length: n }, () => Person.connect(server, mode, options)));
}

// A file that a server may make, and that is gone afterwards.
function temporary(name) {
  temporary.folders.push(fs.mkdtempSync(path.join(os.tmpdir(), 'example-')));
  return path.join(temporary.folders.at(-1), name);
}
temporary.folders = [];

// Each scenario gets the mode: a key of transports.
async function run(scenarios) {
  let number = 0;

  for (const [name, scenario] of Object.entries(scenarios)) {
    for (const mode of Object.keys(transports)) {
      number++;
      try {
        await scenario(mode);
        console.log(`ok ${number} - ${name}, ${mode}`);
      } catch (error) {
        console.log(`not ok ${number} - ${name}, ${mode}`);
        console.log(String(error.stack).replace(/^/gm, '# '));
        process.exitCode = 1;
      }
      for (const person of Person.all) person.socket.disconnect();
      for (const server of Server.running) server.child.kill('SIGKILL');
      Person.all.clear();
      Server.running.clear();
    }
  }
  console.log(`1..${number}`);
}

process.on('exit', () => {
  for (const server of Server.running) server.child.kill('SIGKILL');
  for (const folder of temporary.folders) fs.rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => process.exit(1));

module.exports = { Person, Server, connect, run, temporary };
