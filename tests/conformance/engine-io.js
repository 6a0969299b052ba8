// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks an Engine.IO v4 echo server, point by point of the protocol.
//
//   node engine-io.js PROGRAM [ARGUMENT...]
//
// The program prints "ready PORT", serves /engine.io/ with a ping interval of 300 ms, a ping timeout
// of 200 ms (or what PING_INTERVAL and PING_TIMEOUT say) and payloads of at most 1,000,000 bytes, and
// sends every message back.

'use strict';

const http = require('http');

const { assert, check, connect, request, run, sleep, Socket } = require('./kit');

const PING_INTERVAL = Number(process.env.PING_INTERVAL || 300);
const PING_TIMEOUT = Number(process.env.PING_TIMEOUT || 200);
const MAX_PAYLOAD = 1000000;
const SEPARATOR = '\x1e';
const UNKNOWN_SID = { code: 1, message: 'Session ID unknown' };
const BAD_REQUEST = { code: 3, message: 'Bad request' };

const polling = (sid) => ({ EIO: 4, transport: 'polling', ...(sid ? { sid } : {}) });
const websocket = (sid) => ({ EIO: 4, transport: 'websocket', ...(sid ? { sid } : {}) });

function assertRefused(response, error) {
  assert.strictEqual(response.status, 400);
  assert.match(response.headers['content-type'], /^application\/json/);
  assert.deepStrictEqual(JSON.parse(response.text), error);
}

function assertHandshake(packet, upgrades) {
  assert.strictEqual(packet[0], '0');
  const handshake = JSON.parse(packet.slice(1));

  assert.deepStrictEqual(Object.keys(handshake).sort(),
    ['maxPayload', 'pingInterval', 'pingTimeout', 'sid', 'upgrades']);
  assert.match(handshake.sid, /^[A-Za-z0-9_-]{20,}$/);
  assert.deepStrictEqual(handshake.upgrades, upgrades);
  assert.strictEqual(handshake.pingInterval, PING_INTERVAL);
  assert.strictEqual(handshake.pingTimeout, PING_TIMEOUT);
  assert.strictEqual(handshake.maxPayload, MAX_PAYLOAD);

  return handshake.sid;
}

async function poll(sid, options) {
  const response = await request('GET', polling(sid), options);

  assert.strictEqual(response.status, 200);
  assert.match(response.headers['content-type'], /^text\/plain; charset=utf-8$/i);

  return response.text;
}

async function post(sid, body, options) {
  const response = await request('POST', polling(sid),
    { body, headers: { 'Content-Type': 'text/plain;charset=UTF-8' }, ...options });

  assert.strictEqual(response.status, 200);
  assert.strictEqual(response.text, 'ok');
  assert.match(response.headers['content-type'], /^text\/html/);
}

const openPolling = async () => assertHandshake(await poll(), ['websocket']);

async function openWebSocket() {
  const socket = new Socket(websocket());

  socket.sid = assertHandshake(await socket.next(), []);

  return socket;
}

async function openUpgraded() {
  const sid = await openPolling();
  const socket = new Socket(websocket(sid));

  socket.sid = sid;
  await socket.opened;
  socket.send('2probe');
  await socket.expect('3probe');
  socket.send('5');

  return socket;
}

const assertGone = async (sid) => assertRefused(await request('GET', polling(sid)), UNKNOWN_SID);

/* The session lives: what is said comes back, whatever else it has to say. */
async function assertAlive(sid, word = 'still there') {
  await post(sid, '4' + word);
  for (;;) {
    const packets = (await poll(sid)).split(SEPARATOR);

    if (packets.includes('4' + word))
      return;
    assert.deepStrictEqual(packets.filter((packet) => packet !== '2' && packet !== '6'), []);
  }
}

async function assertSocketAlive(socket, word = 'still there') {
  socket.send('4' + word);
  for (;;) {
    const packet = await socket.next();

    if (packet === '4' + word)
      return;
    assert.strictEqual(packet, '2');
  }
}

const soon = async (promise) => {
  const late = Symbol('late');

  return assert.notStrictEqual(await Promise.race([promise, sleep(150).then(() => late)]), late);
};

// --- how a session begins -----------------------------------------------------------------------

check('handshake: a session begins with a poll', async () => {
  const response = await request('GET', polling());

  assertHandshake(response.text, ['websocket']);
  assert.strictEqual(response.headers['cache-control'], 'no-store');
  assert.strictEqual(response.headers['set-cookie'], undefined);
  assert.strictEqual(response.headers['access-control-allow-origin'], undefined);
});

check('handshake: a session begins with a WebSocket', openWebSocket);

check('handshake: each session has a name of its own', async () => {
  const sids = await Promise.all(Array.from({ length: 20 }, openPolling));

  assert.strictEqual(new Set(sids).size, sids.length);
});

check('handshake: more in the query is no harm', async () => {
  assertHandshake(await poll(undefined), ['websocket']);
  const response = await request('GET', { ...polling(), t: 'abc', b64: 1, token: 'x&y=ä' });

  assertHandshake(response.text, ['websocket']);
});

const VERSION = { code: 5, message: 'Unsupported protocol version' };
const TRANSPORT = { code: 0, message: 'Transport unknown' };
const METHOD = { code: 2, message: 'Bad handshake method' };

for (const [what, method, query, error] of [
  ['no version', 'GET', { transport: 'polling' }, VERSION],
  ['version 3', 'GET', { EIO: 3, transport: 'polling' }, VERSION],
  ['version 5', 'GET', { EIO: 5, transport: 'polling' }, VERSION],
  ['a version of letters', 'GET', { EIO: 'abc', transport: 'polling' }, VERSION],
  ['no transport', 'GET', { EIO: 4 }, TRANSPORT],
  ['an unknown transport', 'GET', { EIO: 4, transport: 'abc' }, TRANSPORT],
  ['a transport in capitals', 'GET', { EIO: 4, transport: 'POLLING' }, TRANSPORT],
  ['a transport that is a property of every object', 'GET', { EIO: 4, transport: 'constructor' },
    TRANSPORT],
  ['nothing', 'GET', '', TRANSPORT],
  ['POST', 'POST', polling(), METHOD],
  ['PUT', 'PUT', polling(), METHOD],
  ['DELETE', 'DELETE', polling(), METHOD],
  ['PATCH', 'PATCH', polling(), METHOD],
  ['an unknown session', 'GET', polling('abc'), UNKNOWN_SID],
  ['an unknown session by POST', 'POST', polling('abc'), UNKNOWN_SID],
  ['a WebSocket that is none', 'GET', websocket(), BAD_REQUEST],
]) {
  check(`handshake: refused: ${what}`, async () =>
    assertRefused(await request(method, query), error));
}

for (const [what, query] of [
  ['no version', { transport: 'websocket' }],
  ['version 3', { EIO: 3, transport: 'websocket' }],
  ['a version of letters', { EIO: 'abc', transport: 'websocket' }],
  ['no transport', { EIO: 4 }],
  ['an unknown transport', { EIO: 4, transport: 'abc' }],
  ['an unknown session', websocket('abc')],
]) {
  check(`handshake: a WebSocket is refused: ${what}`, async () =>
    assert.strictEqual(await new Socket(query).refused, 400));
}

for (const to of ['/', '/engine.io', '/engine.io.js', '/other/']) {
  check(`handshake: nothing is served on ${to}`, async () =>
    assert.strictEqual((await request('GET', '', { to: `${to}?EIO=4&transport=polling` })).status,
      404));
}

// --- heartbeat ----------------------------------------------------------------------------------

check('heartbeat: pings come and are answered, by polling', async () => {
  const sid = await openPolling();

  for (let i = 0; i < 3; i++) {
    const before = Date.now();

    assert.strictEqual(await poll(sid), '2');
    assert(Date.now() - before > PING_INTERVAL / 2);
    await post(sid, '3');
  }
});

check('heartbeat: pings come and are answered, by WebSocket', async () => {
  const socket = await openWebSocket();

  for (let i = 0; i < 3; i++) {
    const before = Date.now();

    await socket.expect('2');
    assert(Date.now() - before > PING_INTERVAL / 2);
    socket.send('3');
  }
});

check('heartbeat: pings come and are answered, after an upgrade', async () => {
  const socket = await openUpgraded();

  for (let i = 0; i < 3; i++) {
    await socket.expect('2');
    socket.send('3');
  }
});

check('heartbeat: silence ends a session that polls', async () => {
  const sid = await openPolling();

  await sleep(PING_INTERVAL + PING_TIMEOUT + 150);
  await assertGone(sid);
});

check('heartbeat: a poll that waits hears of the end', async () => {
  const sid = await openPolling();

  assert.strictEqual(await poll(sid), '2');
  assert.strictEqual(await poll(sid), '1');
  await assertGone(sid);
});

check('heartbeat: silence ends a session on a WebSocket, but not too early', async () => {
  const before = Date.now();
  const socket = await openWebSocket();

  await socket.expect('2');
  assert.strictEqual(await socket.closed, 1005);
  assert(Date.now() - before > (PING_INTERVAL + PING_TIMEOUT) * 0.9);
  assert.strictEqual(socket.received.length, 0);
});

check('heartbeat: a pong that nobody asked for is no harm', async () => {
  const socket = await openWebSocket();
  const sid = await openPolling();

  socket.send('3');
  await assertSocketAlive(socket);
  await post(sid, '3');
  await assertAlive(sid);
});

// --- messages -----------------------------------------------------------------------------------

const TEXTS = ['hello', '', '€ ä 😀', 'line\nline\r\n', 'null\0inside', '"\\', 'b64', '4', '1'];

check('message: texts by polling', async () => {
  const sid = await openPolling();

  for (const text of TEXTS) {
    await post(sid, '4' + text);
    assert.strictEqual(await poll(sid), '4' + text);
  }
});

check('message: texts by WebSocket', async () => {
  const socket = await openWebSocket();

  for (const text of TEXTS) {
    socket.send('4' + text);
    await socket.expect('4' + text);
  }
});

check('message: several in one payload', async () => {
  const sid = await openPolling();
  const payload = ['4test1', '4test2', '4test3'].join(SEPARATOR);

  await post(sid, payload);
  assert.strictEqual(await poll(sid), payload);
});

check('message: several payloads wait for one poll', async () => {
  const sid = await openPolling();

  await post(sid, '4a');
  await post(sid, ['4b', '4c'].join(SEPARATOR));
  assert.strictEqual(await poll(sid), ['4a', '4b', '4c'].join(SEPARATOR));
});

check('message: a poll that waits is answered at once', async () => {
  const sid = await openPolling();
  const waiting = poll(sid);

  await sleep(20);
  await post(sid, '4a');
  await soon(waiting);
  assert.strictEqual(await waiting, '4a');
});

check('message: bytes by polling are base64', async () => {
  const sid = await openPolling();

  for (const payload of ['bAQIDBA==', 'bAQID', 'bAQ==', 'b', 'b+/+/', ['bAQ==', '4a', 'bAg=='].join(SEPARATOR)]) {
    await post(sid, payload);
    assert.strictEqual(await poll(sid), payload);
  }
});

check('message: bytes by WebSocket are as they are', async () => {
  const socket = await openWebSocket();

  for (const bytes of [[1, 2, 3, 4], [], [0x31], [0x62, 0x41], [0xff, 0xfe, 0]]) {
    socket.send(Buffer.from(bytes));
    await socket.expect(Buffer.from(bytes));
  }
});

check('message: base64 in a text of a WebSocket is bytes, too', async () => {
  const socket = await openWebSocket();

  socket.send('bAQIDBA==');
  await socket.expect(Buffer.from([1, 2, 3, 4]));
});

check('message: texts and bytes keep their order', async () => {
  const socket = await openWebSocket();

  for (let i = 0; i < 100; i++) {
    socket.send(`4${i}`);
    socket.send(Buffer.from([i]));
  }
  for (let i = 0; i < 100; i++)
    await socket.expect(`4${i}`, Buffer.from([i]));
});

check('message: fragments of a WebSocket are one message', async () => {
  const socket = await openWebSocket();
  const euro = Buffer.from('€');

  socket.ws.send('4hello ', { fin: false });
  socket.ws.ping('in between');
  socket.ws.send(euro.subarray(0, 1), { fin: false });
  socket.ws.send(euro.subarray(1), { fin: true });
  await socket.expect('4hello €');
});

check('message: a ping of the WebSocket itself is answered', async () => {
  const socket = await openWebSocket();
  const pong = new Promise((resolve) => socket.ws.on('pong', (data) => resolve(String(data))));

  socket.ws.ping('abc');
  assert.strictEqual(await pong, 'abc');
});

check('message: the largest that is allowed, by polling', async () => {
  const sid = await openPolling();
  const payload = '4' + 'x'.repeat(MAX_PAYLOAD - 1);

  await post(sid, payload);
  assert.strictEqual(await poll(sid), payload);
});

check('message: the largest that is allowed, by WebSocket', async () => {
  const socket = await openWebSocket();
  const text = '4' + 'x'.repeat(MAX_PAYLOAD - 1);

  socket.send(text);
  await socket.expect(text);
});

check('message: a payload above the limit is refused, and the session goes on', async () => {
  const sid = await openPolling();
  const response = await request('POST', polling(sid), { body: '4' + 'x'.repeat(MAX_PAYLOAD) });

  assert.strictEqual(response.status, 413);
  assert.strictEqual(response.text, '');
  await assertAlive(sid);
});

check('message: a payload in chunks above the limit is refused', async () => {
  const sid = await openPolling();
  const response = await request('POST', polling(sid),
    { body: '4' + 'x'.repeat(MAX_PAYLOAD), chunked: true });

  assert.strictEqual(response.status, 413);
  await assertAlive(sid);
});

check('message: a payload in chunks is read', async () => {
  const sid = await openPolling();

  await post(sid, '4' + 'x'.repeat(1000), { chunked: true });
  assert.strictEqual(await poll(sid), '4' + 'x'.repeat(1000));
});

check('message: above the limit, by WebSocket', async () => {
  const socket = await openWebSocket();

  socket.send('4' + 'x'.repeat(MAX_PAYLOAD));
  assert.strictEqual(await socket.closed, 1009);
});

check('message: fragments above the limit, by WebSocket', async () => {
  const socket = await openWebSocket();

  for (let i = 0; i < 3; i++)
    socket.ws.send('4' + 'x'.repeat(MAX_PAYLOAD / 2), { fin: false });
  assert.strictEqual(await socket.closed, 1009);
});

check('message: requests of a session share a connection', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const sid = await openPolling();

  for (let i = 0; i < 5; i++) {
    await post(sid, `4${i}`, { agent });
    assert.strictEqual(await poll(sid, { agent }), `4${i}`);
  }
  agent.destroy();
});

check('message: sessions do not hear each other', async () => {
  const [first, second] = await Promise.all([openPolling(), openPolling()]);
  const socket = await openWebSocket();

  await post(first, '4a');
  await post(second, '4b');
  socket.send('4c');
  assert.strictEqual(await poll(first), '4a');
  assert.strictEqual(await poll(second), '4b');
  await socket.expect('4c');
});

// --- what makes no sense ------------------------------------------------------------------------

const NONSENSE = ['abc', '', '7', '9', 'x', '-1', ' 4a', '2', '2probe', 'b*', 'bA', SEPARATOR];

for (const packet of NONSENSE) {
  const name = JSON.stringify(packet);

  check(`nonsense: ${name} ends a session that polls`, async () => {
    const sid = await openPolling();
    const waiting = poll(sid);

    await sleep(20);
    await post(sid, packet);
    await soon(waiting);
    assert.strictEqual(await waiting, '1');
    await assertGone(sid);
  });

  check(`nonsense: ${name} ends a session on a WebSocket`, async () => {
    const socket = await openWebSocket();

    socket.send(packet);
    await soon(socket.closed);
  });
}

check('nonsense: what comes before it counts, what comes after it does not', async () => {
  const sid = await openPolling();
  const waiting = poll(sid);

  await sleep(20);
  await post(sid, ['4a', 'x', '4b'].join(SEPARATOR));
  assert.match(await waiting, /^(4a\x1e)?1$/);
  await assertGone(sid);
});

check('nonsense: text that is not UTF-8, by polling', async () => {
  const sid = await openPolling();

  await post(sid, Buffer.from([0x34, 0xff, 0xfe]));
  await assertGone(sid);
});

check('nonsense: text that is not UTF-8, by WebSocket', async () => {
  const socket = await openWebSocket();

  socket.ws.send(Buffer.from([0x34, 0xff, 0xfe]), { binary: false });
  assert.strictEqual(await socket.closed, 1007);
});

check('nonsense: bytes that are not base64', async () => {
  const sid = await openPolling();
  const response = await request('POST', polling(sid),
    { body: Buffer.from([1, 2, 3]), headers: { 'Content-Type': 'application/octet-stream' } });

  assert.strictEqual(response.status, 400);
  assert.strictEqual(response.text, '');
  await assertGone(sid);
});

for (const packet of ['0', '0{}', '5', '6']) {
  check(`nonsense: ${packet} is no harm`, async () => {
    const sid = await openPolling();
    const socket = await openWebSocket();

    await post(sid, packet);
    await assertAlive(sid);
    socket.send(packet);
    await assertSocketAlive(socket);
  });
}

check('nonsense: other methods for a session', async () => {
  const sid = await openPolling();

  for (const method of ['PUT', 'DELETE', 'PATCH'])
    assert((await request(method, polling(sid))).status >= 400);
});

check('nonsense: the other transport for a session', async () => {
  const socket = await openWebSocket();

  assertRefused(await request('GET', polling(socket.sid)), BAD_REQUEST);
  assertRefused(await request('POST', polling(socket.sid), { body: '4a' }), BAD_REQUEST);
  await assertSocketAlive(socket);
});

// --- one poll and one POST at a time ------------------------------------------------------------

check('overlap: a second poll ends the session', async () => {
  const sid = await openPolling();
  const first = request('GET', polling(sid));

  await sleep(20);
  const second = await request('GET', polling(sid));

  assert.strictEqual(second.status, 400);
  assert.strictEqual((await first).status, 200);
  assert.strictEqual((await first).text, '1');
  await assertGone(sid);
});

const head = (sid, length) => `POST /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\n` +
  `Host: localhost\r\nContent-Type: text/plain\r\nContent-Length: ${length}\r\n\r\n`;

check('overlap: a second POST ends the session, and cuts the first', async () => {
  const sid = await openPolling();
  const first = await connect(head(sid, 10) + '4hel');

  await sleep(20);
  const second = await request('POST', polling(sid), { body: '4a' });

  assert.strictEqual(second.status, 400);
  await first.gone;
  assert.strictEqual(first.text, '');
  await assertGone(sid);
});

check('overlap: a POST while a poll waits is how it is meant', async () => {
  const sid = await openPolling();
  const waiting = poll(sid);

  await sleep(20);
  await post(sid, '4a');
  assert.strictEqual(await waiting, '4a');
});

check('overlap: a poll that is given up ends the session', async () => {
  const sid = await openPolling();
  const connection = await connect(
    `GET /engine.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: localhost\r\n\r\n`);

  await sleep(20);
  connection.destroy();
  await sleep(50);
  await assertGone(sid);
});

check('overlap: a POST that breaks off ends the session', async () => {
  const sid = await openPolling();
  const connection = await connect(head(sid, 10) + '4hel');

  await sleep(20);
  connection.destroy();
  await sleep(50);
  await assertGone(sid);
});

// --- how a session ends -------------------------------------------------------------------------

check('close: by polling, with a poll that waits', async () => {
  const sid = await openPolling();
  const waiting = poll(sid);

  await sleep(20);
  await post(sid, '1');
  await soon(waiting);
  assert.strictEqual(await waiting, '6');
  await assertGone(sid);
});

check('close: by polling, without a poll', async () => {
  const sid = await openPolling();

  await post(sid, ['4a', '1'].join(SEPARATOR));
  await assertGone(sid);
});

check('close: by polling, with a poll that leaves at the same time', async () => {
  const agents = [0, 1].map(() => new http.Agent({ keepAlive: true, maxSockets: 1 }));

  for (let i = 0; i < 30; i++) {
    const sid = await openPolling();
    const [mine, yours] = i % 2 ? agents : [...agents].reverse();
    const [text] = await Promise.all(
      [poll(sid, { agent: mine }), post(sid, '1', { agent: yours })]);

    assert.strictEqual(text, '6');
    await assertGone(sid);
  }
  agents.forEach((agent) => agent.destroy());
});

check('close: a 1 on a WebSocket', async () => {
  const socket = await openWebSocket();

  socket.send('1');
  await soon(socket.closed);
  await assertGone(socket.sid);
});

check('close: a close frame', async () => {
  const socket = await openWebSocket();

  socket.ws.close(1000);
  assert.strictEqual(await socket.closed, 1000);
  await assertGone(socket.sid);
});

check('close: a connection that breaks', async () => {
  const socket = await openUpgraded();

  await assertSocketAlive(socket);
  socket.ws.terminate();
  await sleep(50);
  await assertGone(socket.sid);
});

// --- upgrade ------------------------------------------------------------------------------------

check('upgrade: from polling to WebSocket', async () => {
  const socket = await openUpgraded();

  socket.send('4hello');
  await socket.expect('4hello');
  socket.send(Buffer.from([1, 2]));
  await socket.expect(Buffer.from([1, 2]));
});

check('upgrade: a poll that waits ends at once', async () => {
  const sid = await openPolling();
  const waiting = poll(sid);
  const socket = new Socket(websocket(sid));

  await socket.opened;
  await sleep(20);
  socket.send('2probe');
  await socket.expect('3probe');
  await soon(waiting);
  assert.strictEqual(await waiting, '6');
  socket.send('5');
  await assertSocketAlive(socket);
});

check('upgrade: polls that follow end soon, too', async () => {
  const sid = await openPolling();
  const socket = new Socket(websocket(sid));

  await socket.opened;
  socket.send('2probe');
  await socket.expect('3probe');
  assert.strictEqual(await poll(sid), '6');
  assert.strictEqual(await poll(sid), '6');
  socket.send('5');
  await assertSocketAlive(socket);
});

check('upgrade: the session goes on polling until it is over', async () => {
  const sid = await openPolling();
  const socket = new Socket(websocket(sid));

  await socket.opened;
  await assertAlive(sid, 'before');
  socket.send('2probe');
  await socket.expect('3probe');
  await assertAlive(sid, 'between');
  socket.send('5');
  await assertSocketAlive(socket, 'after');
});

check('upgrade: what waits leaves by the WebSocket, in order', async () => {
  const sid = await openPolling();
  const socket = new Socket(websocket(sid));

  await socket.opened;
  socket.send('2probe');
  await socket.expect('3probe');
  await post(sid, ['4a', '4b', 'bAQ=='].join(SEPARATOR));
  socket.send('5');
  socket.send('4c');
  await socket.expect('4a', '4b', Buffer.from([1]), '4c');
});

check('upgrade: requests that come after it are refused, and no harm', async () => {
  const socket = await openUpgraded();

  await assertSocketAlive(socket);
  assertRefused(await request('GET', polling(socket.sid)), BAD_REQUEST);
  assertRefused(await request('POST', polling(socket.sid), { body: '4a' }), BAD_REQUEST);
  await assertSocketAlive(socket);
});

check('upgrade: without a look at the answer', async () => {
  for (let i = 0; i < 20; i++) {
    const sid = await openPolling();
    const socket = new Socket(websocket(sid));

    await socket.opened;
    socket.send('2probe');
    socket.send('5');
    assertRefused(await request('GET', polling(sid)), BAD_REQUEST);
    socket.send('4hello');
    await socket.expect('3probe', '4hello');
  }
});

check('upgrade: a second WebSocket is closed, and no harm', async () => {
  const first = await openUpgraded();
  await assertSocketAlive(first);
  const second = new Socket(websocket(first.sid));

  await second.closed;
  await assertSocketAlive(first);
});

check('upgrade: a second WebSocket while the first one tries is closed', async () => {
  const sid = await openPolling();
  const first = new Socket(websocket(sid));

  await first.opened;
  const second = new Socket(websocket(sid));

  await second.closed;
  first.send('2probe');
  await first.expect('3probe');
  first.send('5');
  await assertSocketAlive(first);
});

for (const packet of ['4hello', '2', '2abc', '3probe', '1', '6', 'abc', '']) {
  check(`upgrade: ${JSON.stringify(packet)} is no probe, and costs the WebSocket only`, async () => {
    const sid = await openPolling();
    const socket = new Socket(websocket(sid));

    await socket.opened;
    socket.send(packet);
    await soon(socket.closed);
    await assertAlive(sid);
  });
}

check('upgrade: a WebSocket that goes away is no harm', async () => {
  const sid = await openPolling();
  const socket = new Socket(websocket(sid));

  await socket.opened;
  socket.send('2probe');
  await socket.expect('3probe');
  socket.ws.terminate();
  await assertAlive(sid);
});

check('upgrade: the end of the session ends its WebSocket', async () => {
  const sid = await openPolling();
  const socket = new Socket(websocket(sid));

  await socket.opened;
  await post(sid, '1');
  await soon(socket.closed);
});

run('/engine.io/');
