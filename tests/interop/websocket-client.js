// SPDX-License-Identifier: GPL-3.0-or-later
//
// A WebSocket client by npm's ws, against a server that sends everything back.
//
//   node websocket-client.js URL [deflate]
//
// Line on standard input: "go".
// Lines on standard output: "ready 0", "agreed EXTENSIONS", then "done CODE" with the code that the
// server closed with, or "failed WHAT".

const readline = require('readline');
const WebSocket = require('ws');

const [url, deflate] = process.argv.slice(2);

const messages = [
  'text', '', 'a\u00e9\u20ac\u{1f600}', 'x'.repeat(126), 'y'.repeat(70000), 'z'.repeat(900000),
  Buffer.from([0, 1, 255]), Buffer.alloc(0), Buffer.alloc(300000, 7),
];

function tell(...words) {
  process.stdout.write(words.join(' ') + '\n');
}

function fail(what) {
  tell('failed', what);
  process.exit(1);
}

function same(data, binary, message) {
  return binary === Buffer.isBuffer(message) && Buffer.compare(data, Buffer.from(message)) === 0;
}

async function run() {
  const socket = new WebSocket(url, {
    perMessageDeflate: deflate ? { threshold: 0 } : false,
    rejectUnauthorized: false,
  });
  const waiting = [];
  let pongs = 0;

  socket.on('error', (error) => fail(error.message));
  socket.on('message', (data, binary) => {
    if (!same(data, binary, waiting.shift()))
      fail('another message came back');
  });
  socket.on('pong', (data) => {
    if (data.toString() !== 'ping' + pongs++)
      fail('another pong came back');
  });
  await new Promise((resolve) => socket.once('open', resolve));
  tell('agreed', socket.extensions);

  const until = async (condition) => {
    while (!condition())
      await new Promise((resolve) => setTimeout(resolve, 1));
  };

  // One after the other, then all at once.
  for (const message of messages) {
    waiting.push(message);
    socket.send(message);
    await until(() => waiting.length === 0);
  }
  for (const message of messages) {
    waiting.push(message);
    socket.send(message);
  }
  for (let i = 0; i < 10; i++)
    socket.ping('ping' + i);
  await until(() => waiting.length === 0 && pongs === 10);

  // In fragments.
  waiting.push('one two three');
  socket.send('one ', { fin: false });
  socket.ping('ping10');
  socket.send('two ', { fin: false });
  socket.send('three', { fin: true });
  await until(() => waiting.length === 0 && pongs === 11);

  socket.on('close', (code) => tell('done', code));
  socket.close(3001, 'enough');
}

tell('ready', 0);
readline.createInterface({ input: process.stdin }).once('line', run)
  .on('close', () => process.exit(0));
