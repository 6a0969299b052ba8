// SPDX-License-Identifier: GPL-3.0-or-later
//
// Who has a message and who has seen it, for two people and for twenty, with everything that
// happens to people: they are away, elsewhere, in the room, have a second device, come later, go,
// and forget a window behind others.
//
// What is right is worked out beside, by the words of the protocol alone: a status for each message
// and each person, which nobody told.  After each step every device that is there shows the same.

'use strict';

const assert = require('assert');
const { check, run } = require('./house');
const { STATUSES } = require('./device');
const { Scene, makers } = require('./scene');

const SETTINGS = '[limits]\nsends=1000000\nevents=1000000\ndevices-per-user=1000\n';

/* What the one message has become for the other. */
function statusOf(scene, seq, user) {
  return scene.rules.statuses.get(seq)[user];
}

/* The same scenes with devices in small, with the app's own sessions, and with both. */
const casts = [['devices'], ...(makers.sessions ? [['sessions'], ['devices', 'sessions']] : [])];
const scene = (name, n, kind, func) => {
  for (const sorts of casts) {
    check(`${name} (${sorts.join(' and ')})`, async (house) => {
      await house.start(...house.configure(SETTINGS));
      const made = new Scene(house, sorts);
      const users = [];
      for (let i = 0; i < n; i++)
        users.push(await made.add(`person-${i}`));
      await made.make(kind, users);
      await func(made, users);
    }, sorts.includes('sessions') ? 180000 : 20000);
  }
};

/* --- two people --------------------------------------------------------------------------------------- */

scene('two people: away, elsewhere, there', 2, 'direct', async (made, [ada, bob]) => {
  await made.place(bob, 0, 'offline');
  const away = await made.send(ada);
  assert.strictEqual(statusOf(made, away, bob), 'sent');
  await made.place(bob, 0, 'elsewhere');
  assert.strictEqual(statusOf(made, away, bob), 'delivered');
  const elsewhere = await made.send(ada);
  assert.strictEqual(statusOf(made, elsewhere, bob), 'delivered');
  await made.place(bob, 0, 'room');
  assert.strictEqual(statusOf(made, away, bob), 'seen');
  const there = await made.send(ada);
  assert.strictEqual(statusOf(made, there, bob), 'seen');
});

scene('two people: a window behind others has a message and has not shown it', 2, 'direct', async (made, [ada, bob]) => {
  await made.place(bob, 0, 'behind');
  const seq = await made.send(ada);
  assert.strictEqual(statusOf(made, seq, bob), 'delivered');
  await made.place(bob, 0, 'offline');
  await made.place(bob, 0, 'behind');
  assert.strictEqual(statusOf(made, seq, bob), 'delivered');
  await made.place(bob, 0, 'room');
  assert.strictEqual(statusOf(made, seq, bob), 'seen');
});

scene('two people: what is read on a second device is read on the first', 2, 'direct', async (made, [ada, bob]) => {
  await made.addDevice(bob);
  await made.place(bob, 1, 'offline');
  const seq = await made.send(ada);
  assert.strictEqual(statusOf(made, seq, bob), 'delivered');
  assert.strictEqual((await made.there(bob).look(made.room)).unread, 1);
  await made.place(bob, 0, 'offline');
  await made.place(bob, 1, 'room');
  assert.strictEqual(statusOf(made, seq, bob), 'seen');
  await made.place(bob, 0, 'elsewhere');
  assert.strictEqual((await made.there(bob).look(made.room)).unread, 0);
  const behind = await made.send(ada);
  assert.strictEqual(statusOf(made, behind, bob), 'seen');
});

scene('two people: the same after the server has crashed', 2, 'direct', async (made, [ada, bob]) => {
  await made.place(bob, 0, 'behind');
  const seq = await made.send(ada);
  await made.place(ada, 0, 'offline');
  await made.place(bob, 0, 'offline');
  await made.house.stop('SIGKILL');
  await made.house.start(...made.house.configure(SETTINGS));
  await made.place(ada, 0, 'elsewhere');
  assert.strictEqual(statusOf(made, seq, bob), 'delivered');
  await made.place(bob, 0, 'room');
  assert.strictEqual(statusOf(made, seq, bob), 'seen');
});

/* --- twenty -------------------------------------------------------------------------------------------- */

scene('twenty people: each has a status of their own', 20, 'private', async (made, users) => {
  const [ada, ...others] = users;
  const places = ['offline', 'elsewhere', 'behind', 'room'];
  for (const [i, user] of others.entries())
    await made.place(user, 0, places[i % 4]);
  const seq = await made.send(ada);
  const count = (status) => others.filter((each) => statusOf(made, seq, each) === status).length;
  assert.deepStrictEqual(STATUSES.map(count), [5, 10, 4]);
  for (const user of others)
    await made.place(user, 0, 'elsewhere');
  assert.deepStrictEqual(STATUSES.map(count), [0, 15, 4]);
  for (const user of others)
    await made.place(user, 0, 'room');
  assert.deepStrictEqual(STATUSES.map(count), [0, 0, 19]);
});

scene('twenty people: who comes later finds nothing new, who goes is not waited for', 20, 'private', async (made, users) => {
  const [ada, bob, ...others] = users;
  for (const user of others)
    await made.place(user, 0, 'room');
  await made.place(bob, 0, 'offline');
  const seq = await made.send(ada);
  const late = await made.add('late');
  await made.invite(ada, late);
  assert.strictEqual(statusOf(made, seq, late), 'seen');
  const next = await made.send(ada);
  assert.strictEqual(statusOf(made, next, late), 'delivered');
  assert.strictEqual(statusOf(made, next, bob), 'sent');
  await made.place(bob, 0, 'elsewhere');
  await made.leave(bob);
  assert.ok(Object.values(made.rules.statuses.get(seq)).every((each) => each === 'seen'));
  await made.invite(late, bob);
  await made.place(bob, 0, 'room');
  await made.place(late, 0, 'room');
  assert.ok(Object.values(made.rules.statuses.get(next)).every((each) => each === 'seen'));
});

/* Numbers from a seed: the same each time. */
function makeRandom(seed) {
  let state = seed;

  return (n) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return ((state ^ (state >>> 13)) >>> 0) % n;
  };
}

async function step(scene, users, random) {
  const { rules } = scene;
  const pick = (list) => list[random(list.length)];
  const inside = users.filter((each) => rules.members.has(each));
  const outside = users.filter((each) => !rules.members.has(each));
  const user = pick(users);
  const what = random(20);

  if (what < 8) {
    await scene.send(pick(inside), 0);
  } else if (what === 8 && scene.people.get(user).devices.length < 3) {
    await scene.addDevice(user);
    await scene.settle();
  } else if (what === 9 && outside.length > 0 && inside.some((each) => scene.there(each))) {
    await scene.invite(pick(inside.filter((each) => scene.there(each))), pick(outside));
  } else if (what === 10 && inside.length > 12 && scene.there(pick(inside))) {
    await scene.leave(pick(inside.filter((each) => scene.there(each))));
  } else {
    await scene.place(user, random(scene.people.get(user).devices.length), pick(['offline', 'elsewhere', 'behind', 'room']));
  }
}

for (const seed of [1, 2]) {
  scene(`twenty people: whatever they do, ${seed}`, 20, 'private', async (made, users) => {
    const random = makeRandom(seed);
    for (let i = 0; i < 60; i++)
      await step(made, users, random);
    for (const user of users)
      await made.place(user, 0, 'room');
    assert.ok([...made.rules.statuses.values()].every((each) => Object.values(each).every((status) => status === 'seen')));
  });
}

run();
