// SPDX-License-Identifier: GPL-3.0-or-later
//
// An Engine.IO server of the reference implementation, for the client's tests.
//
//   node engine-server.js [OPTION=VALUE...]
//
// Options of engine.io by name (values are JSON), and:
//   tls=DIR        https with DIR/server.pem, DIR/server.key, and DIR/ca.pem for clients
//   clientCert=1   ask for a client certificate, and refuse without one
//   port=N         listen there instead of anywhere
//   quiet=1        say nothing but "ready"
//
// It sends every message back, unless the message is a command:
//   "close"            closes the session
//   "burst N"          sends N numbered messages
//   "big N"            sends a message of N characters
//   "sum"              tells how many messages and bytes have come
//   "count"            begins to count messages instead of sending them back
//
// Lines on standard input: "send TEXT", "burst N", "close", "silence" (pings no
// more), "clients", "reject on|off", "quit".
// Lines on standard output: "ready PORT", "open TRANSPORT HEADERS QUERY", "upgraded", "closed
// COUNTED REASON", "request METHOD URL", "clients N".

const engine = require('engine.io');
const fs = require('fs');
const http = require('http');
const https = require('https');
const path = require('path');
const readline = require('readline');

const options = {};
for (const argument of process.argv.slice(2)) {
  const at = argument.indexOf('=');
  const value = argument.slice(at + 1);

  try {
    options[argument.slice(0, at)] = JSON.parse(value);
  } catch (error) {
    options[argument.slice(0, at)] = value;
  }
}

const tell = (...words) => process.stdout.write(words.join(' ') + '\n');
const say = options.quiet ? () => {} : tell;

function makeServer() {
  if (options.tls === undefined)
    return http.createServer(notFound);

  const read = (name) => fs.readFileSync(path.join(options.tls, name));

  return https.createServer({
    cert: read('server.pem'),
    key: read('server.key'),
    ca: read('ca.pem'),
    requestCert: Boolean(options.clientCert),
    rejectUnauthorized: Boolean(options.clientCert),
  }, notFound);
}

function notFound(request, response) {
  response.writeHead(404);
  response.end('nothing here');
}

let rejecting = false;
const server = makeServer();
const io = engine.attach(server, Object.assign({
  path: '/engine.io',
  allowRequest: (request, done) => {
    say('request', request.method, request.url);
    done(rejecting ? 'not you' : null, !rejecting);
  },
}, options));

function answer(socket, data) {
  if (typeof data !== 'string')
    return socket.send(data);

  const [word, number] = data.split(' ');

  if (data === 'close') {
    socket.close();
  } else if (data === 'count') {
    socket.counting = true;
  } else if (data === 'sum') {
    socket.send(`${socket.messages} ${socket.bytes}`);
  } else if (socket.counting) {
    // counted by the caller
  } else if (word === 'burst') {
    for (let i = 0; i < Number(number); i++)
      socket.send(String(i));
  } else if (word === 'big') {
    socket.send('x'.repeat(Number(number)));
  } else {
    socket.send(data);
  }
}

io.on('connection', (socket) => {
  const { headers, _query } = socket.request;

  socket.messages = 0;
  socket.bytes = 0;
  say('open', socket.transport.name, JSON.stringify(headers), JSON.stringify(_query));
  socket.on('upgrade', () => say('upgraded'));
  socket.on('close', (reason) => say('closed', socket.messages, reason));
  socket.on('message', (data) => {
    if (socket.counting && data !== 'sum') {
      socket.messages += 1;
      socket.bytes += data.length;
    }
    answer(socket, data);
  });
});

const everybody = (call) => Object.values(io.clients).forEach(call);

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const [word, ...rest] = line.split(' ');
  const text = rest.join(' ');

  if (word === 'send')
    everybody((socket) => socket.send(text));
  else if (word === 'burst')
    everybody((socket) => answer(socket, line));
  else if (word === 'close')
    everybody((socket) => socket.close());
  else if (word === 'silence')
    everybody((socket) => clearTimeout(socket.pingIntervalTimer));
  else if (word === 'clients')
    say('clients', io.clientsCount);
  else if (word === 'reject')
    rejecting = text === 'on';
  else if (word === 'quit')
    process.exit(0);
}).on('close', () => process.exit(0));

server.listen(options.port || 0, '127.0.0.1', () => tell('ready', server.address().port));
