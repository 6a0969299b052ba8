// SPDX-License-Identifier: GPL-3.0-or-later
//
// Checks a Socket.IO v5 server, point by point of the protocol.
//
//   node socket-io.js PROGRAM [ARGUMENT...]
//
// The program prints "ready PORT" and serves /socket.io/ with a heartbeat of less than a second or
// two, and a second to join a namespace.  It has the namespaces / and /custom, and in both sends
// "auth" with what the client brought when it connected, answers "message" with "message-back", and
// acknowledges "message-with-ack" with the same arguments.

'use strict';

const { assert, check, request, run, sleep, Socket } = require('./kit');

const SEPARATOR = '\x1e';
const BYTES = [Buffer.from([1, 2, 3]), Buffer.from([4, 5, 6])];

/* A connection on which packets of Engine.IO are kept away from those of Socket.IO. */
class Connection extends Socket {
  constructor() {
    super({ EIO: 4, transport: 'websocket' });
  }

  take(packet) {
    if (packet === '2')
      this.send('3');
    else
      super.take(typeof packet === 'string' && packet[0] === '4' ? packet.slice(1) : packet);
  }

  packet(text) {
    this.send('4' + text);
  }
}

async function open() {
  const connection = new Connection();

  assert.match(await connection.next(), /^0\{/);

  return connection;
}

/* Joins a namespace and gives the id that this has there. */
async function join(connection, namespace = '', auth = undefined) {
  const prefix = namespace ? `${namespace},` : '';
  const json = auth === undefined ? '' : JSON.stringify(auth);

  connection.packet(`0${prefix}${json}`);
  const answer = await connection.next();

  assert(answer.startsWith(`0${prefix}{`), answer);
  const { sid, ...rest } = JSON.parse(answer.slice(1 + prefix.length));

  assert.match(sid, /^[A-Za-z0-9_-]{20,}$/);
  assert.deepStrictEqual(rest, {});
  await connection.expect(`2${prefix}["auth",${JSON.stringify(auth || {})}]`);

  return sid;
}

async function openJoined(namespace) {
  const connection = await open();

  connection.id = await join(connection, namespace);

  return connection;
}

const assertAlive = async (connection, namespace = '') => {
  const prefix = namespace ? `${namespace},` : '';

  connection.packet(`2${prefix}["message","there"]`);
  await connection.expect(`2${prefix}["message-back","there"]`);
};

// --- joining ------------------------------------------------------------------------------------

check('connect: to the main namespace', async () => { await join(await open()); });

check('connect: to the main namespace by its name', async () => {
  const connection = await open();

  connection.packet('0/,');
  assert.match(await connection.next(), /^0\{"sid":"[^"]+"\}$/);
});

check('connect: to the main namespace, with what the client brings', async () =>
  join(await open(), '', { token: '123', nested: { list: [1, 'ä', null, true] } }));

check('connect: to another namespace', async () => join(await open(), '/custom'));

check('connect: to another namespace, with what the client brings', async () =>
  join(await open(), '/custom', { token: 'abc' }));

check('connect: to another namespace without a comma', async () => {
  const connection = await open();

  connection.packet('0/custom');
  assert.match(await connection.next(), /^0\/custom,\{"sid":"[^"]+"\}$/);
});

check('connect: to both namespaces, with an id in each', async () => {
  const connection = await open();
  const first = await join(connection);
  const second = await join(connection, '/custom');

  assert.notStrictEqual(first, second);
  await assertAlive(connection);
  await assertAlive(connection, '/custom');
});

check('connect: who joins nothing is closed in time', async () => {
  const connection = await open();

  connection.packet('0/random');
  await connection.expect('4/random,{"message":"Invalid namespace"}');
  await connection.closed;
});

check('connect: the id is not the secret of the session', async () => {
  const connection = new Connection();
  const { sid } = JSON.parse((await connection.next()).slice(1));

  assert.notStrictEqual(await join(connection), sid);
});

check('connect: to a namespace that does not exist', async () => {
  const connection = await open();

  connection.packet('0/random');
  await connection.expect('4/random,{"message":"Invalid namespace"}');
  connection.packet('0/random,{"token":"x"}');
  await connection.expect('4/random,{"message":"Invalid namespace"}');
  await join(connection);
});

check('connect: a query is no part of the name', async () => {
  const connection = await open();

  connection.packet('0/custom?token=x,');
  assert.match(await connection.next(), /^4\/custom\?token=x,\{"message":"Invalid namespace"\}$/);
});

check('connect: twice ends the connection', async () => {
  const connection = await openJoined();

  connection.packet('0');
  await connection.closed;
});

for (const packet of ['0"abc"', '0[]', '0["abc"]', '0{', '0/custom,"abc"']) {
  check(`connect: ${packet} ends the connection`, async () => {
    const connection = await open();

    connection.packet(packet);
    await connection.closed;
  });
}

// --- leaving ------------------------------------------------------------------------------------

check('disconnect: from the main namespace', async () => {
  const connection = await openJoined();

  connection.packet('1');
  await join(connection);
  await assertAlive(connection);
});

check('disconnect: from another namespace, and the first one stays', async () => {
  const connection = await openJoined();

  await join(connection, '/custom');
  connection.packet('1/custom,');
  await assertAlive(connection);
  await join(connection, '/custom');
});

check('disconnect: without a comma', async () => {
  const connection = await openJoined('/custom');

  connection.packet('1/custom');
  await join(connection, '/custom');
});

check('disconnect: from all, and the connection stays', async () => {
  const connection = await openJoined();

  connection.packet('1');
  await sleep(700);
  await join(connection, '/custom');
});

check('disconnect: with more than nothing ends the connection', async () => {
  const connection = await openJoined();

  connection.packet('1{}');
  await connection.closed;
});

// --- events -------------------------------------------------------------------------------------

const ARGUMENTS = [
  '1,"2",{"3":[true]}',
  'null,false,-1.5,"€ 😀 \\" \\\\ \\n"',
  '[],{},[[]],{"a":{"b":[]}}',
  '{"_placeholder":true,"num":0}',
  '""',
];

for (const namespace of ['', '/custom']) {
  const prefix = namespace ? `${namespace},` : '';
  const where = namespace || '/';

  for (const json of ARGUMENTS) {
    check(`event: ${json} in ${where}`, async () => {
      const connection = await openJoined(namespace);

      connection.packet(`2${prefix}["message",${json}]`);
      await connection.expect(`2${prefix}["message-back",${json}]`);
    });
  }

  check(`event: without arguments in ${where}`, async () => {
    const connection = await openJoined(namespace);

    connection.packet(`2${prefix}["message"]`);
    await connection.expect(`2${prefix}["message-back"]`);
  });

  check(`event: with bytes in ${where}`, async () => {
    const connection = await openJoined(namespace);
    const json = '{"_placeholder":true,"num":0},{"deep":[{"_placeholder":true,"num":1}]}';

    connection.packet(`52-${prefix}["message",${json}]`);
    BYTES.forEach((bytes) => connection.send(bytes));
    await connection.expect(`52-${prefix}["message-back",${json}]`, ...BYTES);
  });

  check(`acknowledgement: in ${where}`, async () => {
    const connection = await openJoined(namespace);

    connection.packet(`2${prefix}456["message-with-ack",1,"2",{"3":[false]}]`);
    await connection.expect(`3${prefix}456[1,"2",{"3":[false]}]`);
    connection.packet(`2${prefix}0["message-with-ack"]`);
    await connection.expect(`3${prefix}0[]`);
  });

  check(`acknowledgement: with bytes in ${where}`, async () => {
    const connection = await openJoined(namespace);
    const json = '{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}';

    connection.packet(`52-${prefix}789["message-with-ack",${json}]`);
    BYTES.forEach((bytes) => connection.send(bytes));
    await connection.expect(`62-${prefix}789[${json}]`, ...BYTES);
  });
}

check('event: pings may come between a packet and its bytes', async () => {
  const connection = await openJoined();

  connection.packet('52-["message",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]');
  connection.send(BYTES[0]);
  connection.send('3');
  connection.send(BYTES[1]);
  await connection.expect(
    '52-["message-back",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]', ...BYTES);
});

check('event: many, in order', async () => {
  const connection = await openJoined();

  for (let i = 0; i < 500; i++)
    connection.packet(`2${i}["message-with-ack",${i}]`);
  for (let i = 0; i < 500; i++)
    await connection.expect(`3${i}[${i}]`);
});

check('event: one that nobody listens to is no harm', async () => {
  const connection = await openJoined();

  connection.packet('2["unknown",1]');
  connection.packet('21["unknown",1]');
  connection.packet('2[1,2]');
  await assertAlive(connection);
});

check('acknowledgement: one that nobody asked for is no harm', async () => {
  const connection = await openJoined();

  connection.packet('3123[]');
  connection.packet('30["a"]');
  await assertAlive(connection);
});

check('event: by polling', async () => {
  const query = { EIO: 4, transport: 'polling' };
  const { sid } = JSON.parse((await request('GET', query)).text.slice(1));
  const received = [];
  const poll = async (count) => {
    while (received.length < count) {
      const { text } = await request('GET', { ...query, sid });

      received.push(...text.split(SEPARATOR).filter((packet) => packet !== '2'));
    }
  };
  const post = (...packets) =>
    request('POST', { ...query, sid }, { body: packets.join(SEPARATOR) });

  await post('40');
  await poll(2);
  assert.match(received[0], /^40\{"sid":"[^"]+"\}$/);
  assert.strictEqual(received[1], '42["auth",{}]');
  await post('42["message",1]', '451-["message",{"_placeholder":true,"num":0}]', 'bAQID',
    '427["message-with-ack","x"]');
  await poll(6);
  assert.deepStrictEqual(received.slice(2), ['42["message-back",1]',
    '451-["message-back",{"_placeholder":true,"num":0}]', 'bAQID', '437["x"]']);
});

// --- what makes no sense ------------------------------------------------------------------------

for (const packet of [
  'abc', '', '7', '9', 'x',
  '2', '2{}', '2[]', '2[null]', '2[{}]', '2[[]]', '2"message"', '2["message"', '2["message"]x', '2[',
  '2abc["message-with-ack",1]', '21x["message",1]', '2-1["message"]',
  '2["connect"]', '2["connect_error"]', '2["disconnect"]', '2["disconnecting"]',
  '2["newListener"]', '2["removeListener"]',
  '31{}', '31"abc"', '31',
  '4', '4{"message":"no"}', '4"no"',
  '5["message"]', '5x-["message"]', '5-["message"]', '50x-["message"]',
  '511-["message",{"_placeholder":true,"num":0}]',
  '61-1{}',
]) {
  check(`nonsense: ${JSON.stringify(packet)} ends the connection`, async () => {
    const connection = await openJoined();

    connection.packet(packet);
    await connection.closed;
  });
}

check('nonsense: bytes that belong to nothing', async () => {
  const connection = await openJoined();

  connection.send(BYTES[0]);
  await connection.closed;
});

check('nonsense: text where bytes are due', async () => {
  const connection = await openJoined();

  connection.packet('51-["message",{"_placeholder":true,"num":0}]');
  connection.packet('2["message",1]');
  await connection.closed;
});

for (const json of [
  '{"_placeholder":true,"num":1}', '{"_placeholder":true,"num":-1}',
  '{"_placeholder":true,"num":"0"}', '{"_placeholder":true}',
]) {
  check(`nonsense: ${json} where there is one attachment`, async () => {
    const connection = await openJoined();

    connection.packet(`51-["message",${json}]`);
    connection.send(BYTES[0]);
    await connection.closed;
  });
}

check('nonsense: an event before the namespace was joined', async () => {
  const connection = await open();

  connection.packet('2["message",1]');
  await connection.closed;
});

check('nonsense: an event in a namespace that was not joined', async () => {
  const connection = await openJoined();

  connection.packet('2/custom,["message",1]');
  await connection.closed;
});

run('/socket.io/');
