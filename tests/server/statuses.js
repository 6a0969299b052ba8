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
const { randomUUID } = require('crypto');
const { check, run } = require('./house');
const { Device, STATUSES } = require('./device');

const SETTINGS = '[limits]\nsends=1000000\nevents=1000000\ndevices-per-user=1000\n';

/* --- what is right --------------------------------------------------------------------------------
 *
 *   sent       it is on the server
 *   delivered  a device of theirs has it
 *   seen       it was on a screen that somebody looks at
 */
class Rules {
  constructor() {
    this.people = new Map(); /* user -> where each of their devices is: offline, elsewhere, behind, room */
    this.members = new Set();
    this.statuses = new Map(); /* seq -> { user -> status } */
    this.authors = new Map();
  }

  static best(places) {
    if (places.includes('room'))
      return 'seen';
    return places.some((each) => each !== 'offline') ? 'delivered' : 'sent';
  }

  raise(user, status) {
    for (const statuses of this.statuses.values()) {
      if (user in statuses && STATUSES.indexOf(statuses[user]) < STATUSES.indexOf(status))
        statuses[user] = status;
    }
  }

  /* A device of theirs is somewhere else now. */
  place(user, device, where) {
    const places = this.people.get(user) || [];
    places[device] = where;
    this.people.set(user, places);
    if (this.members.has(user))
      this.raise(user, Rules.best(places));
  }

  /* Whoever comes later finds what was said, and none of it is new. */
  join(user) {
    this.members.add(user);
    for (const [seq, statuses] of this.statuses) {
      if (this.authors.get(seq) !== user)
        statuses[user] = 'seen';
    }
  }

  leave(user) {
    this.members.delete(user);
    this.statuses.forEach((statuses) => delete statuses[user]);
  }

  send(user, seq) {
    this.authors.set(seq, user);
    this.statuses.set(seq, Object.fromEntries([...this.members].filter((each) => each !== user)
      .map((each) => [each, Rules.best(this.people.get(each))])));
  }

  countUnread(user) {
    return [...this.statuses.values()].filter((each) => user in each && each[user] !== 'seen').length;
  }
}

/* In words, the first of them. */
function findDifference(shown, right) {
  for (const seq of new Set([...Object.keys(right), ...Object.keys(shown)])) {
    for (const user of new Set([...Object.keys(right[seq] || {}), ...Object.keys(shown[seq] || {})])) {
      const [one, other] = [shown, right].map((each) => each[seq] && each[seq][user]);
      if (one !== other)
        return `${seq} is ${one} by ${user}, and not ${other}`;
    }
  }
  return null;
}

/* --- people who follow them ------------------------------------------------------------------------ */

class Scene {
  constructor(house) {
    this.house = house;
    this.rules = new Rules();
    this.devices = new Map(); /* user -> devices; null where one is offline */
    this.kept = new Map(); /* user -> what each device keeps meanwhile */
    this.shown = new Map(); /* device's store -> statuses before */
    this.steps = [];
  }

  async add(name) {
    const device = await Device.come(this.house, name, { register: true });
    this.devices.set(device.id, [device]);
    this.kept.set(device.id, [{ name, token: device.token, store: device.store }]);
    this.rules.place(device.id, 0, 'elsewhere');
    return device.id;
  }

  async addDevice(user) {
    const { name } = this.kept.get(user)[0];
    const device = await Device.come(this.house, name);
    this.kept.get(user).push({ name, token: device.token, store: device.store });
    this.devices.get(user).push(device);
    this.rules.place(user, this.devices.get(user).length - 1, 'elsewhere');
  }

  async make(kind, users) {
    const owner = this.devices.get(users[0])[0];
    const { room } = kind === 'direct'
      ? await owner.ask('room:direct', { user: users[1] })
      : await owner.ask('room:create', { name: 'All', kind, members: users.slice(1) });
    this.room = room.id;
    users.forEach((user) => this.rules.join(user));
    await this.settle();
  }

  /* The first device of theirs that is there. */
  there(user) {
    return this.devices.get(user).find((each) => each !== null);
  }

  get all() {
    return [...this.devices.values()].flat().filter((each) => each !== null);
  }

  async place(user, index, where) {
    const devices = this.devices.get(user);
    this.steps.push(`${this.kept.get(user)[0].name}'s device ${index}: ${where}`);
    if (where === 'offline' && devices[index] !== null) {
      await devices[index].hangUp();
      devices[index] = null;
    } else if (where !== 'offline') {
      if (devices[index] === null)
        devices[index] = await Device.come(this.house, null, this.kept.get(user)[index]);
      await devices[index].show(where === 'elsewhere' ? null : this.room, where === 'room');
    }
    this.rules.place(user, index, where);
    await this.settle();
  }

  /* One writes where one reads. */
  async send(user, index = 0) {
    await this.place(user, index, 'room');
    this.steps.push(`${this.kept.get(user)[0].name} writes`);
    const { message } = await this.devices.get(user)[index].ask('message:send', { id: randomUUID(), room: this.room, text: 'Hello' });
    this.rules.send(user, message.seq);
    await this.settle();
    return message.seq;
  }

  async leave(user) {
    this.steps.push(`${this.kept.get(user)[0].name} leaves`);
    await this.there(user).ask('room:leave', { room: this.room });
    this.rules.leave(user);
    await this.settle();
  }

  async invite(by, user) {
    this.steps.push(`${this.kept.get(user)[0].name} joins`);
    await this.there(by).ask('room:invite', { room: this.room, user });
    this.rules.join(user);
    await this.settle();
  }

  async settle() {
    for (let busy = true; busy;) {
      await Promise.all(this.all.map((each) => each.rest()));
      busy = this.all.some((each) => each.pending.size > 0);
    }
    await this.compare();
  }

  async compare() {
    const right = Object.fromEntries(this.rules.statuses);
    for (const device of this.all) {
      const words = `${device.name || device.id} after: ${this.steps.slice(-5).join('; ')}`;
      if (!this.rules.members.has(device.id)) {
        assert.ok(!device.store.rooms.has(this.room), words);
        continue;
      }
      const shown = device.listStatuses(this.room);
      assert.strictEqual(findDifference(shown, right), null, words);
      assert.strictEqual(device.countUnread(this.room), this.rules.countUnread(device.id), words);
      this.compareWithBefore(device, shown, words);
    }
    const [reader] = this.all.filter((each) => this.rules.members.has(each.id));
    if (reader)
      await this.compareWithServer(reader);
  }

  /* A status only gets better, while somebody is in the room. */
  compareWithBefore(device, shown, words) {
    const before = this.shown.get(device.store) || {};
    for (const [seq, statuses] of Object.entries(before)) {
      for (const [user, status] of Object.entries(statuses))
        assert.ok(!(user in shown[seq]) || STATUSES.indexOf(shown[seq][user]) >= STATUSES.indexOf(status), words);
    }
    this.shown.set(device.store, shown);
  }

  async compareWithServer(device) {
    const { members } = await device.ask('room:members', { room: this.room });
    const known = device.store.rooms.get(this.room).members;
    assert.deepStrictEqual(members.map((each) => [each.user, each.delivered, each.seen]).sort(),
      [...known.values()].map((each) => [each.user, each.delivered, each.seen]).sort());
  }
}

async function begin(house, n, kind) {
  await house.start(...house.configure(SETTINGS));
  const scene = new Scene(house);
  const users = [];
  for (let i = 0; i < n; i++)
    users.push(await scene.add(`person ${i}`));
  await scene.make(kind, users);
  return { scene, users };
}

/* What the one message has become for the other. */
function statusOf(scene, seq, user) {
  return scene.rules.statuses.get(seq)[user];
}

/* --- two people --------------------------------------------------------------------------------------- */

check('two people: away, elsewhere, there', async (house) => {
  const { scene, users: [ada, bob] } = await begin(house, 2, 'direct');
  await scene.place(bob, 0, 'offline');
  const away = await scene.send(ada);
  assert.strictEqual(statusOf(scene, away, bob), 'sent');
  await scene.place(bob, 0, 'elsewhere');
  assert.strictEqual(statusOf(scene, away, bob), 'delivered');
  const elsewhere = await scene.send(ada);
  assert.strictEqual(statusOf(scene, elsewhere, bob), 'delivered');
  await scene.place(bob, 0, 'room');
  assert.strictEqual(statusOf(scene, away, bob), 'seen');
  const there = await scene.send(ada);
  assert.strictEqual(statusOf(scene, there, bob), 'seen');
});

check('two people: a window behind others has a message and has not shown it', async (house) => {
  const { scene, users: [ada, bob] } = await begin(house, 2, 'direct');
  await scene.place(bob, 0, 'behind');
  const seq = await scene.send(ada);
  assert.strictEqual(statusOf(scene, seq, bob), 'delivered');
  await scene.place(bob, 0, 'offline');
  await scene.place(bob, 0, 'behind');
  assert.strictEqual(statusOf(scene, seq, bob), 'delivered');
  await scene.place(bob, 0, 'room');
  assert.strictEqual(statusOf(scene, seq, bob), 'seen');
});

check('two people: what is read on a second device is read on the first', async (house) => {
  const { scene, users: [ada, bob] } = await begin(house, 2, 'direct');
  await scene.addDevice(bob);
  await scene.place(bob, 1, 'offline');
  const seq = await scene.send(ada);
  assert.strictEqual(statusOf(scene, seq, bob), 'delivered');
  assert.strictEqual(scene.devices.get(bob)[0].countUnread(scene.room), 1);
  await scene.place(bob, 0, 'offline');
  await scene.place(bob, 1, 'room');
  assert.strictEqual(statusOf(scene, seq, bob), 'seen');
  await scene.place(bob, 0, 'elsewhere');
  assert.strictEqual(scene.devices.get(bob)[0].countUnread(scene.room), 0);
  const behind = await scene.send(ada);
  assert.strictEqual(statusOf(scene, behind, bob), 'seen');
});

check('two people: the same after the server has crashed', async (house) => {
  const { scene, users: [ada, bob] } = await begin(house, 2, 'direct');
  await scene.place(bob, 0, 'behind');
  const seq = await scene.send(ada);
  await scene.place(ada, 0, 'offline');
  await scene.place(bob, 0, 'offline');
  await house.stop('SIGKILL');
  await house.start(...house.configure(SETTINGS));
  await scene.place(ada, 0, 'elsewhere');
  assert.strictEqual(statusOf(scene, seq, bob), 'delivered');
  await scene.place(bob, 0, 'room');
  assert.strictEqual(statusOf(scene, seq, bob), 'seen');
});

/* --- twenty -------------------------------------------------------------------------------------------- */

check('twenty people: each has a status of their own', async (house) => {
  const { scene, users } = await begin(house, 20, 'private');
  const [ada, ...others] = users;
  const places = ['offline', 'elsewhere', 'behind', 'room'];
  for (const [i, user] of others.entries())
    await scene.place(user, 0, places[i % 4]);
  const seq = await scene.send(ada);
  const count = (status) => others.filter((each) => statusOf(scene, seq, each) === status).length;
  assert.deepStrictEqual(STATUSES.map(count), [5, 10, 4]);
  for (const user of others)
    await scene.place(user, 0, 'elsewhere');
  assert.deepStrictEqual(STATUSES.map(count), [0, 15, 4]);
  for (const user of others)
    await scene.place(user, 0, 'room');
  assert.deepStrictEqual(STATUSES.map(count), [0, 0, 19]);
});

check('twenty people: who comes later finds nothing new, who goes is not waited for', async (house) => {
  const { scene, users } = await begin(house, 20, 'private');
  const [ada, bob, ...others] = users;
  for (const user of others)
    await scene.place(user, 0, 'room');
  await scene.place(bob, 0, 'offline');
  const seq = await scene.send(ada);
  const late = await scene.add('late');
  await scene.invite(ada, late);
  assert.strictEqual(statusOf(scene, seq, late), 'seen');
  const next = await scene.send(ada);
  assert.strictEqual(statusOf(scene, next, late), 'delivered');
  assert.strictEqual(statusOf(scene, next, bob), 'sent');
  await scene.place(bob, 0, 'elsewhere');
  await scene.leave(bob);
  assert.ok(Object.values(scene.rules.statuses.get(seq)).every((each) => each === 'seen'));
  await scene.invite(late, bob);
  await scene.place(bob, 0, 'room');
  await scene.place(late, 0, 'room');
  assert.ok(Object.values(scene.rules.statuses.get(next)).every((each) => each === 'seen'));
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
  } else if (what === 8 && scene.devices.get(user).length < 3) {
    await scene.addDevice(user);
    await scene.settle();
  } else if (what === 9 && outside.length > 0 && inside.some((each) => scene.there(each))) {
    await scene.invite(pick(inside.filter((each) => scene.there(each))), pick(outside));
  } else if (what === 10 && inside.length > 12 && scene.there(pick(inside))) {
    await scene.leave(pick(inside.filter((each) => scene.there(each))));
  } else {
    await scene.place(user, random(scene.devices.get(user).length), pick(['offline', 'elsewhere', 'behind', 'room']));
  }
}

for (const seed of [1, 2]) {
  check(`twenty people: whatever they do (${seed})`, async (house) => {
    const { scene, users } = await begin(house, 20, 'private');
    const random = makeRandom(seed);
    for (let i = 0; i < 60; i++)
      await step(scene, users, random);
    for (const user of users)
      await scene.place(user, 0, 'room');
    assert.ok([...scene.rules.statuses.values()].every((each) => Object.values(each).every((status) => status === 'seen')));
  });
}

run();
