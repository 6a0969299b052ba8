// SPDX-License-Identifier: GPL-3.0-or-later
//
// The reference implementation, to test a client against.  It says what happens as
// lines "WORD JSON", and does as it is told by lines on its standard input:
//
//   emit NAMESPACE [NAME, ARGUMENT...]      to everybody there
//   volatile NAMESPACE [NAME, ARGUMENT...]  the same, once it can leave at once
//   ask NAMESPACE [NAME, ARGUMENT...]       to everybody, and says each "answer"
//   kick NAMESPACE                          disconnects everybody there
//   kick-all                                disconnects everybody from everything
//   cut                                     closes the connections below, without a word
//   hold NAMESPACE / release NAMESPACE      lets middleware wait, and go on
//   freeze                                  stops answering for good; only a kill helps
//   reset                                   back to the beginning, then says "reset"
//
// Bytes are {"$bytes":"base64"} in both directions.
'use strict';

const { createServer } = require('http');
const { Server } = require('socket.io');

const { show, revive } = require('./bytes');

function argument(name, otherwise) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
}

function say(word, what) {
  process.stdout.write(what === undefined ? `${word}\n` : `${word} ${JSON.stringify(what)}\n`);
}

const options = {
  path: argument('path', '/socket.io'),
  transports: argument('transports', 'polling,websocket').split(','),
  pingInterval: Number(argument('ping-interval', 25000)),
  pingTimeout: Number(argument('ping-timeout', 20000)),
  maxHttpBufferSize: Number(argument('max-payload', 1e6)),
  connectTimeout: Number(argument('connect-timeout', 45000)),
  perMessageDeflate: process.argv.includes('--deflate') ? { threshold: 0 } : false,
  cookie: process.argv.includes('--cookie'),
};
if (process.argv.includes('--recovery'))
  options.connectionStateRecovery = { maxDisconnectionDuration: 60000, skipMiddlewares: true };
if (argument('parser') === 'msgpack') options.parser = require('socket.io-msgpack-parser');

const http = createServer((request, response) => response.writeHead(404).end('nothing here'));
const io = new Server(http, options);
const held = new Map(); // namespace -> middleware that waits
const tries = new Map(); // for "stubborn"
const deaf = process.argv.includes('--deaf');
let connections = 0;

http.on('connection', () => connections++);

// Every namespace can be held; /admin wants a token, /closed wants nobody.
function guard(namespace) {
  namespace.use((socket, next) => {
    if (held.has(namespace.name)) held.get(namespace.name).push(next);
    else next();
  });
  return namespace;
}

function refuse(message, data) {
  const error = new Error(message);
  if (data !== undefined) error.data = data;
  return error;
}

// Says whether the frames of a WebSocket come compressed.
function watchFrames(socket) {
  const receiver = socket.conn.transport.socket && socket.conn.transport.socket._receiver;
  if (!receiver || receiver.watched) return;
  receiver.watched = true;
  const decompress = receiver.decompress;
  receiver.decompress = function (data, callback) {
    say('deflated', data.length);
    return decompress.call(this, data, callback);
  };
}

const replies = {
  echo: (socket, args, ack) => (ack ? ack(...args) : socket.emit('echo', ...args)),
  silent: () => {},
  late: (socket, [ms, ...args], ack) => setTimeout(() => ack(...args), ms),
  twice: (socket, args, ack) => { ack('first'); ack('second'); },
  bytes: (socket, [size], ack) => ack(Buffer.alloc(size, 7), { deep: [Buffer.from([1, 2, 3])] }, Buffer.alloc(0)),
  // Acknowledges the third try of the same argument.
  stubborn: (socket, [what, times = 3], ack) => {
    const n = (tries.get(what) || 0) + 1;
    tries.set(what, n);
    if (n >= times && ack) ack(n);
  },
  leave: (socket) => socket.disconnect(),
  'leave-all': (socket) => socket.disconnect(true),
  cut: (socket) => socket.conn.close(),
  drop: (socket) => (socket.conn.transport.socket ? socket.conn.transport.socket._socket.destroy() : socket.conn.close()),
  flood: (socket, [n, name], ack) => {
    for (let i = 0; i < n; i++) socket.emit(name.replace('#', i), i);
    ack();
  },
};

function welcome(socket) {
  const namespace = socket.nsp.name;
  const { auth, query, headers } = socket.handshake;

  say(`connected ${namespace}`, {
    id: socket.id, recovered: socket.recovered, auth, query, headers,
    url: socket.handshake.url, transport: socket.conn.transport.name, connections,
  });
  watchFrames(socket);
  socket.conn.on('upgrade', (transport) => {
    say('upgraded', transport.name);
    watchFrames(socket);
  });
  socket.on('disconnect', (reason) => say(`disconnected ${namespace}`, reason));
  socket.onAny((name, ...args) => {
    const ack = typeof args[args.length - 1] === 'function' ? args.pop() : undefined;
    say(`event ${namespace}`, show([name, ...args]));
    if (Object.hasOwn(replies, name) && !deaf) replies[name](socket, args, ack);
  });
}

guard(io.of('/')).on('connection', welcome);
guard(io.of('/other')).on('connection', welcome);
guard(io.of(/^\/room-\d+$/)).on('connection', welcome);
guard(io.of('/admin'))
  .use((socket, next) => {
    const { token } = socket.handshake.auth;
    if (token === 'open sesame') next();
    else next(refuse('not authorized', { token: token === undefined ? null : token, code: 401 }));
  })
  .on('connection', welcome);
io.of('/plain').use((socket, next) => next(refuse('go away')));

function moment() {
  return new Promise((resolve) => setTimeout(resolve, 1));
}

async function reset() {
  for (const name of [...held.keys()]) release(name);
  tries.clear();
  connections = 0;
  io.disconnectSockets(true);
  for (const client of Object.values(io.engine.clients)) client.close(true);
  while (io.engine.clientsCount > 0) await moment();
  say('reset');
}

function release(name) {
  const waiting = held.get(name) || [];
  held.delete(name);
  for (const next of waiting) next();
}

const commands = {
  emit: (namespace, args) => io.of(namespace).emit(...revive(JSON.parse(args))),
  volatile: async (namespace, args) => {
    while (!Object.values(io.engine.clients).every((client) => client.transport.writable)) await moment();
    io.of(namespace).volatile.emit(...revive(JSON.parse(args)));
  },
  ask: (namespace, args) => {
    for (const socket of io.of(namespace).sockets.values())
      socket.timeout(10000).emit(...revive(JSON.parse(args)), (error, ...answer) =>
        say(`answer ${namespace}`, error ? String(error.message) : show(answer)));
  },
  kick: (namespace) => io.of(namespace).disconnectSockets(),
  'kick-all': () => io.disconnectSockets(true),
  cut: () => { for (const client of Object.values(io.engine.clients)) client.close(); },
  hold: (namespace) => { held.set(namespace, []); say('held'); },
  release: (namespace) => release(namespace),
  freeze: () => process.kill(process.pid, 'SIGSTOP'),
  reset,
};

let rest = '';
process.stdin.setEncoding('utf8');
process.stdin.on('data', (chunk) => {
  const lines = (rest + chunk).split('\n');
  rest = lines.pop();
  for (const line of lines) {
    const [command, namespace, ...args] = line.split(' ');
    commands[command](namespace, args.join(' '));
  }
});
process.stdin.on('end', () => process.exit(0));

// Who asked is gone: so is the reason to go on.
process.stdout.on('error', () => process.exit(0));

http.listen(Number(argument('port', 0)), '127.0.0.1', () => process.stdout.write(`ready ${http.address().port}\n`));
