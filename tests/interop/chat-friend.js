// SPDX-License-Identifier: GPL-3.0-or-later
//
// The other person in a conversation, with the reference client.
//
//   chat-friend.js URI NAME ROOM
//
// Prints "ready 0" once in the room, then what this person sees:
//
//   heard NAME: TEXT       each message of somebody else once, also one that came while away
//   typing NAME on|off
//   users NAME, NAME       who is there, sorted
//
// Commands on stdin: say TEXT (answers "said TEXT" once the server has it), type on|off, quit.
'use strict';

const { randomUUID } = require('crypto');
const readline = require('readline');
const { io } = require('socket.io-client');

const [uri, name, room] = process.argv.slice(2);
const me = { userId: `friend-${name}`, name };
const heard = new Set();
const waiting = [];  // what the server has not confirmed, in order
let isReady = false;

const socket = io(uri, { reconnectionDelay: 100, reconnectionDelayMax: 500 });

function hear(message) {
  if (heard.has(message.id))
    return;
  heard.add(message.id);
  if (message.userId !== me.userId)
    console.log(`heard ${message.name}: ${message.text.replace(/\n/g, '\\n')}`);
}

function sendNext() {
  if (waiting.length === 0 || !socket.connected || waiting[0].sent)
    return;

  const message = waiting[0];
  message.sent = true;
  socket.timeout(3000).emit('sendMessage', message.body, (error) => {
    message.sent = false;
    if (!error) {
      waiting.shift();
      console.log(`said ${message.body.text}`);
    }
    sendNext();
  });
}

socket.on('connect', () => {
  socket.emit('join', me);
  socket.emit('join-room', room, ({ history }) => {
    history.messages.forEach(hear);
    if (!isReady)
      console.log('ready 0');
    isReady = true;
    sendNext();
  });
});

socket.on('sendMessage', hear);
socket.on('showTyping', (typing) => {
  console.log(`typing ${typing.name} ${typing.typing ? 'on' : 'off'}`);
});
socket.on('connectedUsers', ({ users }) => {
  console.log(`users ${users.map((user) => user.name).sort().join(', ')}`);
});

const commands = {
  say(...words) {
    const body = { id: randomUUID(), chat_id: room, ...me, text: words.join(' '), time: Date.now() };
    waiting.push({ body, sent: false });
    sendNext();
  },
  type(value) { socket.emit('showTyping', { chat_id: room, ...me, typing: value === 'on' }); },
  quit() { socket.disconnect(); process.exit(0); },
};

readline.createInterface({ input: process.stdin })
  .on('line', (line) => {
    const [command, ...words] = line.split(' ');
    commands[command](...words);
  })
  .on('close', () => process.exit(0));
