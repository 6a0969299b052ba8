// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server that misbehaves.  The first part of the path says how: /NAME/ is one of
// `answers` or `sessions` below.  The first session of a name is bad, each later one
// is good: whoever comes back finds a server that works.
//
// It says "probed NAME" when a client tries to upgrade.  With --tls KEY CERTIFICATE it
// speaks TLS.
'use strict';

const fs = require('fs');
const { WebSocketServer } = require('ws');

const plain = (body, type = 'text/plain; charset=UTF-8', status = 200) => (request, response) =>
  response.writeHead(status, { 'Content-Type': type }).end(body);
const json = (status, body) => plain(JSON.stringify(body), 'application/json', status);
const page = (status) => plain('<html><body>Welcome to nginx!</body></html>', 'text/html', status);

// What every request is answered with, also those for a WebSocket.
const answers = {
  html: page(200),
  empty: plain(''),
  404: page(404),
  502: page(502),
  redirect: (request, response) => response.writeHead(302, { Location: '/elsewhere/' }).end(),
  forbidden: json(403, { code: 4, message: 'Forbidden' }),
  unsupported: json(400, { code: 5, message: 'Unsupported protocol version' }),
  eio3: plain('96:0{"sid":"IgaRlC9oH3aVhvvHAAAA","upgrades":["websocket"],"pingInterval":25000,"pingTimeout":5000}2:40'),
  'no-sid': plain('0{"upgrades":[],"pingInterval":25000,"pingTimeout":20000}'),
  'no-json': plain('0{"sid":'),
  'deep-greeting': plain(`0${'['.repeat(100000)}`),
  hang: () => {},
  late: (request, response) => setTimeout(() => plain(greeting())(request, response), 300),
  reset: (request) => request.socket.resetAndDestroy(),
  cut: (request) => request.socket.destroy(),
  half: (request, response) => {
    response.writeHead(200, { 'Content-Length': 1000 });
    response.write('0{"sid":', () => request.socket.destroy());
  },
  endless: (request, response) => {
    const more = () => { while (response.write('0'.repeat(65536))); };
    response.on('drain', more).on('error', () => {});
    more();
  },
  'no-http': (request) => request.socket.end('SSH-2.0-OpenSSH_9.6\r\n'),
};

const MB = 1024 * 1024;

// What a session sends after it was joined; an array is one payload, { raw } are bytes
// that are no text.
const sessions = {
  good: () => [],
  garbage: () => ['4hello'],
  'engine-garbage': () => ['hello'],
  'empty-message': () => ['4'],
  'unknown-type': () => ['49'],
  'bad-json': () => ['42["x",'],
  'trailing-json': () => ['42["x"]]'],
  'no-array': () => ['42{"x":1}'],
  'empty-array': () => ['42[]'],
  'no-name': () => ['42[null]'],
  'reserved-name': () => ['42["connect"]'],
  'connect-array': () => ['40[1]'],
  'raw-nul': () => ['42["x","a\0b"]'],
  control: () => ['42["x","a\x01b"]'],
  deep: () => [`42["x",${'['.repeat(100000)}${']'.repeat(100000)}]`],
  'deep-objects': () => [`42["x",${'{"a":'.repeat(100000)}1${'}'.repeat(100000)}]`],
  'huge-ack': () => ['4399999999999999999999[]'],
  'no-utf8': () => [{ raw: Buffer.from([0x34, 0x32, 0x5b, 0x22, 0xff, 0xfe, 0x22, 0x5d]) }],
  'too-many-attachments': () => ['4511-["x"]'],
  'endless-attachments': () => ['45999999999999999999-["x"]'],
  'no-attachment-count': () => ['45["x",{"_placeholder":true,"num":0}]'],
  'text-for-attachment': () => ['451-["x",{"_placeholder":true,"num":0}]', '42["y"]'],
  'wrong-attachment': () => ['451-["x",{"_placeholder":true,"num":7}]', Buffer.from([1])],
  'no-attachment-number': () => ['451-["x",{"_placeholder":true,"num":"0"}]', Buffer.from([1])],
  'unexpected-attachment': () => [Buffer.from([1, 2, 3])],
  'big-text': () => [`42["x","${'x'.repeat(200 * MB)}"]`],
  'big-attachment': () => ['451-["x",{"_placeholder":true,"num":0}]', Buffer.alloc(200 * MB)],

  // What is strange, but does no harm: "after" is heard behind it.
  surrogate: () => ['42["x","a\\ud800b","\\udc00"]', '42["after"]'],
  nul: () => ['42["x","a\\u0000b"]', '42["after"]'],
  integers: () => ['42["x",9223372036854775807,9223372036854775808,-9223372036854775809,12345678901234567890123]', '42["after"]'],
  'unknown-ack': () => ['4312345[]', '461-12345[{"_placeholder":true,"num":0}]', Buffer.from([1]), '42["after"]'],
  'other-namespace': () => ['42/nowhere,["x"]', '41/nowhere,', '44/nowhere,{"message":"no"}', '42["after"]'],
  'second-greeting': () => ['40{"sid":"again"}', '42["after"]'],
  'late-refusal': () => ['44{"message":"too late"}', '42["after"]'],
  noops: () => ['6', '6', '42["after"]'],
  'number-name': () => ['42[7,1]', '42["after"]'],
  'user-placeholder': () => ['42["x",{"_placeholder":true,"num":0}]', '42["after"]'],
  'duplicate-keys': () => ['42["x",{"a":1,"a":2}]', '42["after"]'],
  'proto-keys': () => ['42["x",{"__proto__":{"a":1},"constructor":2}]', '42["after"]'],

  // Attachments that never come; nothing else either, until the heartbeat is missed.
  'no-attachment': () => ['451-["x",{"_placeholder":true,"num":0}]'],
  silence: () => [],
};

const impatient = new Set(['no-attachment', 'silence']);
const joining = { // what answers CONNECT instead of the usual
  'version-2': '40',
  'sid-number': '40{"sid":7}',
  'refused-oddly': '44',
  'refused-with-text': '44"go away"',
  unanswered: undefined,
};

const seen = new Map();
let number = 0;

function greeting(name = '', upgrades = []) {
  const quick = impatient.has(name) && seen.get(name) === 1;
  return `0${JSON.stringify({ sid: `${name}.${++number}`, upgrades, pingInterval: quick ? 60 : 25000, pingTimeout: quick ? 40 : 20000, maxPayload: 1e6 })}`;
}

function begin(name) {
  seen.set(name, (seen.get(name) || 0) + 1);
}

// The packets that answer the client's, in the session's name.
function reply(name, packet) {
  const bad = seen.get(name) === 1;

  const echo = /^42(\d+)\["echo"/.exec(packet);

  if (echo) return [`43${echo[1]}[]`];
  if (packet !== '40' && !packet.startsWith('40{')) return [];
  if (bad && name in joining) return joining[name] === undefined ? [] : [joining[name]];
  return [`40{"sid":"socket-${++number}"}`, ...(bad && name in sessions ? sessions[name]() : [])];
}

/* --- WebSocket ------------------------------------------------------------- */

const sockets = new WebSocketServer({ noServer: true, maxPayload: 0, skipUTF8Validation: true });

function send(socket, packet) {
  if (packet.raw) socket.send(packet.raw, { binary: false });
  else socket.send(packet);
}

// How an upgrade goes wrong, by name; the WebSocket is there, "2probe" has come.
const upgrades = {
  'upgrade-cut': (socket) => socket._socket.destroy(),
  'upgrade-closed': (socket) => socket.close(),
  'upgrade-garbage': (socket) => socket.send('nonsense'),
  'upgrade-ignored': () => {},
  'upgrade-cut-after-pong': (socket) => { socket.send('3probe'); setImmediate(() => socket._socket.destroy()); },
};

function serveSocket(socket, name, sid) {
  socket.on('error', () => {});
  if (sid) {
    socket.on('message', (data) => {
      if (String(data) !== '2probe') return;
      process.stdout.write(`probed ${name}\n`);
      upgrades[name](socket);
    });
    return;
  }

  begin(name);
  if (name === 'no-greeting') return;
  socket.send(greeting(name));
  socket.on('message', (data, binary) => {
    if (!binary) for (const packet of reply(name, String(data))) send(socket, packet);
  });
}

/* --- polling --------------------------------------------------------------- */

const polls = new Map();

function flush(session) {
  if (!session.waiting || session.queue.length === 0) return;
  const parts = [];
  for (const [i, packet] of session.queue.entries()) {
    if (i > 0) parts.push(Buffer.from('\x1e'));
    if (packet.raw) parts.push(packet.raw);
    else parts.push(Buffer.isBuffer(packet) ? Buffer.from(`b${packet.toString('base64')}`) : Buffer.from(packet));
  }
  session.queue = [];
  session.waiting.on('error', () => {});
  session.waiting.writeHead(200, { 'Content-Type': 'text/plain; charset=UTF-8' }).end(Buffer.concat(parts));
  session.waiting = undefined;
}

function servePolling(request, response, name, sid) {
  if (!sid) {
    begin(name);
    const text = greeting(name, name in upgrades ? ['websocket'] : []);
    polls.set(JSON.parse(text.slice(1)).sid, { queue: [] });
    plain(text)(request, response);
    return;
  }

  const session = polls.get(sid);
  if (!session) {
    json(400, { code: 1, message: 'Session ID unknown' })(request, response);
  } else if (request.method === 'GET') {
    session.waiting = response;
    // A probe that is waited for needs the poll to end, as the real server does.
    if (name in upgrades) setTimeout(() => { if (session.waiting) { session.queue.push('6'); flush(session); } }, 50);
    flush(session);
  } else {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => { body += chunk; }).on('end', () => {
      plain('ok', 'text/html')(request, response);
      for (const packet of body.split('\x1e')) session.queue.push(...reply(name, packet));
      flush(session);
    });
  }
}

/* --- the server ------------------------------------------------------------ */

function look(request) {
  const url = new URL(request.url, 'http://localhost');
  return [url.pathname.split('/')[1], url.searchParams.get('sid')];
}

const at = process.argv.indexOf('--tls');
const server = at < 0
  ? require('http').createServer()
  : require('https').createServer({ key: fs.readFileSync(process.argv[at + 1]), cert: fs.readFileSync(process.argv[at + 2]) });

server.on('request', (request, response) => {
  const [name, sid] = look(request);
  if (name in answers) answers[name](request, response);
  else servePolling(request, response, name, sid);
});
server.on('upgrade', (request, socket, head) => {
  const [name, sid] = look(request);
  socket.on('error', () => {});
  if (name in answers && name !== 'late') {
    const { ServerResponse } = require('http');
    const response = new ServerResponse(request);
    response.assignSocket(socket);
    response.shouldKeepAlive = false;
    response.on('finish', () => socket.end());
    answers[name](request, response);
    return;
  }
  setTimeout(() => sockets.handleUpgrade(request, socket, head, (ws) => serveSocket(ws, name, sid)), name === 'late' ? 300 : 0);
});
server.on('clientError', (error, socket) => socket.destroy());
process.stdin.resume().on('end', () => process.exit(0));

server.listen(0, '127.0.0.1', () => process.stdout.write(`ready ${server.address().port}\n`));
