# SPDX-License-Identifier: GPL-3.0-or-later
#
# A server as a Python program has it; bindings-client.js says what it is to do.
import json

import gi

gi.require_version('Json', '1.0')
gi.require_version('SocketIo', '1.0')
from gi.repository import GLib, Json, SocketIo



class Adapter(SocketIo.Adapter):
    """One that could tell other processes what is sent."""

    n_broadcasts = 0

    def do_broadcast(self, packet, options):
        Adapter.n_broadcasts += 1
        return SocketIo.Adapter.do_broadcast(self, packet, options)


options = SocketIo.ServerOptions(ping_interval=5000, connect_timeout=5000,
                                 adapter_type=Adapter.__gtype__)
server = SocketIo.Server.new(options)
loop = GLib.MainLoop()


def to_json(*values):
    return Json.from_string(json.dumps(values)).get_array()


def arguments_of(event):
    node = Json.Node.alloc().init_array(event.get_arguments())

    return json.loads(Json.to_string(node, False))


def greet(socket, event):
    [name] = arguments_of(event)
    socket.emit('greeting', to_json(f'Hello, {name}!'))


def add(_socket, event):
    a, b = arguments_of(event)
    event.acknowledge(to_json(a + b), None)


def give_bytes_back(socket, event):
    socket.emit_full('bytes', event.get_arguments(), event.get_attachments(),
                     SocketIo.EmitFlags.DEFAULT)


def ask(socket, _event):
    def answered(_socket, result):
        answer, _attachments = socket.emit_finish(result)
        socket.emit('heard', answer)

    socket.emit_async('question', to_json('How are you?'), 5000, None, answered)


def tell(socket, event):
    room, text = arguments_of(event)
    socket.to(room).emit('told', to_json(text))


def count(_socket, event):
    def fetched(namespace, result):
        event.acknowledge(to_json(len(namespace.fetch_sockets_finish(result))), None)

    server.of('/').fetch_sockets_async(None, fetched)


def stop(_socket, _event):
    def closed(_server, result):
        server.close_finish(result)
        loop.quit()

    server.close_async(1000, None, closed)


handlers = {
    'greet': greet,
    'add': add,
    'bytes': give_bytes_back,
    'ask': ask,
    'join': lambda socket, event: socket.join(arguments_of(event)[0]),
    'tell': tell,
    'shout': lambda socket, event: server.emit('shouted', event.get_arguments()),
    'count': count,
    'leave': lambda socket, event: socket.close(False),
    'stop': stop,
}


def connection_cb(_server, socket):
    for name, handler in handlers.items():
        socket.connect(f'event::{name}', handler)


def allow_request_cb(_engine, message, next_):
    if 'deny' in message.get_uri().get_query():
        next_.refuse('Not you', None)
    else:
        next_.pass_()


def private_cb(_socket, next_):
    next_.refuse('Members only', Json.from_string('{"code": 403}'))


def room_cb(_parent, socket):
    socket.emit('welcome', to_json(socket.get_namespace().get_name()))


server.connect('connection', connection_cb)
server.get_engine().set_allow_request(allow_request_cb)
server.of('/private').use(private_cb)
rooms = server.of_pattern(GLib.Regex.new('^/room-\\d+$', 0, 0))
rooms.connect('connection', room_cb)
server.listen('127.0.0.1', 0, None)
print(f'ready {server.get_port()}', flush=True)
loop.run()
assert Adapter.n_broadcasts > 0
