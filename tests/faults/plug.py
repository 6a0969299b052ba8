# SPDX-License-Identifier: GPL-3.0-or-later
#
# plug.py SERVER APP [--seed N] [--rounds N] [--jobs N]
#
# Pulling plugs.  In each round two people's apps and a server are processes of their own, with a
# proxy before each app.  They write, edit, delete, react, read and send files, while any of the
# three is killed and what they say is cut, held back, cut off in the middle or said twice.  At the
# end all faults end, and soon the three databases must say the same, in which everything that was
# done is there once and in order.  A round follows from its seed, which is printed if it fails.
import argparse
import asyncio
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time

import plug_state as state
from plug_ledger import Ledger
from plug_proxy import DOWN, UP, Proxy

PASSWORD = 'correct horse'
EMOJI = ['\U0001f44d', '\u2764\ufe0f', '\U0001f389']
SETTLING_S = 20
LOOK_S = 0.5
STEP_S = 0.012
FAULT_S = 0.15
N_STEPS = 40
N_FAULTS = 5
N_LAST_DEEDS = 3


class Failure(Exception):
    pass


class Server:
    """parlour-server with a data folder; where it listens is told to the proxies."""

    def __init__(self, program, folder, settings, proxies):
        self.program = program
        self.data = os.path.join(folder, 'server')
        self.config = os.path.join(folder, 'server.conf')
        self.log = os.path.join(folder, 'server.log')
        self.database = os.path.join(self.data, 'parlour.db')
        self.proxies = proxies
        with open(self.config, 'w', encoding='utf-8') as file:
            file.write(settings)

    async def start(self):
        with open(self.log, 'a', encoding='utf-8') as log:
            self.process = await asyncio.create_subprocess_exec(
                self.program, '--data', self.data, '--port', '0', '--print-address', '--config', self.config,
                stdout=asyncio.subprocess.PIPE, stderr=log)
        address = (await self.process.stdout.readline()).decode().strip()
        if not address:
            raise Failure(f'the server does not start: {await self.process.wait()}')
        for proxy in self.proxies:
            proxy.target = int(address.rsplit(':', 1)[1])

    async def end(self, how):
        for proxy in self.proxies:
            proxy.target = None
        await end_process(self.process, how, 'the server')


async def end_process(process, how, words):
    process.send_signal(how)
    code = await process.wait()
    if code not in (0, -signal.SIGKILL):
        raise Failure(f'{words} has ended by itself: {code}')


class App:
    """One person's faults-app, with a folder that stays."""

    def __init__(self, program, folder, name, proxy, ledger):
        self.program = program
        self.name = name
        self.folder = os.path.join(folder, name)
        self.log = os.path.join(folder, f'{name}.log')
        self.database = os.path.join(self.folder, 'chat.db')
        self.proxy = proxy
        self.ledger = ledger
        self.user = None
        self.was_killed = False
        self.leaves = set()  # the numbers of those that are not known to be done
        self.wrong = []  # what it has said and must not
        self.process = None
        self.there = False
        self.state = 'offline'
        os.makedirs(self.folder, 0o700, exist_ok=True)

    async def start(self):
        with open(self.log, 'a', encoding='utf-8') as log:
            self.process = await asyncio.create_subprocess_exec(
                self.program, self.folder, f'http://127.0.0.1:{self.proxy.port}', self.name, PASSWORD, 'new',
                stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=log)
        self.answers = {}
        self.asked = set()  # the numbers of deeds that are not kept yet
        self.online = asyncio.Event()
        self.state = 'offline'
        self.reading = asyncio.create_task(self._read())
        self.there = True

    async def _read(self):
        while line := (await self.process.stdout.readline()).decode().rstrip('\n'):
            word, _, rest = line.partition(' ')
            number, _, value = rest.partition(' ')
            if word == 'me':
                self.user = rest
            elif word == 'state':
                self.state = rest
                (self.online.set if rest == 'online' else self.online.clear)()
            elif word == 'did':
                if value != 'no':
                    self.ledger.do(int(number))
                    self.leaves.discard(int(number))
                if int(number) in self.answers:
                    self.answers[int(number)].set_result(value)
            elif word in ['lost', 'refused']:
                self._lose(word, number, value or None)
            elif word == 'kept':
                self.ledger.keep(int(number))
                self.asked.discard(int(number))
        for answer in self.answers.values():
            answer.done() or answer.set_result(None)
        self.state = f'ended with {await self.process.wait()}'

    # What comes after leaving a room was asked for may be too late; of what is deleted nothing changes.
    def _lose(self, word, message, emoji):
        since = min(self.leaves, default=float('inf'))
        if not self.ledger.lose_reactions(self.user, message, emoji, since) and not (
                word == 'refused' and self.ledger.is_to_be_deleted(message)):
            self.wrong.append(f'{self.name} says that {message} {emoji or ""} is {word}')

    def tell(self, *words):
        self.process.stdin.write((' '.join(str(word) for word in words) + '\n').encode())

    def ask(self, deed, verb, *words):
        """What will have come of it; None if the app is killed before it says so."""
        answer = self.answers[deed.number] = asyncio.get_running_loop().create_future()
        self.asked.add(deed.number)
        self.tell(verb, deed.number, *words)
        return answer

    async def kill(self):
        self.there = False
        self.was_killed = True
        self.process.kill()
        await self.wait()
        self.ledger.lose(self.asked)

    async def quit(self):
        self.tell('quit')
        await self.wait()
        if self.asked:
            raise Failure(f'{self.name} has not kept {self.asked}')

    async def wait(self):
        code = await self.process.wait()
        await self.reading
        if code not in (0, -signal.SIGKILL):
            raise Failure(f'{self.name} has ended by itself: {code}')


class Round:
    """It goes on from where @before ended: two people with rooms, of which making takes long."""

    def __init__(self, seed, arguments, before=None):
        self.seed = seed
        self.random = random.Random(seed)
        self.chance = random.Random(seed + 0.5)  # of harm, so that neither changes what the other does
        self.folder = tempfile.mkdtemp(prefix='plug-')
        if before is not None:
            shutil.copytree(before.folder, self.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns('socket'))
        self.ledger = Ledger()
        self.proxies = [Proxy(), Proxy()]
        slow = self.random.random() < 0.3  # a server that has enough of it now and then
        settings = '[limits]\nsends=4\nevents=20\nwindow=400\n' if slow else '[limits]\nsends=10000\nevents=10000\n'
        self.server = Server(arguments.server, self.folder, settings, self.proxies)
        self.apps = [App(arguments.app, self.folder, name, proxy, self.ledger)
                     for name, proxy in zip(['ada', 'bob'], self.proxies)]
        self.rooms = before.rooms if before is not None else []  # in which both are, and write
        self.hall = before.hall if before is not None else None  # in which one is, and the other comes and goes

    # --- the beginning, in peace ---

    async def begin(self):
        for proxy in self.proxies:
            await proxy.start()
        await self.server.start()
        for app in self.apps:
            await app.start()
        for app in self.apps:
            await app.online.wait()

    async def make_rooms(self):
        ada, bob = self.apps
        for verb, *words in [('make', 'private', 'Both', bob.user), ('make', 'public', 'Open', bob.user), ('direct', bob.user)]:
            self.rooms.append(await ada.ask(self.ledger.begin(), verb, *words))
        self.hall = await ada.ask(self.ledger.begin(), 'make', 'private', 'Hall')

    async def prepare(self):
        await self.begin()
        await self.make_rooms()
        await self.settle()
        await self.end()

    # --- what people do ---

    def find(self, wanted):
        entries = [each for each in self.ledger.entries.values() if each.id is not None and wanted(each)]
        return self.random.choice(entries) if entries else None

    def send(self, app):
        entry = self.ledger.send(app, self.random.choice(self.rooms + [self.hall] * (app is self.apps[0])))
        words = [entry.room, f'{entry.name}.']
        answered = self.find(lambda each: each.room == entry.room and each.app is not app)
        what = self.random.random()
        if what < 0.15:
            self.ask_for(entry, app, 'file', *words, self.make_file(entry))
        elif what < 0.35 and answered is not None:
            entry.reply = answered.id
            self.ask_for(entry, app, 'reply', *words, answered.id)
        else:
            self.ask_for(entry, app, 'send', *words)

    def ask_for(self, entry, app, *words):
        def answered(answer):
            entry.id = answer.result()
            if entry.id == 'no':
                self.ledger.forget(entry)
        app.ask(entry.sent, *words).add_done_callback(answered)

    def make_file(self, entry):
        path = os.path.join(self.folder, entry.name)
        content = self.random.randbytes(self.random.choice([0, 100, 300000]))
        with open(path, 'wb') as file:
            file.write(content)
        entry.file = hashlib.sha256(content).hexdigest()
        return path

    def change(self, app, deeds, deed, *words):
        """What the app could not find is not done."""
        def answered(answer):
            if answer.result() == 'no':
                deeds.remove(deed)
        deeds.append(deed)
        app.ask(deed, *words).add_done_callback(answered)

    def edit(self, app):
        if entry := self.find(lambda each: each.app is app and not each.deletions):
            deed = self.ledger.begin()
            deed.value = f'{entry.name}.{deed.number}'
            self.change(app, entry.edits, deed, 'edit', entry.room, entry.id, deed.value)

    def delete(self, app):
        if entry := self.find(lambda each: each.app is app and not each.deletions):
            self.change(app, entry.deletions, self.ledger.begin(True), 'delete', entry.room, entry.id)

    def react(self, app, is_wanted=lambda _each: True):
        if entry := self.find(lambda each: not each.deletions and is_wanted(each)):
            emoji, on = self.random.choice(EMOJI), self.random.random() < 0.7
            deeds = entry.reactions.setdefault((app.user, emoji), [])
            self.change(app, deeds, self.ledger.begin(on), 'react', entry.room, entry.id, emoji, int(on))

    def see(self, app):
        deed, room = self.ledger.begin(), self.random.choice(self.rooms)

        def answered(answer):
            deed.value = int(answer.result() or 0)
        self.ledger.sights.append((room, app.user, deed))
        app.ask(deed, 'see', room).add_done_callback(answered)

    # What needs the server at once may not happen; but all are of one mind whether it has.
    def rename(self, app):
        number = self.ledger.begin().number
        app.tell('rename', number, self.random.choice(self.rooms[:2]), f'Name-{number}')

    # Whoever leaves does something before, which has to arrive.
    def leave(self, app):
        for _ in range(N_LAST_DEEDS):
            self.react(app, lambda each: each.room == self.hall)
        deed = self.ledger.begin()
        app.leaves.add(deed.number)
        app.tell('leave', deed.number, self.hall)

    def come_or_go(self, _app):
        ada, bob = self.apps
        if ada.there and self.random.random() < 0.5:
            ada.tell('invite', self.ledger.begin().number, self.hall, bob.user)
        elif bob.there:
            self.leave(bob)

    async def live(self):
        things = [self.send] * 8 + [self.edit] * 3 + [self.delete] + [self.react] * 4
        things += [self.see] * 4 + [self.rename] + [self.come_or_go] * 2
        for _ in range(N_STEPS):
            app, do = self.random.choice(self.apps), self.random.choice(things)
            if app.there:
                do(app)
            await asyncio.sleep(self.random.expovariate(1 / STEP_S))

    # --- what happens to them ---

    async def kill_server(self):
        await self.server.end(signal.SIGKILL)
        await asyncio.sleep(self.chance.random() * FAULT_S)
        await self.server.start()

    async def kill_app(self):
        app = self.chance.choice(self.apps)
        await app.kill()
        await asyncio.sleep(self.chance.random() * FAULT_S)
        await app.start()

    async def cut(self):
        self.chance.choice(self.proxies).cut()

    async def stall(self):
        proxy = self.chance.choice(self.proxies)
        proxy.stall()
        await asyncio.sleep(self.chance.random() * FAULT_S * 2)
        if self.chance.random() < 0.5:
            proxy.cut()
        proxy.flow()

    async def truncate(self):
        self.chance.choice(self.proxies).truncate(self.chance.choice([UP, DOWN]), self.chance.random())

    async def duplicate(self):
        share = self.chance.choice([1, 1, self.chance.random()])
        self.chance.choice(self.proxies).duplicate(self.chance.choice([UP, UP, DOWN]), share)

    async def harm(self):
        faults = [self.kill_server, self.kill_app, self.kill_app, self.cut, self.stall, self.truncate, *[self.duplicate] * 4]
        for _ in range(N_FAULTS):
            await asyncio.sleep(self.chance.expovariate(1 / FAULT_S))
            await self.chance.choice(faults)()

    # --- the end ---

    # An app that is killed before it has dropped what it did in a room that it is not in any more
    # keeps it until it is there again.
    def is_stray(self, waiting, server):
        user, room, *_ = waiting
        app = next(app for app in self.apps if app.user == user)
        return room == self.hall and app.was_killed and user not in server[room].members

    def list_differences(self):
        server = state.read_server(self.server.database)
        waiting = {(app.user, *each) for app in self.apps for each in state.read_outbox(app.database)}
        strays = {each for each in waiting if self.is_stray(each, server)}
        yield from self.ledger.check(server, state.read_contents(self.server.database), strays)
        yield from (f'{each} still waits' for each in waiting - strays)
        for app in self.apps:
            yield from app.wrong
            mine = {id: room for id, room in server.items() if app.user in room.members}
            yield from state.compare(mine, state.read_store(app.database), f'the server and {app.name}')
        for room in server.values():
            for user, (_role, delivered, _seen) in room.members.items():
                if delivered != room.last_seq:
                    yield f'{user} has {delivered} of {room.last_seq} messages'

    # Who opens a room learns what was not needed before.
    async def look_around(self):
        for app in self.apps:
            if app.state.startswith('ended'):
                raise Failure(f'{app.name} has {app.state}')
            for room in [*self.rooms, self.hall]:
                await app.ask(self.ledger.begin(), 'learn', room)

    async def settle(self):
        for proxy in self.proxies:
            proxy.heal()
        start = time.monotonic()
        looked = -LOOK_S
        while differences := list(self.list_differences()):
            now = time.monotonic()
            if now > start + SETTLING_S:
                raise Failure('\n'.join([*differences, *(f'{app.name} is {app.state}' for app in self.apps)]))
            if now > looked + LOOK_S:
                await asyncio.wait_for(self.look_around(), SETTLING_S)
                looked = now
            await asyncio.sleep(0.02)

    async def end(self):
        for app in self.apps:
            await app.quit()
        await self.server.end(signal.SIGTERM)
        differences = list(self.list_differences())
        for path in [self.server.database, *(app.database for app in self.apps)]:
            differences += [f'{path}: {wrong}' for wrong in state.check_integrity(path)]
        for content in state.read_contents(self.server.database).values():
            with open(os.path.join(self.server.data, 'files', content[:2], content), 'rb') as file:
                if hashlib.sha256(file.read()).hexdigest() != content:
                    differences.append(f'the file {content} is not what it was')
        if differences:
            raise Failure('\n'.join(differences))

    async def run(self):
        await self.begin()
        await self.settle()
        await asyncio.gather(self.live(), self.harm())
        await self.settle()
        await self.end()

    def clean(self, failed):
        for proxy in self.proxies:
            proxy.stop()
        for process in [self.server.process, *(app.process for app in self.apps)]:
            if process is not None and process.returncode is None:
                process.kill()
        if not failed:
            shutil.rmtree(self.folder)

    def tell_logs(self):
        for log in [self.server.log, *(app.log for app in self.apps)]:
            if os.path.exists(log):
                with open(log, encoding='utf-8', errors='replace') as file:
                    yield f'{log}:\n{file.read()[-4000:]}'


async def run_round(number, a_round):
    """Whether it went well, and what is to be said of it."""
    seed = a_round.seed
    failure = None
    try:
        await asyncio.wait_for(a_round.run(), 60)
    except Exception as error:  # whatever it is, the round has failed
        failure = error
    a_round.clean(failure is not None)
    if failure is None:
        return True, f'ok {number} - the plug is pulled, seed {seed}'
    words = [f'{type(failure).__name__}: {failure}', f'again: --seed {seed} --rounds 1; left in {a_round.folder}', *a_round.tell_logs()]
    lines = [f'# {line}' for word in words for line in word.splitlines()]
    return False, '\n'.join([f'not ok {number} - the plug is pulled, seed {seed}', *lines])


async def run_rounds(seed, arguments):
    """Some at once, for they mostly wait; whether all went well."""
    turns = asyncio.Semaphore(arguments.jobs)
    before = Round(seed, arguments)
    await asyncio.wait_for(before.prepare(), 60)

    async def wait_and_run(i):
        async with turns:
            return await run_round(i + 1, Round(seed + i, arguments, before))
    is_good = True
    for task in [asyncio.create_task(wait_and_run(i)) for i in range(arguments.rounds)]:
        went_well, words = await task
        print(words, flush=True)
        is_good = is_good and went_well
    before.clean(False)
    return is_good


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('server')
    parser.add_argument('app')
    parser.add_argument('--seed', type=int, help='of the first round; by default another every time')
    parser.add_argument('--rounds', type=int, default=20)
    parser.add_argument('--jobs', type=int, default=1, help='how many rounds at a time')
    arguments = parser.parse_args()
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 30)

    print(f'1..{arguments.rounds}', flush=True)
    sys.exit(0 if asyncio.run(run_rounds(seed, arguments)) else 1)


main()
