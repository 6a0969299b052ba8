// SPDX-License-Identifier: GPL-3.0-or-later
//
// The reference MessagePack parser as a peer: packets come and go as JSON, their bytes as
// hexadecimal digits.  Binary values are placeholders beside a list of parts.
//
//   encode {"packet":{...},"parts":["00ff"]}   ->  encoded HEX
//   evaluate JAVASCRIPT                        ->  encoded HEX     (of the packet it gives)
//   decode HEX                                 ->  decoded {"packet":{...},"parts":["00ff"]}
//                                                  or refused MESSAGE
'use strict';

const readline = require('readline');
const { Decoder, Encoder } = require('socket.io-msgpack-parser');

function insertParts(value, parts) {
  if (value === null || typeof value !== 'object')
    return value;
  if (value._placeholder === true && value.num in parts)
    return Buffer.from(parts[value.num], 'hex');
  if (Array.isArray(value))
    return value.map((element) => insertParts(element, parts));

  const whole = {};
  for (const name of Object.keys(value))
    whole[name] = insertParts(value[name], parts);
  return whole;
}

function takeParts(value, parts) {
  if (value === null || typeof value !== 'object')
    return value;
  if (Buffer.isBuffer(value) || value instanceof ArrayBuffer)
    return { _placeholder: true, num: parts.push(Buffer.from(value).toString('hex')) - 1 };
  if (Array.isArray(value))
    return value.map((element) => takeParts(element, parts));

  const rest = {};
  for (const name of Object.keys(value))
    rest[name] = takeParts(value[name], parts);
  return rest;
}

function encode(packet) {
  const bytes = new Encoder().encode(packet)[0];

  console.log('encoded ' + bytes.toString('hex'));
}

function decode(hex) {
  const decoder = new Decoder();

  decoder.on('decoded', (packet) => {
    const parts = [];

    packet = takeParts(packet, parts);
    console.log('decoded ' + JSON.stringify({ packet, parts }));
  });
  try {
    decoder.add(Buffer.from(hex, 'hex'));
  } catch (error) {
    console.log('refused ' + error.message);
  }
}

console.log('ready 0');

readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const space = line.indexOf(' ');
  const command = line.slice(0, space);
  const argument = line.slice(space + 1);

  if (command === 'encode') {
    const { packet, parts } = JSON.parse(argument);
    encode(insertParts(packet, parts));
  } else if (command === 'evaluate') {
    encode(eval('(' + argument + ')'));
  } else if (command === 'decode') {
    decode(argument);
  }
});
