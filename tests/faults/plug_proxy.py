# SPDX-License-Identifier: GPL-3.0-or-later
#
# A way for bytes that can be made bad: whatever comes to its port goes to another, until it is
# told to cut, to hold back, to cut off in the middle, or to say something twice.  The last is done
# to WebSockets only: nobody can tell of the bytes of a file that some of them are there twice.
import asyncio
import socket
import struct

UP, DOWN = 'up', 'down'
MANY_PIECES = 30


class Way:
    """One connection through a proxy."""

    def __init__(self, *ends):
        self.ends = ends
        self.is_web_socket = False
        self.is_known = False
        self.is_garbled = False

    def take(self, piece):
        if not self.is_known:
            self.is_web_socket = b'upgrade: websocket' in piece.lower()
        self.is_known = True

    # Everything that is on its way is lost, and both sides hear of it.
    def cut(self):
        for end in self.ends:
            sock = end.get_extra_info('socket')
            if sock is not None and sock.fileno() >= 0:
                sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0))
            end.transport.abort()


class Proxy:
    def __init__(self):
        self.target = None  # a port, or nobody is there
        self.port = None
        self.flows = asyncio.Event()
        self.flows.set()
        self.harm = {}  # direction -> (what, share) for the next bytes
        self.ways = set()
        self.more = 0  # pieces that are to come twice

    async def start(self):
        self.server = await asyncio.start_server(self._meet, '127.0.0.1', 0)
        self.port = self.server.sockets[0].getsockname()[1]

    def stop(self):
        self.server.close()
        self.cut()

    def cut(self):
        for way in list(self.ways):
            way.cut()

    def stall(self):
        self.flows.clear()

    def flow(self):
        self.flows.set()

    # Of the next bytes in this direction only a share arrives, then nothing more.
    def truncate(self, direction, share):
        self.harm[direction] = ('truncate', share)

    # A share of the next bytes comes twice.
    def duplicate(self, direction, share):
        self.harm[direction] = ('duplicate', share)
        self.more = MANY_PIECES

    # Where nonsense was said, it may be long until somebody notices: until the next heartbeat.
    def heal(self):
        self.harm.clear()
        self.flow()
        for way in list(self.ways):
            if way.is_garbled:
                way.cut()

    async def _meet(self, reader, writer):
        try:
            if self.target is None:
                raise ConnectionError
            other_reader, other_writer = await asyncio.open_connection('127.0.0.1', self.target)
        except OSError:
            writer.transport.abort()
            return
        way = Way(writer, other_writer)
        self.ways.add(way)
        await asyncio.gather(self._pump(way, reader, other_writer, UP), self._pump(way, other_reader, writer, DOWN))
        self.ways.discard(way)

    def _take_harm(self, way, direction):
        what, share = self.harm.get(direction, (None, 0))
        if what == 'duplicate' and not way.is_web_socket:
            return None, 0
        # Whole pieces are mostly whole frames: nobody notices, so it goes on for a while.
        self.harm.pop(direction, None)
        if what == 'duplicate' and share == 1 and self.more > 0:
            self.more -= 1
            self.harm[direction] = (what, share)
        return what, share

    async def _pump(self, way, reader, writer, direction):
        try:
            while piece := await reader.read(65536):
                await self.flows.wait()
                what, share = self._take_harm(way, direction)
                way.take(piece)
                part = piece[:max(1, int(len(piece) * share))]
                if what == 'truncate':
                    writer.write(part)
                    await writer.drain()
                    break
                if what == 'duplicate':
                    way.is_garbled = True
                    writer.write(part)
                writer.write(piece)
                await writer.drain()
        except OSError:
            pass
        writer.close()
