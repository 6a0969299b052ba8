// SPDX-License-Identifier: GPL-3.0-or-later
//
// People who join under a user id, and see who is there.
'use strict';

const assert = require('assert');
const { Person, Server, connect, run } = require('./example');

// The next list of users says exactly this to each of them.
async function see(people, ...ids) {
  for (const person of people) {
    const { users, ...more } = await person.hears('connectedUsers');

    assert.deepStrictEqual(users.map(({ userId }) => userId).sort(), ids);
    assert.deepStrictEqual(more, {});
  }
}

run({
  'everybody sees who has joined, and who leaves': async (mode) => {
    const server = await Server.start();
    const [anna, ben, cleo] = await connect(server, mode, 3);

    anna.emit('join', { userId: 'anna' });
    await see([anna, ben, cleo], 'anna');
    ben.emit('join', { userId: 'ben' });
    await see([anna, ben, cleo], 'anna', 'ben');

    // Cleo was there all the time, but is nobody until she joins.
    cleo.emit('join', { userId: 'cleo' });
    await see([anna, ben, cleo], 'anna', 'ben', 'cleo');

    await ben.leave();
    await see([anna, cleo], 'anna', 'cleo');

    const late = await Person.connect(server, mode);
    late.emit('join', { userId: 'late' });
    await see([anna, cleo, late], 'anna', 'cleo', 'late');

    for (const person of [anna, cleo, late])
      person.heardNothingElse();
    await server.stop();
    for (const person of [anna, cleo, late])
      await person.disconnected;
  },

  'a page joins before it is connected': async (mode) => {
    const server = await Server.start();
    const anna = new Person(server, mode);

    anna.emit('join', { userId: 'anna' });
    await see([anna], 'anna');
    await anna.leave();
    await server.stop();
  },

  'a user with two windows is one user until both are closed': async (mode) => {
    const server = await Server.start();
    const [one, two, ben] = await connect(server, mode, 3);

    ben.emit('join', { userId: 'ben' });
    await see([one, two, ben], 'ben');
    one.emit('join', { userId: 'anna' });
    await see([one, two, ben], 'anna', 'ben');
    two.emit('join', { userId: 'anna' });
    await see([one, two, ben], 'anna', 'ben');

    await one.leave();
    await see([two, ben], 'anna', 'ben');
    await two.leave();
    await see([ben], 'ben');
    await server.stop();
  },

  'the server keeps what it knows of a client': async (mode) => {
    const server = await Server.start();
    const [anna, ben] = await connect(server, mode, 2);

    anna.emit('join', { userId: 'anna', name: 'Anna' });
    assert.deepStrictEqual((await ben.hears('connectedUsers')).users,
                           [{ userId: 'anna', name: 'Anna' }]);
    await anna.hears('connectedUsers');

    // No message has to say again who it is from; each goes to its own client alone.
    anna.emit('event', { n: 1 });
    ben.emit('event', { n: 2 });
    assert.deepStrictEqual(await anna.hears('event'), { userId: 'anna', payload: { n: 1 } });
    assert.deepStrictEqual(await ben.hears('event'), { userId: null, payload: { n: 2 } });

    // Who joins again is somebody else from then on.
    anna.emit('join', { userId: 'annika' });
    await see([anna, ben], 'annika');
    anna.emit('event', 'text');
    assert.deepStrictEqual(await anna.hears('event'), { userId: 'annika', payload: 'text' });

    // The state is that of the connection: a new one begins without.
    await anna.leave();
    await see([ben]);
    const again = await Person.connect(server, mode);
    again.emit('event', 1);
    assert.deepStrictEqual(await again.hears('event'), { userId: null, payload: 1 });

    again.heardNothingElse();
    ben.heardNothingElse();
    await server.stop();
  },

  'what makes no sense is nobody joining': async (mode) => {
    const server = await Server.start();
    const [anna, ben] = await connect(server, mode, 2);

    for (const args of [[], [null], ['anna'], [7], [[]], [{}], [{ userId: '' }], [{ userId: {} }],
                        [{ userId: null }]])
      ben.emit('join', ...args);
    ben.emit('event');
    assert.deepStrictEqual(await ben.hears('event'), { userId: null, payload: null });
    anna.emit('join', { userId: 'anna' });
    await see([anna, ben], 'anna');

    // A name has to be text, too.
    ben.emit('join', { userId: 'ben', name: { first: 'Ben' } });
    for (const person of [anna, ben])
      assert.deepStrictEqual((await person.hears('connectedUsers')).users.find(({ userId }) => userId === 'ben'),
                             { userId: 'ben' });
    await server.stop();
  },
});
