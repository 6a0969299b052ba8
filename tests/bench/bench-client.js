// SPDX-License-Identifier: GPL-3.0-or-later
//
// What bench-client.c does, with the reference implementation.
'use strict';

const fs = require('fs');
const { io } = require('socket.io-client');

let socket;

function start() {
  return { cpu: process.cpuUsage(), time: process.hrtime.bigint() };
}

function report(begun, count, median) {
  const cpu = process.cpuUsage(begun.cpu);
  const seconds = Number(process.hrtime.bigint() - begun.time) / 1e9;
  const peak = fs.readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+)/)[1];

  console.log(JSON.stringify({
    cpu: (cpu.user + cpu.system) / count,
    time: seconds * 1e6 / count,
    median,
    peak: Number(peak),
  }));
}

function stream(count) {
  let received = 0;
  let length = 0;
  const listener = (message) => {
    received++;
    length += message.text.length;
  };

  return new Promise((resolve) => {
    socket.on('message', listener);
    socket.once('done', () => {
      if (received !== count || length === 0) throw new Error(`${received} events of ${count}`);
      socket.off('message', listener);
      resolve();
    });
    socket.emit('stream', count);
  });
}

async function benchmarkReceive(count) {
  const begun = start();
  await stream(count);
  report(begun, count, 0);
}

function ask(value, timeout) {
  const asking = timeout > 0 ? socket.timeout(timeout) : socket;

  return asking.emitWithAck('ask', value);
}

async function benchmarkAsk(count, timeout) {
  const latencies = new Float64Array(count);

  const begun = start();
  for (let i = 0; i < count; i++) {
    const sent = process.hrtime.bigint();

    if (await ask(i, timeout) !== i) throw new Error('Another answer was expected');
    latencies[i] = Number(process.hrtime.bigint() - sent) / 1000;
  }
  report(begun, count, latencies.sort()[count >> 1]);
}

const [uri, what, count, timeout] = process.argv.slice(2);

socket = io(uri, { transports: ['websocket'] });
socket.once('connect', async () => {
  if (what === 'receive') await benchmarkReceive(Number(count));
  else await benchmarkAsk(Number(count), Number(timeout));
  socket.disconnect();
});
