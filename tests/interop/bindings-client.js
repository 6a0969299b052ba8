// SPDX-License-Identifier: GPL-3.0-or-later
//
// node bindings-client.js COMMAND...
//
// Runs COMMAND, a server that says "ready PORT", and speaks to it as its clients would:
//
//   greet (NAME)           is answered by the event "greeting" (text)
//   add (A, B, answer)     answers the sum
//   bytes (BUFFER)         comes back as "bytes" (BUFFER)
//   ask                    is asked "question" (text), and told "heard" (what it answered)
//   join (ROOM)            puts the client into a room
//   tell (ROOM, TEXT)      sends "told" (TEXT) to the others in the room
//   shout (TEXT)           sends "shouted" (TEXT) to everybody
//   count (answer)         answers how many are there
//   leave                  disconnects the client
//   stop                   closes the server, which ends
//
// A request with "deny" in its query is refused.  The namespace /private refuses
// everybody, with data; /room-N is made when it is asked for, and sends "welcome" (its name).
'use strict';

const { spawn } = require('child_process');
const { once } = require('events');
const readline = require('readline');
let io;

try {
  ({ io } = require('socket.io-client'));
} catch {
  console.log('1..0 # SKIP no socket.io-client in NODE_PATH');
  process.exit(77);
}

let uri;
const sockets = [];

function open(name, options) {
  const socket = io(uri + name, { forceNew: true, reconnection: false, ...options });

  sockets.push(socket);
  return socket;
}

async function connect(name, options) {
  const socket = open(name, options);

  await once(socket, 'connect');
  return socket;
}

function assertEqual(actual, expected) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];

  if (a !== b) throw new Error(`${a} is not ${b}`);
}

const tests = {
  async 'hears an event by its name, and emits'() {
    const socket = await connect('/');
    const greeting = once(socket, 'greeting');

    socket.emit('greet', 'Grace');
    assertEqual(await greeting, ['Hello, Grace!']);
  },

  async 'speaks over polling alone'() {
    const socket = await connect('/', { transports: ['polling'] });
    const greeting = once(socket, 'greeting');

    socket.emit('greet', 'Ada');
    assertEqual(await greeting, ['Hello, Ada!']);
  },

  async 'acknowledges an event'() {
    const socket = await connect('/', { transports: ['websocket'] });

    assertEqual(await socket.emitWithAck('add', 40, 2), 42);
  },

  async 'gives bytes back'() {
    const socket = await connect('/');
    const bytes = once(socket, 'bytes');

    socket.emit('bytes', Buffer.from([0, 1, 255]));
    assertEqual((await bytes)[0].toString('hex'), '0001ff');
  },

  async 'waits for an acknowledgement'() {
    const socket = await connect('/');
    const heard = once(socket, 'heard');

    socket.on('question', (text, answer) => answer(`${text} Fine!`));
    socket.emit('ask');
    assertEqual(await heard, ['How are you? Fine!']);
  },

  async 'speaks to rooms and to everybody'() {
    const [one, other] = [await connect('/'), await connect('/')];
    const told = once(other, 'told');
    const shouted = [once(one, 'shouted'), once(other, 'shouted')];

    one.emit('join', 'garden');
    other.emit('join', 'garden');
    await other.emitWithAck('add', 1, 1);
    one.on('told', () => { throw new Error('told what it said itself'); });
    one.emit('tell', 'garden', 'psst');
    assertEqual(await told, ['psst']);
    one.emit('shout', 'hey');
    assertEqual(await Promise.all(shouted), [['hey'], ['hey']]);
  },

  async 'knows who is there'() {
    const socket = await connect('/');
    const n = await socket.emitWithAck('count');

    await connect('/');
    assertEqual(await socket.emitWithAck('count'), n + 1);
  },

  async 'refuses with a message and data'() {
    const [error] = await once(open('/private'), 'connect_error');

    assertEqual([error.message, error.data], ['Members only', { code: 403 }]);
  },

  async 'refuses a request'() {
    const socket = open('/', { transports: ['polling'], query: { deny: 1 } });
    const [error] = await once(socket, 'connect_error');

    assertEqual(error.description, 403);
  },

  async 'makes namespaces by a pattern'() {
    assertEqual(await once(open('/room-7'), 'welcome'), ['/room-7']);
    const [error] = await once(open('/room-x'), 'connect_error');

    assertEqual(error.message, 'Invalid namespace');
  },

  async 'disconnects a client'() {
    const socket = await connect('/');
    const disconnected = once(socket, 'disconnect');

    socket.emit('leave');
    assertEqual((await disconnected)[0], 'io server disconnect');
  },

  async 'closes, and ends'() {
    const socket = await connect('/');
    const disconnected = once(socket, 'disconnect');

    socket.emit('stop');
    assertEqual((await disconnected)[0], 'transport close');
    assertEqual(await ended, [0, null]);
  },
};

async function run() {
  const names = Object.keys(tests);
  let failed = 0;

  console.log(`1..${names.length}`);
  for (const [index, name] of names.entries()) {
    try {
      await tests[name]();
      console.log(`ok ${index + 1} - ${name}`);
    } catch (error) {
      failed++;
      console.log(`not ok ${index + 1} - ${name}`);
      console.error(error);
    }
    sockets.splice(0).forEach((socket) => socket.disconnect());
  }
  return failed;
}

const [program, ...args] = process.argv.slice(2);
const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
const ended = once(child, 'exit');

child.on('error', (error) => {
  console.error(`${program}: ${error.message}`);
  process.exit(1);
});
ended.then(([code, signal]) => {
  if (code !== 0) {
    console.error(`${program}: ${signal ?? code}`);
    process.exit(1);
  }
});
readline.createInterface({ input: child.stdout }).on('line', async (line) => {
  const [, port] = line.match(/^ready (\d+)$/) ?? [];

  if (port === undefined) return;
  uri = `http://127.0.0.1:${port}`;
  process.exit(await run() === 0 ? 0 : 1);
});
