// SPDX-License-Identifier: GPL-3.0-or-later
//
// A small HTTP proxy: CONNECT tunnels, and requests with a whole address.
//
//   node proxy-server.js [refuse]
//
// With "refuse" it answers everything with 403.
// Lines on standard output: "ready PORT", "tunnel HOST:PORT", "request METHOD URL".

const http = require('http');
const net = require('net');

const refuse = process.argv[2] === 'refuse';
const say = (...words) => process.stdout.write(words.join(' ') + '\n');

const proxy = http.createServer((request, response) => {
  say('request', request.method, request.url);
  if (refuse) {
    response.writeHead(403);
    response.end('not through here');
    return;
  }

  const onward = http.request(request.url, { method: request.method, headers: request.headers });

  onward.on('response', (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
  response.on('close', () => onward.destroy());
});

proxy.on('connect', (request, socket, head) => {
  say('tunnel', request.url);
  if (refuse) {
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    return;
  }

  const [host, port] = request.url.split(':');
  const onward = net.connect(Number(port), host, () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    onward.write(head);
    socket.pipe(onward).pipe(socket);
  });

  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  socket.on('close', () => onward.destroy());
});

process.stdin.on('end', () => process.exit(0)).resume();
proxy.listen(0, '127.0.0.1', () => say('ready', proxy.address().port));
