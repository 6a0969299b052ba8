// SPDX-License-Identifier: GPL-3.0-or-later
//
// Another person on a parlour-server, with the reference client.
//
//   native-friend.js URI NAME [INVITE]
//
// Makes an account with a password that nobody knows, prints "ready 0", and then what this person
// hears:
//
//   in ROOM                     this person is in the room now
//   heard ROOM: NAME: TEXT      each message of somebody else once
//   typing ROOM: NAME on|off
//   reacted ROOM: EMOJI TEXT    somebody has reacted to a message
//   saw ROOM: NAME N            somebody has seen all up to the message of this number
//
// A room with one person is called like the person.  Commands on stdin, each answered with its first
// word and "done" as soon as the server has it:
//
//   create ROOM                 a public room
//   invite ROOM: NAME
//   direct NAME                 a room with one person
//   say ROOM: TEXT
//   reply ROOM: TEXT            to what was said last by somebody else
//   react ROOM: EMOJI           to what was said last by somebody else
//   see ROOM                    everything in it
//   look ROOM                   as see, and everything that will be said
//   type ROOM: on|off           is not answered
//   quit
'use strict';

const { randomBytes, randomUUID } = require('crypto');
const readline = require('readline');
const { io } = require('socket.io-client');

const [uri, name, invite] = process.argv.slice(2);
const people = new Map();    // id -> name
const rooms = new Map();     // id -> room, with the names of all who are in it
const heard = new Set();     // ids of messages
const last = new Map();      // id of a room -> the last message of somebody else
const looking = new Set();   // ids of rooms
let me = null;

const socket = io(uri, {
  auth: {
    name, password: randomBytes(24).toString('base64'), register: true, ...(invite && { invite }),
    client: { name: 'native-friend.js', version: '1' }, protocol: 1,
  },
  transports: ['websocket'], reconnection: false,
});

function fail(error) {
  console.error(`native-friend.js: ${error.message}`);
  process.exit(1);
}

async function ask(event, request) {
  const answer = await socket.timeout(10000).emitWithAck(event, request);

  if (!answer.ok)
    fail(new Error(`${event}: ${answer.error.message}`));
  return answer;
}

function find(title) {
  const room = [...rooms.values()].find((one) => one.title === title);

  if (!room)
    fail(new Error(`there is no room "${title}"`));
  return room;
}

async function enter(room) {
  const { users } = await ask('room:members', { room: room.id, limit: 100 });
  const isNew = !rooms.has(room.id);

  users.forEach((user) => people.set(user.id, user.displayName));
  const other = users.find((user) => user.id !== me.id);
  room.title = room.kind === 'direct' && other ? other.displayName : room.name;
  rooms.set(room.id, room);
  if (isNew)
    console.log(`in ${room.title}`);
  return room;
}

function see(room) {
  return ask('receipt', { room: room.id, delivered: room.lastSeq, seen: room.lastSeq });
}

async function take(message) {
  const room = rooms.get(message.room) || await enter({ id: message.room, ...(await ask('sync', {
    since: 0, limit: 500 })).rooms.find((one) => one.id === message.room) });

  room.lastSeq = Math.max(room.lastSeq, message.seq);
  if (heard.has(message.id) || message.kind === 'system' || message.user === me.id)
    return;
  heard.add(message.id);
  last.set(room.id, message);
  console.log(`heard ${room.title}: ${people.get(message.user)}: ${message.text.replace(/\n/g, '\\n')}`);
  if (looking.has(room.id))
    await see(room);
  else
    await ask('receipt', { room: room.id, delivered: room.lastSeq });
}

socket.on('connect_error', fail);
socket.on('welcome', (welcome) => {
  ({ me } = welcome);
  people.set(me.id, me.displayName);
  console.log('ready 0');
});
socket.on('user', (user) => people.set(user.id, user.displayName));
socket.on('room', (room) => enter({ ...rooms.get(room.id), ...room }).catch(fail));
socket.on('message', (message) => take(message).catch(fail));
socket.on('message:changed', (message) => {
  const room = rooms.get(message.room);

  for (const emoji of Object.keys(message.reactions))
    if (room)
      console.log(`reacted ${room.title}: ${emoji} ${message.text}`);
});
socket.on('typing', ({ room, user, on }) => {
  if (rooms.has(room))
    console.log(`typing ${rooms.get(room).title}: ${people.get(user)} ${on ? 'on' : 'off'}`);
});
socket.on('receipt', ({ room, user, seen }) => {
  if (rooms.has(room) && user !== me.id)
    console.log(`saw ${rooms.get(room).title}: ${people.get(user)} ${seen}`);
});

// Somebody who may be on the way here.
async function findPerson(wanted) {
  for (let tries = 0; tries < 100; tries++) {
    const { users } = await ask('user:search', { query: wanted, limit: 10 });
    const user = users.find((one) => one.displayName === wanted);

    if (user) {
      people.set(user.id, user.displayName);
      return user;
    }
    await new Promise((resolve) => { setTimeout(resolve, 250); });
  }
  return fail(new Error(`there is no "${wanted}"`));
}

async function send(room, text, reply) {
  const { message } = await ask('message:send', {
    id: randomUUID(), room: room.id, text, ...(reply && { reply: reply.id }) });

  room.lastSeq = Math.max(room.lastSeq, message.seq);
}

const commands = {
  async create(title) { await enter((await ask('room:create', { name: title, kind: 'public' })).room); },
  async invite(title, person) {
    await ask('room:invite', { room: find(title).id, user: (await findPerson(person)).id });
  },
  async direct(person) {
    await enter((await ask('room:direct', { user: (await findPerson(person)).id })).room);
  },
  async say(title, text) { await send(find(title), text); },
  async reply(title, text) { await send(find(title), text, last.get(find(title).id)); },
  async react(title, emoji) {
    await ask('message:react', { id: last.get(find(title).id).id, emoji, on: true });
  },
  async see(title) { await see(find(title)); },
  async look(title) {
    looking.add(find(title).id);
    await see(find(title));
  },
  async type(title, on) { socket.emit('typing', { room: find(title).id, on: on === 'on' }); },
  async quit() { socket.disconnect(); process.exit(0); },
};

const queue = [];
let busy = false;

async function work() {
  if (busy)
    return;
  busy = true;
  while (queue.length > 0) {
    const line = queue.shift();
    const [, command, title, , rest] = /^(\w+) ?([^:]*)(: (.*))?$/.exec(line);

    await commands[command](title, rest);
    if (command !== 'type')
      console.log(`done ${command}`);
  }
  busy = false;
}

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  queue.push(line);
  work().catch(fail);
}).on('close', () => process.exit(0));
