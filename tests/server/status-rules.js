// SPDX-License-Identifier: GPL-3.0-or-later
//
// What the status of each message is for each person, by the words of the protocol alone; nobody
// told:
//
//   sent       it is on the server
//   delivered  a device of theirs has it
//   seen       it was on a screen that somebody looks at

'use strict';

const { STATUSES } = require('./device');

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

  /* For its author: the worst of all, and how many have it, and have seen it. */
  sum(seq) {
    const all = Object.values(this.statuses.get(seq)).map((each) => STATUSES.indexOf(each));
    return [STATUSES[Math.min(...all, all.length > 0 ? 2 : 0)], all.length, all.filter((each) => each > 0).length, all.filter((each) => each > 1).length];
  }

  countUnread(user) {
    return [...this.statuses.values()].filter((each) => user in each && each[user] !== 'seen').length;
  }
}

module.exports = { Rules };
