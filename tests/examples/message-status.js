// SPDX-License-Identifier: GPL-3.0-or-later
//
// People in chats: whether a message is sent, delivered or seen depends on where the others are,
// and changes as they come.
'use strict';

const assert = require('assert');
const { Person, Server, run, temporary } = require('./example');

async function signIn(server, mode, userId) {
  const person = await Person.connect(server, mode);

  assert.deepStrictEqual(await person.ask('join', { userId, name: userId.toUpperCase() }), { ok: true });
  return person;
}

async function createChat(person, chat_id, ...members) {
  assert.deepStrictEqual(await person.ask('create-chat', { chat_id, members }), { ok: true });
}

// Joins, and gives the messages that are there, as [text, status].
async function joinChat(person, chat_id) {
  const { ok, history } = await person.ask('join-room', chat_id);

  assert.strictEqual(ok, true);
  return history.messages.map(({ text, status }) => [text, status]);
}

async function send(person, chat_id, text) {
  const { ok, message } = await person.ask('sendMessage', { chat_id, text });

  assert.strictEqual(ok, true);
  assert.strictEqual(message.text, text);
  return message;
}

const statusOf = ({ deliveryStatus }) =>
  Object.fromEntries(deliveryStatus.map(({ userId, status }) => [userId, status]));

// The next thing that each of them hears is this message.
async function hearMessage(people, text, status) {
  for (const person of people) {
    const message = await person.hears('sendMessage');

    assert.strictEqual(message.text, text);
    assert.strictEqual(message.status, status);
  }
}

async function hearStatus(person, message, status, each) {
  const heard = await person.hears('messageStatus');

  assert.strictEqual(heard.id, message.id);
  assert.strictEqual(heard.chat_id, message.chat_id);
  assert.strictEqual(heard.status, status);
  assert.deepStrictEqual(statusOf(heard), each);
}

// An answer comes after everything that was sent to them before.
async function nothingElse(people) {
  for (const person of people) {
    assert.strictEqual((await person.ask('join-room', '')).ok, false);
    person.heardNothingElse();
  }
}

function start(database = temporary('messages.db')) {
  return Server.start('--database', database);
}

run({
  'who is in the chat has seen it': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const mike = await signIn(server, mode, 'mike');
    const dora = await signIn(server, mode, 'dora');

    await createChat(harley, 'chat-1', 'harley', 'mike');
    assert.deepStrictEqual(await joinChat(harley, 'chat-1'), []);
    assert.deepStrictEqual(await joinChat(mike, 'chat-1'), []);

    const before = Date.now();
    const { id, time, ...message } = await send(harley, 'chat-1', 'Hello Mike, żółć 🦊');
    assert.deepStrictEqual(message, {
      chat_id: 'chat-1', userId: 'harley', name: 'HARLEY', text: 'Hello Mike, żółć 🦊',
      status: 'seen', deliveryStatus: [{ userId: 'mike', status: 'seen' }],
    });
    assert.ok(typeof id === 'string' && id !== '');
    assert.ok(before <= time && time <= Date.now());
    for (const person of [harley, mike])
      assert.deepStrictEqual(await person.hears('sendMessage'), { id, time, ...message });

    await send(mike, 'chat-1', 'Hello Harley');
    await hearMessage([harley, mike], 'Hello Harley', 'seen');
    await nothingElse([harley, mike, dora]);
    await server.stop();
  },

  'delivered to who is elsewhere, and seen when he joins': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const mike = await signIn(server, mode, 'mike');

    await createChat(harley, 'chat-1', 'harley', 'mike');
    await joinChat(harley, 'chat-1');

    const one = await send(harley, 'chat-1', 'one');
    const two = await send(harley, 'chat-1', 'two');
    for (const text of ['one', 'two'])
      await hearMessage([harley, mike], text, 'delivered');
    await nothingElse([harley, mike]);

    assert.deepStrictEqual(await joinChat(mike, 'chat-1'), [['one', 'seen'], ['two', 'seen']]);
    await hearStatus(harley, one, 'seen', { mike: 'seen' });
    await hearStatus(harley, two, 'seen', { mike: 'seen' });

    // Who has left the chat is elsewhere again; joining it twice changes nothing more.
    await mike.ask('leave-room', 'chat-1');
    const three = await send(harley, 'chat-1', 'three');
    await hearMessage([harley, mike], 'three', three.status);
    assert.strictEqual(three.status, 'delivered');
    await joinChat(mike, 'chat-1');
    await joinChat(mike, 'chat-1');
    await hearStatus(harley, three, 'seen', { mike: 'seen' });

    // Only who has written it is told.
    await nothingElse([harley, mike]);
    await server.stop();
  },

  'sent to who is offline, delivered when he is back, and seen when he joins': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');

    await createChat(harley, 'chat-1', 'harley', 'mike');
    await joinChat(harley, 'chat-1');
    const message = await send(harley, 'chat-1', 'Are you there?');
    assert.strictEqual(message.status, 'sent');
    await hearMessage([harley], 'Are you there?', 'sent');

    const mike = await signIn(server, mode, 'mike');
    await hearMessage([mike], 'Are you there?', 'delivered');
    await hearStatus(harley, message, 'delivered', { mike: 'delivered' });
    await nothingElse([harley, mike]);

    assert.deepStrictEqual(await joinChat(mike, 'chat-1'), [['Are you there?', 'seen']]);
    await hearStatus(harley, message, 'seen', { mike: 'seen' });

    // Gone without a word, from within the chat.
    await mike.leave();
    await server.says('User disconnected: mike');
    assert.strictEqual((await send(harley, 'chat-1', 'Gone?')).status, 'sent');
    await hearMessage([harley], 'Gone?', 'sent');
    await nothingElse([harley]);
    await server.stop();
  },

  'in a group each person has a status': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const mike = await signIn(server, mode, 'mike');
    const dora = await signIn(server, mode, 'dora');
    const other = await signIn(server, mode, 'other');

    await createChat(harley, 'group', 'harley', 'mike', 'dora', 'cleo');
    await joinChat(harley, 'group');
    await joinChat(mike, 'group');

    const message = await send(harley, 'group', 'Hello all');
    assert.deepStrictEqual(statusOf(message), { mike: 'seen', dora: 'delivered', cleo: 'sent' });
    await hearMessage([harley, mike, dora], 'Hello all', 'sent');

    // The whole has the status of the one who is furthest behind.
    await joinChat(dora, 'group');
    await hearStatus(harley, message, 'sent', { mike: 'seen', dora: 'seen', cleo: 'sent' });
    const cleo = await signIn(server, mode, 'cleo');
    await hearMessage([cleo], 'Hello all', 'delivered');
    await hearStatus(harley, message, 'delivered', { mike: 'seen', dora: 'seen', cleo: 'delivered' });
    await joinChat(cleo, 'group');
    await hearStatus(harley, message, 'seen', { mike: 'seen', dora: 'seen', cleo: 'seen' });

    await nothingElse([harley, mike, dora, cleo, other]);
    await server.stop();
  },

  'a person with two windows is wherever one of them is': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const one = await signIn(server, mode, 'mike');
    const two = await signIn(server, mode, 'mike');

    await createChat(harley, 'chat-1', 'harley', 'mike');
    await joinChat(harley, 'chat-1');
    await joinChat(two, 'chat-1');
    assert.strictEqual((await send(harley, 'chat-1', 'one')).status, 'seen');
    await hearMessage([harley, one, two], 'one', 'seen');

    await two.leave();
    await server.says('User disconnected: mike');
    const message = await send(harley, 'chat-1', 'two');
    assert.strictEqual(message.status, 'delivered');
    await hearMessage([harley, one], 'two', 'delivered');
    await one.leave();
    await server.says('User disconnected: mike');
    assert.strictEqual((await send(harley, 'chat-1', 'three')).status, 'sent');
    await hearMessage([harley], 'three', 'sent');

    // The other window of the one who writes shows it, too.
    const second = await signIn(server, mode, 'harley');
    await send(harley, 'chat-1', 'four');
    await hearMessage([harley, second], 'four', 'sent');
    await nothingElse([harley, second]);
    await server.stop();
  },

  'typing is shown in four ways': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const mike = await signIn(server, mode, 'mike');
    const dora = await signIn(server, mode, 'dora');
    const people = [harley, mike, dora];

    await createChat(harley, 'chat-1', 'harley', 'mike');
    await joinChat(harley, 'chat-1');
    await joinChat(mike, 'chat-1');

    for (const [to, hearers] of [['all', people], ['me', [harley]], ['room', [harley, mike]],
                                 ['others', [mike]], [undefined, [mike]]]) {
      for (const typing of [true, false]) {
        harley.emit('showTyping', { chat_id: 'chat-1', typing, to });
        for (const person of hearers)
          assert.deepStrictEqual(await person.hears('showTyping'),
                                 { chat_id: 'chat-1', userId: 'harley', name: 'HARLEY', typing });
        await nothingElse(people);
      }
    }

    // Dora is not in that chat, and cannot type there.
    for (const to of ['all', 'me', 'room', 'others'])
      dora.emit('showTyping', { chat_id: 'chat-1', typing: true, to });
    for (const typing of [undefined, null, 7, 'chat-1', {}, { chat_id: 'chat-1', to: 'nobody' },
                          { chat_id: 7, to: 'all' }])
      harley.emit('showTyping', typing);
    await nothingElse(people);
    await server.stop();
  },

  'a restart keeps messages and what is known of them': async (mode) => {
    const database = temporary('messages.db');
    let server = await start(database);
    let harley = await signIn(server, mode, 'harley');
    let mike = await signIn(server, mode, 'mike');

    await createChat(harley, 'chat-1', 'harley', 'mike', 'dora');
    await joinChat(harley, 'chat-1');
    await joinChat(mike, 'chat-1');
    const message = await send(harley, 'chat-1', 'before');
    await server.stop();

    server = await start(database);
    harley = await signIn(server, mode, 'harley');
    assert.deepStrictEqual(await joinChat(harley, 'chat-1'), [['before', 'sent']]);
    const dora = await signIn(server, mode, 'dora');
    await hearMessage([dora], 'before', 'delivered');
    await hearStatus(harley, message, 'delivered', { mike: 'seen', dora: 'delivered' });
    assert.deepStrictEqual(await joinChat(dora, 'chat-1'), [['before', 'seen']]);
    await hearStatus(harley, message, 'seen', { mike: 'seen', dora: 'seen' });

    // Who was in the chat before is not there now.
    const next = await send(harley, 'chat-1', 'after');
    assert.deepStrictEqual(statusOf(next), { mike: 'sent', dora: 'seen' });
    await hearMessage([harley, dora], 'after', 'sent');
    await nothingElse([harley, dora]);
    await server.stop();
  },

  'what is sent again is there once': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const mike = await signIn(server, mode, 'mike');
    const message = { id: 'a-b-c', chat_id: 'chat-1', text: 'once' };

    await createChat(harley, 'chat-1', 'harley', 'mike');
    await joinChat(harley, 'chat-1');
    const first = await harley.ask('sendMessage', message);
    const second = await harley.ask('sendMessage', message);
    assert.deepStrictEqual(first, second);
    assert.strictEqual(first.message.id, 'a-b-c');
    assert.strictEqual(first.time, first.message.time);
    await hearMessage([harley, mike], 'once', 'delivered');
    assert.deepStrictEqual(await joinChat(mike, 'chat-1'), [['once', 'seen']]);
    await harley.hears('messageStatus');

    // The id of another one's message is taken, and says nothing of that message.
    assert.strictEqual((await mike.ask('sendMessage', message)).ok, false);
    await nothingElse([harley, mike]);
    await server.stop();
  },

  'a chat that nobody has made is open to everybody': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const mike = await signIn(server, mode, 'mike');

    await joinChat(harley, 'General');
    await send(harley, 'General', 'Is anybody here?');
    await hearMessage([harley], 'Is anybody here?', 'sent');
    assert.deepStrictEqual(await joinChat(mike, 'General'), [['Is anybody here?', 'sent']]);
    assert.deepStrictEqual(statusOf(await send(harley, 'General', 'Hello')), { mike: 'seen' });
    await hearMessage([harley, mike], 'Hello', 'seen');
    await nothingElse([harley, mike]);
    await server.stop();
  },

  'what is not allowed is refused, and nobody hears it': async (mode) => {
    const server = await start();
    const harley = await signIn(server, mode, 'harley');
    const dora = await signIn(server, mode, 'dora');
    const stranger = await Person.connect(server, mode);
    const refused = async (person, ...event) => {
      const { ok, error, ...more } = await person.ask(...event);

      assert.strictEqual(ok, false, JSON.stringify(event));
      assert.strictEqual(typeof error, 'string');
      assert.deepStrictEqual(more, {});
    };

    await createChat(harley, 'chat-1', 'harley', 'mike');
    await joinChat(harley, 'chat-1');

    for (const who of [undefined, null, 'harley', 7, {}, { userId: '' }, { userId: 7 }])
      await refused(stranger, 'join', who);
    await refused(harley, 'join', { userId: 'mike' });
    await refused(stranger, 'create-chat', { chat_id: 'chat-2', members: ['harley'] });
    await refused(stranger, 'join-room', 'chat-1');
    await refused(stranger, 'sendMessage', { chat_id: 'chat-1', text: 'Hello' });
    stranger.emit('showTyping', { chat_id: 'chat-1', to: 'all', typing: true });

    // Members only.
    await refused(dora, 'join-room', 'chat-1');
    await refused(dora, 'sendMessage', { chat_id: 'chat-1', text: 'Hello' });
    await refused(dora, 'create-chat', { chat_id: 'chat-1', members: ['dora'] });
    await refused(dora, 'join-room', 'chat-1');

    for (const chat of [undefined, null, 7, 'chat-2', {}, { chat_id: '', members: ['harley'] },
                        { chat_id: 'chat-2' }, { chat_id: 'chat-2', members: 'harley' },
                        { chat_id: 'chat-2', members: [] }, { chat_id: 'chat-2', members: ['harley', 7] }])
      await refused(harley, 'create-chat', chat);
    for (const message of [undefined, null, 7, 'text', {}, { chat_id: 'chat-1' }, { text: 'Hello' },
                           { chat_id: 'chat-1', text: '' }, { chat_id: 'chat-1', text: 7 },
                           { chat_id: 7, text: 'Hello' }, { chat_id: 'no such chat', text: 'Hello' }])
      await refused(harley, 'sendMessage', message);
    harley.emit('leave-room');
    harley.emit('leave-room', { chat_id: 'chat-1' });

    // Nobody gets into the room of another person, or socket, by its name.
    await joinChat(dora, 'user:harley');
    await joinChat(dora, harley.id);
    await joinChat(dora, 'chat:chat-1');

    // What is not asked for an answer is refused in silence.
    dora.emit('sendMessage', { chat_id: 'chat-1', text: 'Hello' });
    dora.emit('join-room', 'chat-1');
    assert.strictEqual((await send(harley, 'chat-1', "'); DROP TABLE messages; --")).status, 'sent');
    await hearMessage([harley], "'); DROP TABLE messages; --", 'sent');
    await nothingElse([harley, dora, stranger]);
    await server.stop();
  },
});
