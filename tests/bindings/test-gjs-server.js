// SPDX-License-Identifier: GPL-3.0-or-later
//
// A server as a GJS program has it; bindings-client.js says what it is to do.
import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Json from 'gi://Json';
import SocketIo from 'gi://SocketIo';
import System from 'system';

Gio._promisify(SocketIo.Server.prototype, 'close_async', 'close_finish');
Gio._promisify(SocketIo.Socket.prototype, 'emit_async', 'emit_finish');
Gio._promisify(SocketIo.Server.prototype, 'fetch_sockets_async', 'fetch_sockets_finish');

let nBroadcasts = 0;

/* One that could tell other processes what is sent. */
const Adapter = GObject.registerClass(class Adapter extends SocketIo.Adapter {
  vfunc_broadcast(packet, broadcastOptions) {
    nBroadcasts++;
    return super.vfunc_broadcast(packet, broadcastOptions);
  }
});

const options = new SocketIo.ServerOptions({
  ping_interval: 5000,
  connect_timeout: 5000,
  adapter_type: Adapter.$gtype,
});
const server = SocketIo.Server.new(options);
const loop = new GLib.MainLoop(null, false);

function toJson(...values) {
  return Json.from_string(JSON.stringify(values)).get_array();
}

function fromJson(array) {
  const node = Json.Node.alloc().init_array(array);

  return JSON.parse(Json.to_string(node, false));
}

function argumentsOf(event) {
  return fromJson(event.get_arguments());
}

async function ask(socket) {
  const [answer] = await socket.emit_async('question', toJson('How are you?'), 5000, null);

  socket.emit('heard', answer);
}

async function count(event) {
  const sockets = await server.fetch_sockets_async(null);

  event.acknowledge(toJson(sockets.length), null);
}

async function stop() {
  await server.close_async(1000, null);
  loop.quit();
}

const handlers = {
  greet(socket, event) {
    const [name] = argumentsOf(event);

    socket.emit('greeting', toJson(`Hello, ${name}!`));
  },
  add(socket, event) {
    const [a, b] = argumentsOf(event);

    event.acknowledge(toJson(a + b), null);
  },
  bytes(socket, event) {
    socket.emit_full('bytes', event.get_arguments(), event.get_attachments(),
      SocketIo.EmitFlags.DEFAULT);
  },
  ask,
  join(socket, event) {
    socket.join(argumentsOf(event)[0]);
  },
  tell(socket, event) {
    const [room, text] = argumentsOf(event);

    socket.to(room).emit('told', toJson(text));
  },
  shout(socket, event) {
    server.emit('shouted', event.get_arguments());
  },
  count(socket, event) {
    count(event).catch(logError);
  },
  leave(socket) {
    socket.close(false);
  },
  stop() {
    stop().catch(logError);
  },
};

server.connect('connection', (_server, socket) => {
  for (const [name, handler] of Object.entries(handlers))
    socket.connect(`event::${name}`, handler);
});

server.get_engine().set_allow_request((_engine, message, next) => {
  if (/deny/.test(message.get_uri().get_query())) next.refuse('Not you', null);
  else next.pass();
});

server.of('/private').use((_socket, next) => {
  next.refuse('Members only', Json.from_string('{"code": 403}'));
});

server.of_pattern(GLib.Regex.new('^/room-\\d+$', 0, 0)).connect('connection', (_parent, socket) => {
  socket.emit('welcome', toJson(socket.namespace.name));
});

server.listen('127.0.0.1', 0, null);
print(`ready ${server.get_port()}`);
loop.run();
System.exit(nBroadcasts > 0 ? 0 : 1);
