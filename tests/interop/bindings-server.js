// SPDX-License-Identifier: GPL-3.0-or-later
//
// node bindings-server.js COMMAND...
//
// Listens, runs COMMAND with the server's address as one more argument, and ends as it ends.
//
//   greet (NAME)           is answered by the event "greeting" (text, transport)
//   add (A, B, answer)     answers the sum
//   never (answer)         answers nothing
//   ask                    sends "question" (text), and "heard" with what it was answered
//   leave                  disconnects the client
//
// The namespace /private refuses everybody, with data.
'use strict';

const { spawn } = require('child_process');
let Server;

try {
  ({ Server } = require('socket.io'));
} catch {
  console.log('1..0 # SKIP no socket.io in NODE_PATH');
  process.exit(77);
}

const io = new Server(0);

io.on('connection', (socket) => {
  socket.on('greet', (name) => {
    socket.emit('greeting', `Hello, ${name}!`, socket.conn.transport.name);
  });
  socket.on('add', (a, b, answer) => answer(a + b));
  socket.on('ask', () => {
    socket.emit('question', 'How are you?', (answer) => socket.emit('heard', answer));
  });
  socket.on('leave', () => socket.disconnect());
});

io.of('/private').use((socket, next) => {
  const error = new Error('Members only');

  error.data = { code: 403 };
  next(error);
});

io.httpServer.once('listening', () => {
  const [program, ...args] = process.argv.slice(2);
  const uri = `http://127.0.0.1:${io.httpServer.address().port}`;
  const child = spawn(program, [...args, uri], { stdio: 'inherit' });

  child.on('error', (error) => {
    console.error(`${program}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal !== null) console.error(`${program}: ${signal}`);
    process.exit(code ?? 1);
  });
});
