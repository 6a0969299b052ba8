// SPDX-License-Identifier: GPL-3.0-or-later
//
// An app in small: one device of somebody, which keeps what it hears in a store, catches up with
// what it has missed, and tells what it has got and what was on its screen.  A room is on the
// screen if it is open and the window is in front.

'use strict';

const { PASSWORD, Person } = require('./house');

const STATUSES = ['sent', 'delivered', 'seen'];

/* What outlives a connection. */
class Store {
  constructor() {
    this.revision = 0;
    this.rooms = new Map(); /* id -> { lastSeq, members: user -> MEMBER, messages: seq -> MESSAGE } */
  }

  room(id) {
    if (!this.rooms.has(id))
      this.rooms.set(id, { id, lastSeq: 0, members: new Map(), messages: new Map(), whole: false });
    return this.rooms.get(id);
  }
}

/* Numbers of receipts never go back.  A receipt may be here before the one it is from. */
function takeMember(room, member) {
  const known = room.members.get(member.user);
  if (known && known.rev > member.rev) {
    room.members.set(member.user, { ...member, ...known });
    return;
  }
  if (known && known.joinedAt === (member.joinedAt || known.joinedAt) && (member.delivered < known.delivered || member.seen < known.seen))
    throw new Error(`receipts went back: ${JSON.stringify(known)} ${JSON.stringify(member)}`);
  room.members.set(member.user, { ...known, ...member });
}

function takeMessage(room, message) {
  const known = room.messages.get(message.seq);
  if (known && known.id !== message.id)
    throw new Error(`two messages at one place: ${known.id} ${message.id}`);
  if (!known || known.rev <= message.rev)
    room.messages.set(message.seq, message);
  room.lastSeq = Math.max(room.lastSeq, message.seq);
}

/* Whoever had read all before it has read what they wrote; nobody says so. */
function takeAuthor(room, message) {
  const author = room.members.get(message.user);
  for (const number of ['delivered', 'seen']) {
    if (author && author.rev < message.rev && author[number] === message.seq - 1)
      author[number] = message.seq;
  }
}

class Device extends Person {
  constructor(house, auth, store = new Store()) {
    super(house.url, auth, {});
    this.store = store;
    this.pending = new Set();
    this.begun = 0;
    this.failures = [];
    this.open = null;
    this.focused = true;
    this.caughtUp = false;
  }

  /* Comes in, with what it has kept, and a token from the second time on. */
  static async come(house, name, { token, store, register = false } = {}) {
    const device = new Device(house, token ? { token } : { name, password: PASSWORD, register }, store);
    house.people.push(device);
    await device.come();
    device.name = name;
    device.kept = { token: token || device.welcome.token, store: device.store };
    await device.rest();
    return device;
  }

  /* Work that is begun by what is heard. */
  begin(promise) {
    this.begun++;
    this.pending.add(promise);
    promise.catch((error) => this.failures.push(error)).finally(() => this.pending.delete(promise));
  }

  /* What the server has told this one is here, and what that began is done. */
  async rest() {
    do {
      while (this.pending.size > 0)
        await Promise.all([...this.pending].map((each) => each.catch(() => {})));
      await this.ask('session:list', {});
    } while (this.pending.size > 0);
    if (this.failures.length > 0)
      throw this.failures[0];
  }

  async hangUp() {
    const gone = new Promise((resolve) => this.socket.on('disconnect', resolve));
    this.socket.disconnect();
    await gone;
  }

  /* --- what is heard --- */

  take(event, payload) {
    try {
      this.apply(event, payload);
    } catch (error) {
      this.failures.push(error);
    }
  }

  apply(event, payload) {
    switch (event) {
      case 'welcome':
        this.id = payload.me.id;
        this.begin(this.catchUp());
        break;
      case 'room':
        this.store.room(payload.id);
        break;
      case 'message':
        takeMessage(this.store.room(payload.room), payload);
        takeAuthor(this.store.room(payload.room), payload);
        this.tell(payload.room);
        break;
      case 'message:changed':
        takeMessage(this.store.room(payload.room), payload);
        break;
      case 'member':
        this.takeArrival(payload);
        break;
      case 'receipt':
        takeMember(this.store.room(payload.room), payload);
        break;
      case 'member:removed':
        this.store.room(payload.room).members.delete(payload.user);
        break;
      case 'room:removed':
        this.store.rooms.delete(payload.room);
        break;
      case 'revision':
        if (this.caughtUp)
          this.store.revision = Math.max(this.store.revision, payload.revision);
        break;
      default:
        break;
    }
  }

  takeArrival(member) {
    const room = this.store.room(member.room);
    takeMember(room, member);
    if (member.user === this.id && !room.whole)
      this.begin(this.complete(room));
  }

  /* --- what was missed --- */

  async catchUp() {
    for (let more = true; more;) {
      const page = await this.ask('sync', { since: this.store.revision, limit: 50 });
      /* In the order of a store: who is gone first, for whoever comes again is there. */
      page.removed.filter((each) => each.kind === 'member').forEach((each) => this.store.room(each.room).members.delete(each.id));
      page.removed.filter((each) => each.kind === 'room').forEach((each) => this.store.rooms.delete(each.id));
      page.rooms.forEach((each) => this.store.room(each.id));
      page.members.forEach((each) => takeMember(this.store.room(each.room), each));
      page.messages.forEach((each) => takeMessage(this.store.room(each.room), each));
      this.store.revision = page.revision;
      more = page.more;
    }
    for (const room of this.store.rooms.values())
      await this.complete(room);
    this.caughtUp = true;
    for (const id of this.store.rooms.keys())
      this.tell(id);
  }

  /* The people of a room, and what was said in it. */
  async complete(room) {
    room.whole = true;
    for (let after; after !== null;) {
      const page = await this.ask('room:members', { room: room.id, ...(after && { after }), limit: 7 });
      page.members.forEach((each) => takeMember(room, each));
      after = page.after;
    }
    for (let last = 0, end = 1; last < end;) {
      const page = await this.ask('message:history', { room: room.id, after: last, limit: 50 });
      page.messages.forEach((each) => takeMessage(room, each));
      last = page.messages.length > 0 ? page.messages.at(-1).seq : page.last;
      end = page.last;
    }
    this.tell(room.id);
  }

  /* --- what is told --- */

  /* What it has, and, if it is on the screen, what was seen. */
  tell(id) {
    const room = this.store.rooms.get(id);
    const me = room && room.members.get(this.id);
    if (!me || !this.caughtUp)
      return;
    const receipt = { room: id, delivered: room.lastSeq };
    if (this.open === id && this.focused)
      receipt.seen = room.lastSeq;
    if (me.delivered < receipt.delivered || me.seen < (receipt.seen || 0))
      this.begin(this.ask('receipt', receipt));
  }

  /* --- what it does --- */

  async create(kind, users) {
    const { room } = kind === 'direct'
      ? await this.ask('room:direct', { user: users[0] })
      : await this.ask('room:create', { name: 'All', kind, members: users });
    return room.id;
  }

  /* room: null is the list of rooms, or another program */
  async show(room, focused = true) {
    this.open = room;
    this.focused = focused;
    if (room)
      this.tell(room);
    await this.rest();
  }

  async send(room, text) {
    return (await super.send(room, text)).seq;
  }

  leave(room) {
    return this.ask('room:leave', { room });
  }

  invite(room, user) {
    return this.ask('room:invite', { room, user });
  }

  /* --- what it shows --- */

  /* Of a room: seq -> user -> status, of each message of people; and how many are unread. */
  async look(id) {
    const room = this.store.rooms.get(id);
    if (!room)
      return null;
    const statuses = {};
    for (const message of room.messages.values()) {
      if (message.kind === 'system')
        continue;
      statuses[message.seq] = {};
      for (const member of room.members.values()) {
        if (member.user !== message.user && member.fromSeq <= message.seq)
          statuses[message.seq][member.user] = STATUSES[(member.delivered >= message.seq) + (member.seen >= message.seq)];
      }
    }
    const { seen } = room.members.get(this.id);
    const unread = [...room.messages.values()].filter((each) => each.seq > seen && each.user !== this.id && each.kind !== 'system');
    return { statuses, unread: unread.length };
  }
}

module.exports = { Device, STATUSES };
