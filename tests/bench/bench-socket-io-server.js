// SPDX-License-Identifier: GPL-3.0-or-later
//
// What bench-socket-io-server.c does, with the reference implementation: a server with the
// options that it has by itself.
//
//   join (ROOM, answer)     joins a room
//   message (MESSAGE)       everybody in MESSAGE.room gets it
//   echo (VALUE, answer)    answers VALUE
'use strict';

const { createServer } = require('http');
const { Server } = require('socket.io');

const http = createServer();
const io = new Server(http);

io.on('connection', (socket) => {
  socket.on('join', (room, answer) => {
    socket.join(room);
    answer();
  });
  socket.on('message', (message) => io.to(message.room).emit('message', message));
  socket.on('echo', (value, answer) => answer(value));
});

http.listen(0, '127.0.0.1', () => console.log(`ready ${http.address().port}`));
process.on('SIGTERM', () => process.exit());
