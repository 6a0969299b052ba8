// SPDX-License-Identifier: GPL-3.0-or-later
//
// The server of the benchmark: the reference implementation.
//
//   stream (COUNT)       sends COUNT chat messages of 150 bytes, then "done".  They are WebSocket
//                        frames that were made beforehand, written in large pieces to the bare
//                        connection, so that the client is what takes the time.
//   ask (VALUE, answer)  answers VALUE.
'use strict';

const { Server } = require('socket.io');

const FRAMES_PER_WRITE = 400;

function makeFrame(message) {
  const payload = Buffer.from(message);
  const head = Buffer.from([0x81, 126, payload.length >> 8, payload.length & 0xff]);

  return Buffer.concat([head, payload]);
}

const event = JSON.stringify(['message', {
  id: 'f3c1a6f05b1d4b77',
  room: 'general',
  user: 'Amélie',
  text: 'Shall we meet at noon, by the old fountain, yes?',
  time: 1732147200000,
}]);
const frame = makeFrame('42' + event);
const piece = Buffer.concat(new Array(FRAMES_PER_WRITE).fill(frame));

function stream(socket, count) {
  const connection = socket.conn.transport.socket._socket;

  while (count > 0) {
    const frames = Math.min(count, FRAMES_PER_WRITE);

    count -= frames;
    if (!connection.write(piece.subarray(0, frames * frame.length))) {
      connection.once('drain', () => stream(socket, count));
      return;
    }
  }
  socket.emit('done');
}

const io = new Server(0, { transports: ['websocket'] });

io.on('connection', (socket) => {
  socket.on('stream', (count) => stream(socket, count));
  socket.on('ask', (value, answer) => answer(value));
});
io.httpServer.once('listening', () => {
  console.log(`ready ${io.httpServer.address().port} ${Buffer.byteLength(event)}`);
});
