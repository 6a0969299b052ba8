// SPDX-License-Identifier: GPL-3.0-or-later
//
// People at a server that is only a port: a front end of another origin, rooms of their own, rooms
// of one's own.
'use strict';

const assert = require('assert');
const { Person, Server, connect, run } = require('./example');

const origin = 'http://localhost:8080';  // where the document's front end is served

function fetchHandshake(server, headers, options) {
  return fetch(`${server.uri}/socket.io/?EIO=4&transport=polling`, { headers, ...options });
}

// Each of them joins a room that nobody else is in, which the server answers: all that it has sent
// them before is there.
async function nothingElse(people) {
  for (const person of people) {
    assert.strictEqual(await person.ask('join-room', `of ${person.id}`), `Joined of ${person.id}`);
    person.heardNothingElse();
  }
}

run({
  'a message goes to everybody but who sent it': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 3);
    const [anna, ben, cleo] = people;

    for (const person of people)
      await server.says(person.id);

    anna.emit('custom-event', 'Hello');
    for (const person of [ben, cleo])
      assert.strictEqual(await person.hears('receive-message'), 'Hello');

    // Anything you wish to send.
    for (const message of [10, { a: 'a', list: [1, 2] }, null, false, 'żółć 🦊']) {
      ben.emit('custom-event', message);
      for (const person of [anna, cleo])
        assert.deepStrictEqual(await person.hears('receive-message'), message);
    }
    await nothingElse(people);
    for (const person of people)
      await person.leave();
    await server.stop();
  },

  'everybody has a room: the own id': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 3);
    const [anna, ben] = people;

    anna.emit('custom-event', 'for you', ben.id);
    assert.strictEqual(await ben.hears('receive-message'), 'for you');

    // socket.to () means the others, in one's own room as well.
    anna.emit('custom-event', 'for me', anna.id);
    await nothingElse(people);

    // An id of somebody who has gone is the room of nobody.
    await ben.leave();
    anna.emit('custom-event', 'are you there?', ben.id);
    await nothingElse([anna, people[2]]);
    await server.stop();
  },

  'a room is who has joined it': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 4);
    const [anna, ben, cleo, dora] = people;

    for (const person of [anna, ben])
      assert.strictEqual(await person.ask('join-room', 'garden'), 'Joined garden');
    assert.strictEqual(await cleo.ask('join-room', 'kitchen'), 'Joined kitchen');

    anna.emit('custom-event', 'in the garden', 'garden');
    assert.strictEqual(await ben.hears('receive-message'), 'in the garden');
    await nothingElse(people);

    // One need not be in a room to be heard there.
    dora.emit('custom-event', 'over the fence', 'garden');
    for (const person of [anna, ben])
      assert.strictEqual(await person.hears('receive-message'), 'over the fence');
    await nothingElse(people);

    // Several rooms at a time; joining twice is being there once.
    cleo.emit('join-room', 'garden');
    await cleo.ask('join-room', 'garden');
    anna.emit('custom-event', 'all three', 'garden');
    for (const person of [ben, cleo])
      assert.strictEqual(await person.hears('receive-message'), 'all three');
    dora.emit('custom-event', 'dinner', 'kitchen');
    assert.strictEqual(await cleo.hears('receive-message'), 'dinner');
    await nothingElse(people);

    // Leaving the server is leaving its rooms.
    await cleo.leave();
    const again = await Person.connect(server, mode);
    anna.emit('custom-event', 'who is left?', 'garden');
    assert.strictEqual(await ben.hears('receive-message'), 'who is left?');
    await nothingElse([anna, ben, dora, again]);
    await server.stop();
  },

  'what makes no sense hurts nobody': async (mode) => {
    const server = await Server.start();
    const [anna, ben] = await connect(server, mode, 2);

    for (const args of [[], [null], [7], [{}], [['garden']]])
      anna.emit('join-room', ...args);
    for (const room of [null, 7, {}, ['garden']])
      anna.emit('custom-event', 'to whom?', room);
    await nothingElse([anna, ben]);
    await server.stop();
  },

  // What a browser lets a page of this origin see is decided by these headers.
  'a page of the listed origin may connect, others may not': async (mode) => {
    const server = await Server.start();
    const allowed = await fetchHandshake(server, { Origin: origin });

    assert.strictEqual(allowed.status, 200);
    assert.strictEqual(allowed.headers.get('access-control-allow-origin'), origin);
    assert.match(await allowed.text(), /^0\{/);

    for (const other of ['http://localhost:8081', 'https://localhost:8080', 'http://localhost',
                         'http://localhost:8080.example.org', 'http://example.org', 'null']) {
      const refused = await fetchHandshake(server, { Origin: other });
      const header = refused.headers.get('access-control-allow-origin');

      assert.ok(header === null || header === origin, `${other} is told ${header}`);
      await refused.text();
    }

    const preflight = await fetchHandshake(server, {
      Origin: origin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    }, { method: 'OPTIONS' });
    assert.strictEqual(preflight.status, 204);
    assert.strictEqual(preflight.headers.get('access-control-allow-origin'), origin);
    assert.match(preflight.headers.get('access-control-allow-methods'), /POST/);
    assert.strictEqual(preflight.headers.get('access-control-allow-headers'), 'content-type');

    // A client of that origin is one like any other.
    const options = { extraHeaders: { Origin: origin } };
    const [anna, ben] = await connect(server, mode, 2, options);
    anna.emit('custom-event', 'Hello');
    assert.strictEqual(await ben.hears('receive-message'), 'Hello');
    await server.stop();
  },
});
