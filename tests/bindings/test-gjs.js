// SPDX-License-Identifier: GPL-3.0-or-later
//
// The library as a GJS program uses it; test-python.py does the same.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Json from 'gi://Json';
import SocketIo from 'gi://SocketIo';
import System from 'system';

Gio._promisify(SocketIo.Client.prototype, 'emit_async', 'emit_finish');

const [uri] = ARGV;
const options = new SocketIo.Options({ transports: ['websocket'] });

let client;

/* Values to and from JSON, as any program would do it. */
function toJson(...values) {
  return Json.from_string(JSON.stringify(values)).get_array();
}

function fromJson(array) {
  const node = Json.Node.alloc().init_array(array);

  return JSON.parse(Json.to_string(node, false));
}

function next(object, signal) {
  return new Promise((resolve) => {
    const id = object.connect(signal, (_object, ...values) => {
      object.disconnect(id);
      resolve(values);
    });
  });
}

async function failureOf(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('it should have failed');
}

function assertEqual(actual, expected) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];

  if (a !== b) throw new Error(`${a} is not ${b}`);
}

const tests = {
  async 'connects, with options'() {
    client = SocketIo.Client.new_with_options(uri, options);
    const connected = next(client, 'connected');

    client.open();
    await connected;
    assertEqual(client.connected, true);
    assertEqual(client.state, SocketIo.ClientState.CONNECTED);
    assertEqual(client.manager.get_transport(), 'websocket');
  },

  async 'emits, and hears an event by its name'() {
    const greeting = next(client, 'event::greeting');

    assertEqual(client.emit('greet', toJson('Grace')), true);
    const [event] = await greeting;
    assertEqual(event.get_name(), 'greeting');
    assertEqual(fromJson(event.get_arguments()), ['Hello, Grace!', 'websocket']);
  },

  async 'waits for an acknowledgement'() {
    const [answer] = await client.emit_async('add', toJson(40, 2), 0, null);

    assertEqual(fromJson(answer), [42]);
  },

  async 'acknowledges an event'() {
    const heard = next(client, 'event::heard');

    client.once('question', (_client, event) => {
      assertEqual(event.wants_acknowledgement(), true);
      assertEqual(event.acknowledge(toJson('Fine, thanks'), null), true);
    });
    client.emit('ask', null);
    const [event] = await heard;
    assertEqual(fromJson(event.get_arguments()), ['Fine, thanks']);
  },

  async 'says why there is no acknowledgement'() {
    const error = await failureOf(client.emit_async('never', null, 20, null));

    assertEqual(error.matches(SocketIo.Error, SocketIo.Error.TIMED_OUT), true);
  },

  async 'gives what a refusal says'() {
    const refused = SocketIo.Client.new_with_options(`${uri}/private`, options);
    const failed = next(refused, 'connect-error');

    refused.open();
    const [error] = await failed;
    assertEqual(error.matches(SocketIo.Error, SocketIo.Error.REFUSED), true);
    assertEqual(error.message, 'Members only');
    assertEqual(SocketIo.error_get_data(error).get_object().get_int_member('code'), 403);
    assertEqual(refused.active, false);
  },

  async 'asks for an auth object'() {
    const other = SocketIo.Client.new_with_options(`${uri}/`, new SocketIo.Options());
    const failed = next(other, 'connect-error');

    other.set_auth_func((_client, request) => request.fail('No token'));
    other.open();
    const [error] = await failed;
    assertEqual(error.matches(SocketIo.Error, SocketIo.Error.AUTH), true);
    other.close();
  },

  async 'hears why it was disconnected'() {
    const disconnected = next(client, 'disconnected');

    client.emit('leave', null);
    const [reason] = await disconnected;
    assertEqual(reason, SocketIo.DisconnectReason.SERVER);
    assertEqual(SocketIo.disconnect_reason_to_string(reason), 'io server disconnect');
    assertEqual(client.connected, false);
  },
};

async function run() {
  const names = Object.keys(tests);
  let failed = 0;

  print(`1..${names.length}`);
  for (const [index, name] of names.entries()) {
    try {
      await tests[name]();
      print(`ok ${index + 1} - ${name}`);
    } catch (error) {
      failed++;
      print(`not ok ${index + 1} - ${name}`);
      printerr(`${error}\n${error.stack}`);
    }
  }
  return failed;
}

const loop = new GLib.MainLoop(null, false);
let failed = 1;

run().then((count) => {
  failed = count;
}).finally(() => loop.quit());
loop.run();
client = null;
System.exit(failed === 0 ? 0 : 1);
