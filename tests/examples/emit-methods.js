// SPDX-License-Identifier: GPL-3.0-or-later
//
// Three people at a server that has every way to emit.
'use strict';

const assert = require('assert');
const { Person, Server, connect, run } = require('./example');

// What comes after everything that came before: to everybody, in order.
async function nothingElse(people) {
  people[0].emit('chatMessage', 'the end');
  for (const person of people) {
    assert.strictEqual(await person.hears('reply'), 'the end');
    person.heardNothingElse();
  }
}

run({
  'a message is a reply to everybody, the sender included': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 3);

    for (const person of people)
      await server.says(`Socket connected: ${person.id}`);

    people[0].emit('chatMessage', 'Hello');
    await server.says('Message received from frontend: "Hello"');
    for (const person of people)
      assert.strictEqual(await person.hears('reply'), 'Hello');

    // A message is whatever the front end sends.
    for (const message of ['', 'żółć 🦊', 7, 0.5, null, true, ['a', { b: [] }], { text: 'Hi', n: 1 }]) {
      people[1].emit('chatMessage', message);
      for (const person of people)
        assert.deepStrictEqual(await person.hears('reply'), message);
    }

    await nothingElse(people);
    for (const person of people) {
      await person.leave();
      await server.says(`Socket disconnected: ${person.id}`);
    }
    await server.stop();
  },

  'messages keep their order': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 2);

    for (let i = 0; i < 200; i++)
      people[0].emit('chatMessage', i);
    for (const person of people) {
      for (let i = 0; i < 200; i++)
        assert.strictEqual(await person.hears('reply'), i);
      await person.leave();
    }
    await server.stop();
  },

  'each method reaches whom it is for, and nobody else': async (mode) => {
    const server = await Server.start();
    const [anna, ben, cleo] = await connect(server, mode, 3);
    const people = [anna, ben, cleo];
    const everybody = people;
    const cases = [
      ['io.emit', [], everybody],
      ['socket.emit', [], [anna]],
      ['socket.broadcast.emit', [], [ben, cleo]],
      ['io.to.emit', [ben.id], [ben]],
      ['io.to.emit', [anna.id], [anna]],
      ['socket.to.emit', [ben.id], [ben]],
      ['socket.to.emit', [anna.id], []],
      ['io.except.emit', [ben.id], [anna, cleo]],
      ['socket.except.emit', [ben.id], [cleo]],
      ['io.to.emit', ['nobody'], []],
    ];

    for (const [method, more, hearers] of cases) {
      anna.emit(method, method, ...more);
      for (const person of hearers)
        assert.strictEqual(await person.hears('reply'), method);
      await nothingElse(people);
    }
    for (const person of people)
      await person.leave();
    await server.stop();
  },

  'everybody is asked, and the answers come back': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 3);

    people.forEach((person, i) => person.socket.on('question', (text, answer) => answer(text + i)));
    assert.deepStrictEqual((await people[1].ask('io.emitWithAck', 'n')).sort(), ['n0', 'n1', 'n2']);

    // Who has gone is not waited for.
    const left = people.pop();
    await left.leave();
    await server.says(`Socket disconnected: ${left.id}`);
    assert.deepStrictEqual((await people[0].ask('io.emitWithAck', 'm')).sort(), ['m0', 'm1']);

    assert.strictEqual(await people[1].ask('socket.emitWithAck', 'k'), 'k1');
    for (const person of people)
      await person.leave();
    await server.stop();
  },

  'what is volatile arrives where the way is free': async (mode) => {
    const server = await Server.start();
    const [anna, ben] = await connect(server, mode, 2);

    // On a way that is not free it is dropped; until one arrives.
    for (let got = false; !got;) {
      anna.emit('io.volatile.emit', 'now');
      anna.emit('chatMessage', 'then');
      let reply = await ben.hears('reply');
      got = reply === 'now';
      if (got) reply = await ben.hears('reply');
      assert.strictEqual(reply, 'then');
    }
    ben.heardNothingElse();
    await anna.leave();
    await ben.leave();
    await server.stop();
  },

  'what makes no sense hurts nobody': async (mode) => {
    const server = await Server.start();
    const people = await connect(server, mode, 2);

    people[0].emit('chatMessage');
    for (const person of people)
      await person.hears('reply');
    people[0].emit('io.to.emit', 'to whom?');
    people[0].emit('io.to.emit', 'to whom?', { id: 1 });
    people[0].emit('socket.to.emit', 'to whom?', null);
    people[0].emit('no such event', 1, 2, 3);
    await nothingElse(people);
    await server.stop();
    for (const person of people)
      assert.match(await person.disconnected, /^transport (close|error)$/);
  },

  'who connects can emit at once': async (mode) => {
    const server = await Server.start();
    const person = new Person(server, mode);

    person.socket.on('connect', () => person.emit('chatMessage', 'I am here'));
    assert.strictEqual(await person.hears('reply'), 'I am here');
    await person.leave();
    await server.stop();
  },
});
