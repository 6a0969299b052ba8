// SPDX-License-Identifier: GPL-3.0-or-later
//
// A Device that is the real app: a ChatSession with its store, in a program of its own
// (tests/support/session-program.c), which is told by lines what to do.

'use strict';

const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');
const { PASSWORD } = require('./house');
const { STATUSES } = require('./device');

/* Before it asks again for what it may lack. */
const LOOKS_AT_ONCE = 20;

class SessionDevice {
  constructor(house, program, name, folder, options) {
    this.name = name;
    this.kept = { folder };
    this.begun = 0; /* what it does by itself nobody knows */
    this.answers = new Map();
    this.looks = 0;
    this.count = 0;
    this.unfinished = '';
    this.process = spawn(program, [folder, house.url, name, PASSWORD, ...options], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.errors = '';
    this.process.stderr.on('data', (data) => { this.errors += data; });
    this.process.stdout.on('data', (data) => this.read(String(data)));
    this.ended = new Promise((resolve) => this.process.on('close', (code) => resolve(code)));
    this.online = new Promise((resolve, reject) => {
      this.comeIn = resolve;
      this.ended.then(() => reject(new Error(`${name} has ended: ${this.errors}`)));
    });
    this.socket = { close: () => this.process.kill('SIGKILL') }; /* for the house, at the end */
  }

  static make(program) {
    return async (house, name, { folder, register } = {}) => {
      const where = folder || fs.mkdtempSync(path.join(house.folder, 'app-'));
      const device = new SessionDevice(house, program, name, where, register ? ['new'] : []);
      house.people.push(device);
      await device.online;
      return device;
    };
  }

  read(text) {
    const lines = (this.unfinished + text).split('\n');
    this.unfinished = lines.pop();
    for (const line of lines) {
      const [word, ...rest] = line.split(' ');
      if (word === 'me') {
        [this.id] = rest;
      } else if (word === 'state' && rest[0] === 'online') {
        this.comeIn();
      } else if (word === 'did') {
        this.answers.get(rest[0])(rest.slice(1).join(' '));
        this.answers.delete(rest[0]);
      }
    }
  }

  async ask(verb, ...words) {
    const number = String(++this.count);
    const answer = new Promise((resolve) => this.answers.set(number, resolve));
    this.process.stdin.write(`${[verb, number, ...words].join(' ')}\n`);
    const value = await Promise.race([answer, this.ended.then(() => { throw new Error(`${this.name} has ended: ${this.errors}`); })]);
    return value;
  }

  async must(verb, ...words) {
    const value = await this.ask(verb, ...words);
    if (value === 'no')
      throw new Error(`${this.name} cannot ${verb} ${words.join(' ')}: ${this.errors}`);
    return value;
  }

  async rest() {}

  async hangUp() {
    this.process.stdin.write('quit\n');
    const code = await this.ended;
    if (code !== 0)
      throw new Error(`${this.name} has failed: ${code} ${this.errors}`);
  }

  create(kind, users) {
    return kind === 'direct' ? this.must('direct', users[0]) : this.must('make', kind, 'All', ...users);
  }

  show(room, focused = true) {
    return this.ask('show', room && focused ? room : '-');
  }

  /* Until it is there; then it has a place. */
  async send(room, text) {
    const id = await this.must('send', room, text);
    for (;;) {
      const { messages } = JSON.parse(await this.must('look', room));
      const message = messages.find((each) => each.id === id);
      if (message.seq > 0)
        return message.seq;
    }
  }

  leave(room) {
    return this.must('leave', room);
  }

  invite(room, user) {
    return this.must('invite', room, user);
  }

  /* What was said before is there when somebody looks for it. */
  async look(id) {
    if (this.looks++ % LOOKS_AT_ONCE === 0)
      await this.ask('learn', id);
    const text = await this.ask('look', id);
    if (text === 'no')
      return null;
    const { messages, members, unread } = JSON.parse(text);
    const statuses = {};
    const own = {};
    for (const { seq, user, status, counts } of messages.filter((each) => !each.system && each.seq > 0)) {
      statuses[seq] = {};
      for (const [member, [from, delivered, seen]] of Object.entries(members)) {
        if (member !== user && from <= seq)
          statuses[seq][member] = STATUSES[(delivered >= seq) + (seen >= seq)];
      }
      if (user === this.id)
        own[seq] = [status, ...counts];
    }
    return { statuses, unread, own };
  }
}

module.exports = { SessionDevice };
