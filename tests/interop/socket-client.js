// SPDX-License-Identifier: GPL-3.0-or-later
//
// Clients of the reference implementation, to test a server with.  Lines on standard
// input begin with the number of a client, lines on standard output as well:
//
//   N new {"uri":..., "nsp":..., ...}   makes one; the rest are options of io (), but for
//                              "with", another one's number, whose connection it shares
//   N open                     connects: "connected", "recovered", "refused WHY DATA"
//   N emit [NAME, ARGUMENT...]
//   N volatile [NAME, ARGUMENT...]
//   N ask [NAME, ARGUMENT...]           says "answered ARGUMENTS"
//   N ask-for MS [NAME, ARGUMENT...]    the same, or "unanswered WHY"
//   N write TEXT               an engine message, right or wrong
//   N write-bytes BASE64
//   N close                    leaves the namespace
//   N hang-up                  closes the connection
//   N sleep                    answers no ping any more
//   N stay                     says "transport NAME", once it is not going to change any more
//
// What is heard is "NAME ARGUMENTS", the end "lost WHY".  An event that wants to be
// acknowledged gets its arguments back if it is "echo", two answers if it is "twice", an
// answer to each other if it is "later", and none otherwise.
//
// Bytes are {"$bytes":"base64"} in both directions.
'use strict';

const { io } = require('socket.io-client');

const { show, revive } = require('./bytes');

const clients = new Map();

function say(n, words, value) {
  const json = value === undefined ? '' : ` ${JSON.stringify(show(value))}`;
  process.stdout.write(`${n} ${words}${json}\n`);
}

// The client leaves the offset of a recoverable event where it was sent: at its end.
function withoutOffset(socket, args) {
  const last = args[args.length - 1];
  const isOffset = socket._pid && typeof last === 'string' && /^[\w-]{7}(\.[\w-]+)?$/.test(last);
  return isOffset ? args.slice(0, -1) : args;
}

function acknowledge(n, name, args, ack) {
  if (name === 'echo') ack(...args);
  if (name === 'later') setTimeout(() => ack(...args), 20);
  if (name === 'twice') {
    ack(1);
    ack(2);
  }
}

function connectTo(uri, nsp, options) {
  if (options.with !== undefined) return clients.get(String(options.with)).io.socket(nsp, options);
  if (options.msgpack) options.parser = require('socket.io-msgpack-parser');
  return io(uri + nsp, {
    autoConnect: false,
    forceNew: true,
    reconnectionDelay: 10,
    reconnectionDelayMax: 50,
    ...options,
  });
}

function make(n, { uri, nsp, ...options }) {
  const socket = connectTo(uri, nsp, options);

  socket.on('connect', () => say(n, socket.recovered ? 'recovered' : 'connected'));
  socket.on('connect_error', (error) => {
    if (!socket.active) say(n, `refused ${error.message}`, error.data);
  });
  socket.on('disconnect', (reason) => say(n, `lost ${reason}`));
  socket.onAny((name, ...rest) => {
    const ack = typeof rest[rest.length - 1] === 'function' ? rest.pop() : undefined;
    const args = ack ? rest : withoutOffset(socket, rest);

    say(n, name, args);
    if (ack) acknowledge(n, name, args, ack);
  });
  clients.set(n, socket);
}

function ask(n, socket, args, ms) {
  const answered = (...answer) => say(n, 'answered', answer);
  if (ms === undefined) socket.emit(...args, answered);
  else
    socket.timeout(ms).emit(...args, (error, ...answer) => {
      if (error) say(n, `unanswered ${error.message}`);
      else answered(...answer);
    });
}

function sayTransport(n, engine, wanted) {
  if (engine.transport.name === wanted) say(n, `transport ${wanted}`);
  else setTimeout(() => sayTransport(n, engine, wanted), 5);
}

const commands = {
  new: (n, socket, rest) => make(n, JSON.parse(rest)),
  open: (n, socket) => socket.connect(),
  emit: (n, socket, rest) => socket.emit(...revive(JSON.parse(rest))),
  volatile: (n, socket, rest) => socket.volatile.emit(...revive(JSON.parse(rest))),
  ask: (n, socket, rest) => ask(n, socket, revive(JSON.parse(rest))),
  'ask-for': (n, socket, rest) => {
    const at = rest.indexOf(' ');
    ask(n, socket, revive(JSON.parse(rest.slice(at + 1))), Number(rest.slice(0, at)));
  },
  write: (n, socket, rest) => socket.io.engine.write(rest),
  'write-bytes': (n, socket, rest) => socket.io.engine.write(Buffer.from(rest, 'base64')),
  close: (n, socket) => socket.disconnect(),
  'hang-up': (n, socket) => socket.io.engine.close(),
  sleep: (n, socket) => {
    socket.io.engine.sendPacket = () => {};
    socket.io.engine._sendPacket = () => {};
  },
  stay: (n, socket, rest) => sayTransport(n, socket.io.engine, rest),
  drop: (n, socket) => {
    socket.offAny();
    socket.off();
    socket.disconnect();
    clients.delete(n);
    say(n, 'dropped');
  },
};

function obey(line) {
  const [, n, word, rest] = /^(\d+) (\S+) ?(.*)$/s.exec(line);
  commands[word](n, clients.get(n), rest);
}

// Not readline: it takes U+2028 for the end of a line.
let unread = '';
process.stdin.setEncoding('utf8').on('data', (text) => {
  const lines = (unread + text).split('\n');
  unread = lines.pop();
  lines.forEach(obey);
}).on('end', () => process.exit(0));

process.stdout.write('ready 1\n');
