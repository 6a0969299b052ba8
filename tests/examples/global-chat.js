// SPDX-License-Identifier: GPL-3.0-or-later
//
// A global chat: people listen, messages come in through an HTTP controller at the same port, and
// are in the database of every user before anybody hears of them.
'use strict';

const assert = require('assert');
const { Person, Server, connect, run, temporary } = require('./example');

async function request(server, method, path, body) {
  const response = await fetch(server.uri + path, {
    method,
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
  });
  const text = await response.text();

  assert.match(response.headers.get('content-type') || '', /^application\/json/);
  return { status: response.status, allow: response.headers.get('allow'), ...JSON.parse(text) };
}

async function addUser(server, name) {
  const { status, id, ...user } = await request(server, 'POST', '/users', { name });

  assert.strictEqual(status, 201);
  assert.deepStrictEqual(user, { allow: null, name });
  return id;
}

async function post(server, message) {
  assert.deepStrictEqual(await request(server, 'POST', '/chats', message),
                         { status: 201, allow: null, ...message });
}

async function chatsOf(server, id) {
  const { status, chats } = await request(server, 'GET', `/users/${id}`);

  assert.strictEqual(status, 200);
  return chats;
}

run({
  'a posted message is stored for all users, then heard by everybody': async (mode) => {
    const server = await Server.start('--database', temporary('chat.db'));
    const people = await connect(server, mode, 3);
    const ids = [await addUser(server, 'Harley'), await addUser(server, 'Mike')];
    const message = { from: 'Harley', text: 'Hello, żółć 🦊' };

    for (const person of people)
      await server.says(`A user connected: ${person.id}`);

    const posted = post(server, message);
    for (const person of people) {
      assert.deepStrictEqual(await person.hears('new_chat'), message);
      for (const id of ids)
        assert.deepStrictEqual(await chatsOf(server, id), [message]);
    }
    await posted;

    // Who comes later has what is said from then on.
    const late = await addUser(server, 'Late');
    const next = { text: 'More', list: [1, { deep: null }] };
    await post(server, next);
    assert.deepStrictEqual(await chatsOf(server, ids[0]), [message, next]);
    assert.deepStrictEqual(await chatsOf(server, late), [next]);

    for (const person of people) {
      assert.deepStrictEqual(await person.hears('new_chat'), next);
      person.heardNothingElse();
      await person.leave();
      await server.says(`User disconnected: ${person.id}`);
    }
    await server.stop();
  },

  'a restart keeps the database': async (mode) => {
    const database = temporary('chat.db');
    let server = await Server.start('--database', database);
    const id = await addUser(server, 'Harley');

    await post(server, { text: 'before' });
    await server.stop();

    server = await Server.start('--database', database);
    const person = await Person.connect(server, mode);
    await post(server, { text: 'after' });
    assert.deepStrictEqual(await person.hears('new_chat'), { text: 'after' });
    assert.deepStrictEqual(await chatsOf(server, id), [{ text: 'before' }, { text: 'after' }]);
    assert.notStrictEqual(await addUser(server, 'Mike'), id);
    await server.stop();
    await person.disconnected;
  },

  'everybody hears all messages in the order in which they are stored': async (mode) => {
    const server = await Server.start('--database', temporary('chat.db'));
    const people = await connect(server, mode, 3);
    const id = await addUser(server, 'Harley');
    const messages = Array.from({ length: 50 }, (_, n) => ({ n }));

    await Promise.all(messages.map((message) => post(server, message)));
    const stored = await chatsOf(server, id);
    assert.deepStrictEqual([...stored].sort((a, b) => a.n - b.n), messages);
    for (const person of people) {
      for (const message of stored)
        assert.deepStrictEqual(await person.hears('new_chat'), message);
    }
    await server.stop();
  },

  'what is wrong is refused, and nobody hears it': async (mode) => {
    const server = await Server.start('--database', temporary('chat.db'));
    const person = await Person.connect(server, mode);
    const id = await addUser(server, 'Harley');

    for (const body of [undefined, '', '{', 'text', '7', 'null', '[]', '"text"', '{"a":1} {"b":2}',
                        '{"a":NaN}', "{'a': 1}"])
      assert.strictEqual((await request(server, 'POST', '/chats', body)).status, 400, body);
    for (const body of [{}, { name: '' }, { name: 7 }, [], 'x'])
      assert.strictEqual((await request(server, 'POST', '/users', body)).status, 400);
    for (const path of ['/', '/chat', '/chats/1', '/users/0', '/users/x', `/users/${id}x`, '/users/',
                        '/users/-1', '/users/99999999999999999999', `/users/${id}/chats`])
      assert.strictEqual((await request(server, 'GET', path)).status, 404, path);

    // A method that is not for this address.
    for (const [method, path, allow] of [['GET', '/chats', 'POST'], ['DELETE', '/chats', 'POST'],
                                         ['GET', '/users', 'POST'], ['PUT', `/users/${id}`, 'GET']]) {
      const refused = await request(server, method, path);
      assert.deepStrictEqual([refused.status, refused.allow], [405, allow]);
    }

    // What looks like a statement is text.
    const name = "Robert'); DROP TABLE users; --";
    const robert = await addUser(server, name);
    assert.strictEqual((await request(server, 'GET', `/users/${robert}`)).name, name);

    await post(server, { text: 'right' });
    assert.deepStrictEqual(await person.hears('new_chat'), { text: 'right' });
    person.heardNothingElse();
    assert.deepStrictEqual(await chatsOf(server, id), [{ text: 'right' }]);
    await server.stop();
  },

  'controller and sockets share the port, and any page may connect': async (mode) => {
    const server = await Server.start('--database', temporary('chat.db'));
    const handshake = await fetch(`${server.uri}/socket.io/?EIO=4&transport=polling`,
                                  { headers: { Origin: 'http://example.org' } });

    assert.strictEqual(handshake.status, 200);
    assert.strictEqual(handshake.headers.get('access-control-allow-origin'), '*');
    assert.match(await handshake.text(), /^0\{/);
    await Person.connect(server, mode);
    await addUser(server, 'Harley');
    await server.stop();
  },
});
