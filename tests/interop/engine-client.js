// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clients of the reference implementation that count, for the server's tests.
//
//   node engine-client.js PORT SESSIONS MESSAGES
//
// Opens so many sessions that begin with polling and upgrade, and sends so many numbered messages in
// each, while it expects as many from the server.  Every tenth is bytes.  Commands are lines on
// standard input: "go" begins, "quit" ends.
// Lines on standard output: "ready 0", "done UPGRADED BEFORE" when all have come (how many sessions
// have changed their transport, and how many messages had come before they did), and "wrong ..."
// when one is missing, doubled, or at the wrong place.

'use strict';

const readline = require('readline');
const { Socket } = require('engine.io-client');

const [port, sessions, messages] = process.argv.slice(2).map(Number);
const sockets = [];
let finished = 0;
let upgraded = 0;
let before = 0;

const tell = (line) => process.stdout.write(line + '\n');

const encode = (number) =>
  number % 10 === 0 ? Buffer.from(`m${number}`) : `m${number}`;

function open() {
  const socket = new Socket(`http://127.0.0.1:${port}`, { transports: ['polling', 'websocket'] });
  let expected = 0;
  let sent = 0;
  let isUpgraded = false;

  /* Some at a time, so that all of an upgrade happens somewhere in between. */
  function sendSome() {
    const batch = isUpgraded ? 3 : 20;

    for (let i = 0; i < batch && sent < messages; i++)
      socket.send(encode(sent++));
    if (sent < messages)
      setTimeout(sendSome, 1);
  }

  socket.binaryType = 'nodebuffer';
  socket.on('open', sendSome);
  socket.on('upgrade', () => {
    isUpgraded = true;
    upgraded++;
  });
  socket.on('message', (data) => {
    const wanted = encode(expected);

    if (typeof wanted !== typeof data || String(wanted) !== String(data))
      tell(`wrong ${data} instead of ${wanted}`);
    expected++;
    if (!isUpgraded)
      before++;
    if (expected === messages && ++finished === sessions)
      tell(`done ${upgraded} ${before}`);
  });
  socket.on('close', (reason) => {
    if (expected < messages)
      tell(`wrong: closed after ${expected}: ${reason}`);
  });
  sockets.push(socket);
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'go') {
    for (let i = 0; i < sessions; i++)
      open();
  } else if (line === 'quit') {
    process.exit(0);
  }
}).on('close', () => process.exit(0));

tell('ready 0');
