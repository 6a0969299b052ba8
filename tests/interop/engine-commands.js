// SPDX-License-Identifier: GPL-3.0-or-later
//
// Engine.IO clients of the reference implementation, for the server's tests.
//
//   node engine-commands.js
//
// Lines on standard input:
//   "server URL"          where sessions are opened from now on
//   "open NAME OPTIONS"   begins a session; options of engine.io-client in JSON
//   "send NAME TEXT", "bytes NAME HEX", "big NAME N" (a message of N characters)
//   "burst NAME N"        sends "#0" to "#N-1", then "#end"
//   "close NAME"          closes
//   "cut NAME"            goes away without a word
//   "reset"               forgets all sessions, and says "reset" as the last of them
// Lines on standard output: "ready 0", and
//   "NAME open TRANSPORT", "NAME upgrade TRANSPORT", "NAME close REASON"
//   "NAME error MESSAGE STATUS BODY"
//   "NAME message TEXT", "NAME bytes HEX", "NAME big N"
//   "NAME sequence N"     after "#end"; "NAME disorder TEXT" if a number was not the next one

const { Socket } = require('engine.io-client');
const http = require('http');
const https = require('https');
const readline = require('readline');

let url = null;
const sessions = new Map();
const tell = (...words) => process.stdout.write(words.join(' ') + '\n');

// Where there is only a certificate of a test.
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
process.removeAllListeners('warning');

function take(session, data) {
  if (typeof data !== 'string') {
    tell(session.name, 'bytes', Buffer.from(data).toString('hex'));
  } else if (data === '#end') {
    tell(session.name, 'sequence', session.next);
    session.next = 0;
  } else if (data.startsWith('#')) {
    if (data !== '#' + session.next)
      tell(session.name, 'disorder', data);
    session.next++;
  } else if (data.length > 10000) {
    tell(session.name, 'big', data.length);
  } else {
    tell(session.name, 'message', data);
  }
}

function open(name, options) {
  const agent = new (url.startsWith('https') ? https : http).Agent({ keepAlive: true });
  const socket = new Socket(url, Object.assign({ path: '/engine.io', agent }, options));
  const session = { name, socket, agent, next: 0 };

  sessions.set(name, session);
  socket.on('open', () => tell(name, 'open', socket.transport.name));
  socket.on('upgrade', (transport) => tell(name, 'upgrade', transport.name));
  socket.on('message', (data) => take(session, data));
  socket.on('close', (reason) => tell(name, 'close', reason));
  socket.on('error', (error) => {
    const context = error.context || {};

    tell(name, 'error', error.message.replace(/ /g, '-'), error.description || 0,
      context.responseText || '');
  });
}

function cut(session) {
  const websocket = session.socket.transport.ws;

  session.socket.removeAllListeners();
  session.agent.destroy();
  if (websocket && websocket._socket)
    websocket._socket.destroy();
}

function reset() {
  for (const session of sessions.values()) {
    cut(session);
    session.socket.close();
  }
  sessions.clear();
  tell('reset');
}

const commands = {
  server: (name) => { url = name; },
  open: (name, rest) => open(name, rest ? JSON.parse(rest) : {}),
  send: (name, rest) => sessions.get(name).socket.send(rest),
  bytes: (name, rest) => sessions.get(name).socket.send(Buffer.from(rest, 'hex')),
  big: (name, rest) => sessions.get(name).socket.send('x'.repeat(Number(rest))),
  burst: (name, rest) => {
    for (let i = 0; i < Number(rest); i++)
      sessions.get(name).socket.send('#' + i);
    sessions.get(name).socket.send('#end');
  },
  close: (name) => sessions.get(name).socket.close(),
  cut: (name) => cut(sessions.get(name)),
  reset,
};

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [command, name, ...rest] = line.split(' ');

  commands[command](name, rest.join(' '));
});

tell('ready', 0);
