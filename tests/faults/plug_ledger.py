# SPDX-License-Identifier: GPL-3.0-or-later
#
# What people did, and what must have become of it.  A thing done is kept once the app has it on its
# disk, and done for good then.  What was done a moment before the app was killed may have happened
# or not, and so may what was done in a room after leaving it was asked for, if the app says that it
# is lost; of the rest nothing may be missing, and nothing be there twice.
from dataclasses import dataclass, field


@dataclass
class Deed:
    number: int
    value: object = None  # of an edit its text, of a reaction whether it is on
    kept: bool = False
    done: bool = False  # the app has said so
    lost: bool = False  # the app was killed before it was kept, or has said so


@dataclass
class Entry:
    """One message: its text begins with its name and a full stop."""
    name: str
    app: object
    room: str
    sent: Deed
    id: str = None
    file: str = None  # SHA-256 of what goes with it
    reply: str = None
    edits: list = field(default_factory=list)
    deletions: list = field(default_factory=list)
    reactions: dict = field(default_factory=dict)  # (user, emoji) -> Deeds


def possible(first, deeds):
    """What may hold after @deeds: the last that is for good, or one behind it."""
    values = [first]
    for deed in deeds:
        values = values + [deed.value] if deed.lost else [deed.value]
    return values


class Ledger:
    def __init__(self):
        self.entries = {}
        self.sights = []  # (room, user, Deed with the last message that was seen)
        self.deeds = {}
        self.count = 0

    def begin(self, value=None):
        self.count += 1
        deed = self.deeds[self.count] = Deed(self.count, value)
        return deed

    def send(self, app, room):
        deed = self.begin()
        entry = self.entries[f'm{deed.number}'] = Entry(f'm{deed.number}', app, room, deed)
        return entry

    def forget(self, entry):
        del self.entries[entry.name]

    def keep(self, number):
        self.deeds[number].kept = True

    def lose(self, numbers):
        for number in numbers:
            self.deeds[number].lost = not self.deeds[number].kept

    def do(self, number):
        self.deeds[number].done = True

    def lose_reactions(self, user, message, emoji, since):
        """Those done after the deed @since, of any emoji if it is None; whether there are any."""
        lost = [deed for entry in self.entries.values() if entry.id == message
                for (who, what), deeds in entry.reactions.items() if who == user and emoji in [what, None]
                for deed in deeds if deed.done and deed.number > since]
        for deed in lost:
            deed.lost = True
        return bool(lost)

    def is_to_be_deleted(self, message):
        return any(entry.id == message and entry.deletions for entry in self.entries.values())

    def check(self, server, contents, strays):
        """What the server has not as it must be, as words; it need not have @strays yet."""
        places = {}  # (app, room) -> the last (number, seq)
        for room_id, room in server.items():
            yield from self._check_places(room_id, room)
            for message in room.messages:
                if message.kind != 'system':
                    yield from self._check_message(room_id, message, places, contents, strays)
        for entry in self.entries.values():
            found = [each for room in server.values() for each in room.messages if self._is(entry, each)]
            if len(found) > 1:
                yield f'{entry.name} is there {len(found)} times'
            # What was taken back before it left was never there.
            if not found and not entry.sent.lost and not entry.deletions:
                yield f'{entry.name} ({entry.id}) is lost'
        for room, user, deed in self.sights:
            seen = server[room].members[user][2]
            if deed.kept and seen < deed.value:
                yield f'{user} has seen {deed.value} in {room}, not {seen}'

    @staticmethod
    def _is(entry, message):
        return message.id == entry.id or (message.text or '').startswith(f'{entry.name}.')

    @staticmethod
    def _check_places(room_id, room):
        if [each.seq for each in room.messages] != list(range(1, room.last_seq + 1)):
            yield f'room {room_id} has holes: {[each.seq for each in room.messages]}'

    def _check_message(self, room_id, message, places, contents, strays):
        entry = next((each for each in self.entries.values() if self._is(each, message)), None)
        if entry is None:
            yield f'nobody has sent {message}'
            return
        last = places.get((entry.app, room_id), 0)
        places[entry.app, room_id] = entry.sent.number
        if entry.sent.number < last:
            yield f'{entry.name} comes after m{last}'
        if entry.room != room_id or (entry.reply is not None and message.reply != entry.reply and not message.deleted):
            yield f'{entry.name} is not where it was sent to: {message}'
        yield from self._check_changes(entry, message, contents, strays)

    @staticmethod
    def _check_changes(entry, message, contents, strays):
        if message.deleted not in possible(False, entry.deletions):
            yield f'{entry.name} is {"" if message.deleted else "not "}deleted'
        if message.deleted:
            return
        texts = possible(f'{entry.name}.', entry.edits)
        if message.text not in texts:
            yield f'{entry.name} is {message.text}, not {texts}'
        if [contents[each] for each in message.files] != ([entry.file] if entry.file else []):
            yield f'{entry.name} has files {message.files}'
        for (user, emoji), deeds in entry.reactions.items():
            is_there = user in message.reactions.get(emoji, [])
            is_stray = any(each[:4] == (user, entry.room, message.id, emoji) for each in strays)
            if is_there not in possible(False, deeds) and not is_stray:
                yield f'{entry.name} has not the reaction {emoji} of {user} that it should have: {message.reactions}'
