// SPDX-License-Identifier: GPL-3.0-or-later
//
// People with devices in one room, who do one thing after another.  After each of them every device
// that is there shows what the rules say.

'use strict';

const assert = require('assert');
const { Device, STATUSES } = require('./device');
const { SessionDevice } = require('./session-device');
const { Rules } = require('./status-rules');

const SETTLING_MS = 10000;
const LOOK_MS = 10;

/* How devices are made: in small, and, where its program is given, as the real app. */
const makers = { devices: Device.come };
if (process.argv[3])
  makers.sessions = SessionDevice.make(process.argv[3]);

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

class Scene {
  /* sorts: of devices, one after the other */
  constructor(house, sorts) {
    this.house = house;
    this.sorts = sorts;
    this.rules = new Rules();
    this.people = new Map(); /* user -> { name, devices }; of these each has what it keeps, and itself if it is there */
    this.shown = new Map(); /* what a device keeps -> the statuses that it showed before */
    this.steps = [];
    this.made = 0;
  }

  async makeDevice(name, options) {
    const sort = this.sorts[this.made++ % this.sorts.length];
    const device = await makers[sort](this.house, name, options);
    return { come: makers[sort], kept: device.kept, device };
  }

  async add(name) {
    const made = await this.makeDevice(name, { register: true });
    const user = made.device.id;
    this.people.set(user, { name, devices: [made] });
    this.rules.place(user, 0, 'elsewhere');
    return user;
  }

  async addDevice(user) {
    const { name, devices } = this.people.get(user);
    devices.push(await this.makeDevice(name));
    this.rules.place(user, devices.length - 1, 'elsewhere');
  }

  async make(kind, users) {
    this.room = await this.there(users[0]).create(kind, users.slice(1));
    users.forEach((user) => this.rules.join(user));
    await this.settle();
  }

  /* The first device of theirs that is there. */
  there(user) {
    const found = this.people.get(user).devices.find((each) => each.device);
    return found && found.device;
  }

  get all() {
    return [...this.people.values()].flatMap(({ devices }) => devices).filter(({ device }) => device).map(({ device }) => device);
  }

  /* Who is not in the room does not have it open. */
  async place(user, index, wanted) {
    const where = wanted !== 'offline' && !this.rules.members.has(user) ? 'elsewhere' : wanted;
    const { name, devices } = this.people.get(user);
    const made = devices[index];
    this.steps.push(`${name}'s device ${index}: ${where}`);
    if (where === 'offline' && made.device) {
      await made.device.hangUp();
      made.device = null;
    } else if (where !== 'offline') {
      made.device ||= await made.come(this.house, name, made.kept);
      await made.device.show(where === 'elsewhere' ? null : this.room, where === 'room');
    }
    this.rules.place(user, index, where);
    await this.settle();
  }

  /* One writes where one reads. */
  async send(user, index = 0) {
    await this.place(user, index, 'room');
    const { name, devices } = this.people.get(user);
    this.steps.push(`${name} writes`);
    const seq = await devices[index].device.send(this.room, 'Hello');
    this.rules.send(user, seq);
    await this.settle();
    return seq;
  }

  async leave(user) {
    for (const [index, { device }] of this.people.get(user).devices.entries())
      await this.place(user, index, device ? 'elsewhere' : 'offline');
    this.steps.push(`${this.people.get(user).name} leaves`);
    await this.there(user).leave(this.room);
    this.rules.leave(user);
    await this.settle();
  }

  async invite(by, user) {
    this.steps.push(`${this.people.get(user).name} joins`);
    await this.there(by).invite(this.room, user);
    this.rules.join(user);
    await this.settle();
  }

  /* What one begins the others hear of: it is over after a round in which nobody began anything. */
  async settle() {
    const countBegun = () => this.all.reduce((sum, each) => sum + each.begun, 0);
    for (let begun = -1; begun !== countBegun();) {
      begun = countBegun();
      await Promise.all(this.all.map((each) => each.rest()));
    }
    await this.compare();
  }

  async compare() {
    for (const device of this.all) {
      const words = `${device.name} after: ${this.steps.slice(-5).join('; ')}`;
      let shown = null;
      /* Devices in small are at rest and have one look; of real ones nobody knows whether they are. */
      const end = Date.now() + (this.sorts.includes('sessions') ? SETTLING_MS : 0);
      for (let difference = ''; difference !== null;) {
        shown = await device.look(this.room);
        difference = this.findDifference(device, shown);
        assert.ok(difference === null || Date.now() < end, `${words}: ${difference}`);
        if (difference !== null)
          await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      }
      if (shown)
        this.compareWithBefore(device, shown.statuses, words);
    }
    const reader = !this.sorts.includes('sessions') && this.all.find((each) => this.rules.members.has(each.id));
    if (reader)
      await this.compareWithServer(reader);
  }

  /* In words, the first of them, between what a device shows and what is right. */
  findDifference(device, shown) {
    if (!this.rules.members.has(device.id) || !shown)
      return !shown === !this.rules.members.has(device.id) ? null : `the room is ${shown ? '' : 'not '}there`;
    if (shown.unread !== this.rules.countUnread(device.id))
      return `${shown.unread} unread, not ${this.rules.countUnread(device.id)}`;
    for (const [seq, own] of Object.entries(shown.own || {})) {
      const sum = this.rules.sum(Number(seq));
      if (String(own) !== String(sum))
        return `${seq} is ${own}, not ${sum}`;
    }
    return findDifference(shown.statuses, Object.fromEntries(this.rules.statuses));
  }

  /* A status only gets better, while somebody is in the room. */
  compareWithBefore(device, shown, words) {
    const before = this.shown.get(device.kept) || {};
    for (const [seq, statuses] of Object.entries(before)) {
      for (const [user, status] of Object.entries(statuses))
        assert.ok(!(user in shown[seq]) || STATUSES.indexOf(shown[seq][user]) >= STATUSES.indexOf(status), words);
    }
    this.shown.set(device.kept, shown);
  }

  async compareWithServer(device) {
    const { members } = await device.ask('room:members', { room: this.room });
    const known = device.store.rooms.get(this.room).members;
    assert.deepStrictEqual(members.map((each) => [each.user, each.delivered, each.seen]).sort(),
      [...known.values()].map((each) => [each.user, each.delivered, each.seen]).sort());
  }
}

module.exports = { Scene, makers };
