# SPDX-License-Identifier: GPL-3.0-or-later
#
# What the databases say, the server's and an app's, in the same words; each is opened to be read
# only.  Their schemas are src/server/schema and src/chat/store/schema.
import json
import sqlite3
from dataclasses import dataclass, field

from gi.repository import GLib

ROOM_KINDS = ['public', 'private', 'direct']
MESSAGE_KINDS = ['text', 'notice', 'system']
ROLES = ['member', 'moderator', 'owner']
EXTRAS = GLib.VariantType('(asa(ssssxuu)a(sas))')


@dataclass
class Message:
    id: str
    seq: int
    user: str
    kind: str
    text: str | None
    edited: bool
    deleted: bool
    reply: str | None
    files: list
    reactions: dict


@dataclass
class Room:
    kind: str
    name: str
    topic: str
    last_seq: int
    members: dict = field(default_factory=dict)  # user -> (role, delivered, seen)
    messages: list = field(default_factory=list)


def connect(path):
    db = sqlite3.connect(f'file:{path}?mode=ro', uri=True, isolation_level=None, timeout=5)
    db.row_factory = sqlite3.Row
    return db


def check_integrity(path):
    """What SQLite finds wrong with a database, as words."""
    with connect(path) as db:
        wrong = [row[0] for row in db.execute('PRAGMA integrity_check') if row[0] != 'ok']
        return wrong + [f'foreign key of {tuple(row)}' for row in db.execute('PRAGMA foreign_key_check')]


def read_server(path):
    """id -> Room, of all that are there."""
    db = connect(path)
    db.execute('BEGIN')
    rooms = {}
    for row in db.execute('SELECT * FROM room'):
        room = rooms[row['id']] = Room(row['kind'], row['name'], row['topic'], row['last_seq'])
        for member in db.execute('SELECT m.*, u.id AS who FROM member m JOIN user u ON u.number = m.user '
                                 'WHERE m.room = ?', [row['number']]):
            room.members[member['who']] = (member['role'], member['delivered'], member['seen'])
        for message in db.execute('SELECT m.*, u.id AS who, o.id AS answered FROM message m '
                                  'JOIN user u ON u.number = m.user LEFT JOIN message o ON o.number = m.reply '
                                  'WHERE m.room = ? ORDER BY m.seq', [row['number']]):
            room.messages.append(read_server_message(db, message))
    db.close()
    return rooms


def read_server_message(db, row):
    files = [each[0] for each in db.execute(
        'SELECT f.id FROM message_file p JOIN file f ON f.number = p.file WHERE p.message = ? ORDER BY p.position',
        [row['number']])]
    reactions = {}
    for emoji, user in db.execute('SELECT r.emoji, u.id FROM reaction r JOIN user u ON u.number = r.user '
                                  'WHERE r.message = ? ORDER BY u.id', [row['number']]):
        reactions.setdefault(emoji, []).append(user)
    return Message(row['id'], row['seq'], row['who'], row['kind'], row['text'] or None, row['edited_at'] is not None,
                   row['deleted_at'] is not None, row['answered'], files, reactions)


def read_store(path):
    """The same as an app has it."""
    db = connect(path)
    db.execute('BEGIN')
    rooms = {}
    for row in db.execute('SELECT * FROM room'):
        room = rooms[row['id']] = Room(ROOM_KINDS[row['kind']], row['name'] or '', row['topic'] or '', row['last_seq'])
        for member in db.execute('SELECT * FROM member WHERE room = ?', [row['number']]):
            room.members[member['user']] = (ROLES[member['role']], member['delivered'], member['seen'])
        for message in db.execute('SELECT * FROM message WHERE room = ? ORDER BY seq', [row['number']]):
            room.messages.append(read_store_message(message))
    db.close()
    return rooms


def read_store_message(row):
    files, reactions = [], {}
    if row['extras'] is not None:
        _mentions, held, reacted = GLib.Variant.new_from_bytes(EXTRAS, GLib.Bytes.new(row['extras']), False).unpack()
        files = [each[0] for each in held]
        reactions = {emoji: sorted(users) for emoji, users in reacted}
    return Message(row['id'], row['seq'], row['user'], MESSAGE_KINDS[row['kind']], row['text'] or None,
                   row['edited_at'] != 0, row['deleted_at'] != 0, row['reply_id'], files, reactions)


def read_outbox(path):
    """What an app still wants of the server: (room, message, emoji, why it was refused) of each."""
    db = connect(path)
    rows = [tuple(row) for row in db.execute(
        'SELECT room, ifnull (message, id), emoji, error FROM outbox ORDER BY number')]
    db.close()
    return rows


def read_contents(path):
    """The SHA-256 of each file of the server."""
    db = connect(path)
    rows = {row[0]: row[1] for row in db.execute('SELECT id, lower (hex (sha256)) FROM file')}
    db.close()
    return rows


def compare(one, other, words):
    """Where two of read_server and read_store differ, as words; of the rooms that @other has."""
    for room in sorted(set(one) | set(other)):
        if room not in one or room not in other:
            yield f'{words}: room {room} is not in both'
            continue
        yield from compare_rooms(one[room], other[room], f'{words}: room {room}')


def compare_rooms(one, other, words):
    for name in ['kind', 'name', 'topic', 'last_seq', 'members']:
        if getattr(one, name) != getattr(other, name):
            yield f'{words}: {name} is {getattr(one, name)} and {getattr(other, name)}'
    if [each.seq for each in one.messages] != [each.seq for each in other.messages]:
        yield f'{words}: messages {[each.seq for each in one.messages]} and {[each.seq for each in other.messages]}'
        return
    for first, second in zip(one.messages, other.messages):
        if first != second:
            yield f'{words}: {json.dumps(vars(first))} is {json.dumps(vars(second))}'
