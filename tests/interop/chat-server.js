// SPDX-License-Identifier: GPL-3.0-or-later
//
// A chat server as people write their first one, with what makes a conversation survive: messages
// are known by their id, stored, and given to whoever joins.
//
//   chat-server.js [--port N] [--history FILE] [--max-payload BYTES] [--refuse REASON] [--plain]
//
//   --plain   no answers, no history, no echo to the sender: what the smallest servers do
//
// Prints "ready PORT", then one line of JSON for everything that happens.  Commands on stdin:
//
//   kick [NAME]              ends the connection of one person, or of everybody
//   drop-acks on|off         messages are stored and sent on, but never acknowledged
//   drop-echo on|off         the sender does not get the own message back
//   refuse [REASON]          messages are refused until "refuse" without a reason
//   say ROOM NAME TEXT       somebody without a connection says something
//   type ROOM NAME on|off    ... or types
//   emit EVENT JSON          everybody gets this event
'use strict';

const fs = require('fs');
const readline = require('readline');
const { createServer } = require('http');
const { Server } = require('socket.io');

const options = { port: 0, history: null, maxPayload: 1e6, refuse: null, plain: false };
for (let i = 2; i < process.argv.length; i++) {
  switch (process.argv[i]) {
  case '--port': options.port = Number(process.argv[++i]); break;
  case '--history': options.history = process.argv[++i]; break;
  case '--max-payload': options.maxPayload = Number(process.argv[++i]); break;
  case '--refuse': options.refuse = process.argv[++i]; break;
  case '--plain': options.plain = true; break;
  default: throw new Error(`What is ${process.argv[i]}?`);
  }
}

const report = (what, more) => console.log(JSON.stringify({ what, ...more }));
const mode = { dropAcks: false, dropEcho: false, refusal: null };
const rooms = new Map();  // name -> messages in the order of arrival
const byId = new Map();

function keep(message) {
  if (!rooms.has(message.chat_id))
    rooms.set(message.chat_id, []);
  rooms.get(message.chat_id).push(message);
  byId.set(message.id, message);
}

function store(message) {
  keep(message);
  if (options.history)
    fs.appendFileSync(options.history, JSON.stringify(message) + '\n');
}

if (options.history && fs.existsSync(options.history)) {
  for (const line of fs.readFileSync(options.history, 'utf8').split('\n')) {
    if (line)
      keep(JSON.parse(line));
  }
}

const http = createServer();
const io = new Server(http, { cors: { origin: '*' }, maxHttpBufferSize: options.maxPayload });

const personOf = (socket) => ({ userId: socket.data.userId, name: socket.data.name });
const unique = (people) => [...new Map(people.map((person) => [person.userId, person])).values()];

function tellUsers() {
  const known = [...io.sockets.sockets.values()].filter((socket) => socket.data.userId);
  io.emit('connectedUsers', { users: unique(known.map(personOf)) });
}

function membersOf(room) {
  const ids = io.sockets.adapter.rooms.get(room) || new Set();
  const sockets = [...ids].map((id) => io.sockets.sockets.get(id));
  return unique(sockets.filter((socket) => socket && socket.data.userId).map(personOf));
}

function tellMembers(room) {
  if (!options.plain)
    io.to(room).emit('room-members', { chat_id: room, members: membersOf(room) });
}

function receive(socket, message, ack) {
  const answer = (value) => {
    if (typeof ack === 'function' && !mode.dropAcks && !options.plain)
      ack(value);
  };

  if (mode.refusal !== null) {
    report('refused', { id: message.id });
    return answer({ ok: false, error: mode.refusal });
  }

  const known = byId.get(message.id);
  if (known) {
    report('again', { id: message.id, text: message.text });
    return answer({ ok: true, time: known.time });
  }

  const stored = { ...message, time: Date.now() };
  store(stored);
  report('message', { room: stored.chat_id, name: stored.name, text: stored.text, id: stored.id });
  if (mode.dropEcho || options.plain)
    socket.to(stored.chat_id).emit('sendMessage', stored);
  else
    io.to(stored.chat_id).emit('sendMessage', stored);
  return answer({ ok: true, time: stored.time });
}

if (options.refuse) {
  io.use((socket, next) => {
    report('turned-away');
    next(new Error(options.refuse));
  });
}

io.on('connection', (socket) => {
  report('connected', { transport: socket.conn.transport.name });

  socket.on('join', ({ userId, name }) => {
    socket.data.userId = userId;
    socket.data.name = name;
    report('join', { userId, name });
    tellUsers();
  });

  socket.on('join-room', (room, ack) => {
    if (typeof room !== 'string' || room === '')
      return;
    socket.join(room);
    report('join-room', { name: socket.data.name, room });
    if (typeof ack === 'function' && !options.plain) {
      const messages = (rooms.get(room) || []).slice(-500);
      ack({ ok: true, history: { messages, members: membersOf(room) } });
    }
    tellMembers(room);
  });

  socket.on('leave-room', (room) => {
    socket.leave(room);
    report('leave-room', { name: socket.data.name, room });
    tellMembers(room);
  });

  socket.on('sendMessage', (message, ack) => receive(socket, message, ack));

  socket.on('showTyping', (typing) => {
    report('typing', { name: typing.name, room: typing.chat_id, on: typing.typing });
    socket.to(typing.chat_id).emit('showTyping', typing);
  });

  let left = [];
  socket.on('disconnecting', () => {
    left = [...socket.rooms].filter((room) => room !== socket.id);
  });
  socket.on('disconnect', (reason) => {
    report('disconnected', { name: socket.data.name, reason });
    // In this order: who is gone altogether has not left the room.
    tellUsers();
    left.forEach(tellMembers);
  });
});

const commands = {
  kick(name) {
    for (const socket of io.sockets.sockets.values()) {
      if (!name || socket.data.name === name)
        socket.disconnect(true);
    }
  },
  'drop-acks'(value) { mode.dropAcks = value === 'on'; },
  'drop-echo'(value) { mode.dropEcho = value === 'on'; },
  refuse(...words) { mode.refusal = words.length > 0 ? words.join(' ') : null; },
  say(room, name, ...words) {
    const message = { id: `${name}-${Date.now()}-${byId.size}`, chat_id: room, userId: `id-${name}`,
                      name, text: words.join(' '), time: Date.now() };
    store(message);
    io.to(room).emit('sendMessage', message);
  },
  type(room, name, value) {
    io.to(room).emit('showTyping',
                     { chat_id: room, userId: `id-${name}`, name, typing: value === 'on' });
  },
  emit(event, ...rest) { io.emit(event, JSON.parse(rest.join(' '))); },
};

readline.createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, ...words] = line.split(' ');
    commands[command](...words);
    report('done', { command });
  })
  .on('close', () => {
    // Whoever started it and gave commands is gone.
    if (fs.fstatSync(0).isFIFO())
      process.exit(0);
  });

http.listen(options.port, '127.0.0.1', () => console.log(`ready ${http.address().port}`));
