# SPDX-License-Identifier: GPL-3.0-or-later
"""What the end-to-end tests share: the real program, hands on its keyboard, eyes on
the accessibility bus, and other people.  Waits for what happens and never for time
to pass."""

import os
import queue
import subprocess
import threading
import time

# Warnings are fatal in the program that is tested, not in those who look at it.
G_DEBUG = os.environ.pop('G_DEBUG', '')

import gi  # noqa: E402

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi, GLib  # noqa: E402

PATIENCE = 40  # seconds until what does not happen is an error
INTEROP = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), 'interop')


class Failure(Exception):
    """Something that should have happened did not."""


def wait_until(what, condition):
    """Asks again until there is an answer; what is looked at lies in another process."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = condition()
        except GLib.Error:  # what was looked at has gone meanwhile
            answer = None
        if answer:
            return answer
        time.sleep(0.05)
    raise Failure(f'not seen: {what}')


def xdotool(*arguments):
    return subprocess.run(['xdotool', *arguments], check=True, timeout=PATIENCE,
                          capture_output=True, text=True).stdout


class Peer:
    """A Node program that reads commands and reports events, both as lines."""

    def __init__(self, script, *arguments):
        self.script = script
        self.heard = []
        self.process = subprocess.Popen(
            ['node', os.path.join(INTEROP, script), *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.heard.append(line.rstrip('\n'))
            self.lines.put(line.rstrip('\n'))

    def tell(self, command):
        self.process.stdin.write(command + '\n')

    def hear(self, wanted):
        """Skips lines until one begins with what is wanted; returns the rest of it."""
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                line = self.lines.get(timeout=max(0, deadline - time.monotonic()))
            except queue.Empty:
                raise Failure(f'{self.script} did not say "{wanted}"') from None
            if line.startswith(wanted):
                return line[len(wanted):]

    def kill(self):
        self.process.kill()
        self.process.wait()


class Screen:
    """What the program shows, for those who do not look at it."""

    def __init__(self, pid):
        self.pid = pid

    def _application(self):
        desktop = Atspi.get_desktop(0)
        for index in range(desktop.get_child_count()):
            application = desktop.get_child_at_index(index)
            if application is not None and application.get_process_id() == self.pid:
                return application
        return None

    def walk(self, node=None):
        """All that can be seen, top to bottom."""
        node = node or self._application()
        if node is None:
            return
        for index in range(node.get_child_count()):
            child = node.get_child_at_index(index)
            if child is None:
                continue
            states = child.get_state_set()
            if child.get_role() != Atspi.Role.FRAME and \
                    not states.contains(Atspi.StateType.SHOWING):
                continue
            yield child
            yield from self.walk(child)

    def describe(self):
        """What is there, for people who wonder what went wrong."""
        return [f'{node.get_role_name()} "{node.get_name()}"' for node in self.walk()
                if node.get_name() or node.get_role() not in (Atspi.Role.FILLER, Atspi.Role.PANEL)]

    def find(self, role, name):
        """Waits for something of a role whose name begins like this."""
        return wait_until(f'{role.value_nick} "{name}"', lambda: next(
            (node for node in self.walk()
             if node.get_role() == role and node.get_name().startswith(name)), None))

    def says(self, text):
        """Waits for a text anywhere."""
        return wait_until(f'"{text}"', lambda: next(
            (node for node in self.walk() if text in (node.get_name() or '')), None))

    def messages(self):
        """The messages that are on the screen, as they are read out."""
        return [node.get_name() for node in self.walk() if node.get_role() == Atspi.Role.ARTICLE]

    def await_message(self, sender, text, status=''):
        """Waits for a message; a time stands between sender and status."""
        def find():
            return next((message for message in self.messages() if message.startswith(sender + ', ')
                         and message.endswith(f'{status}: {text}')), None)
        return wait_until(f'{sender}: {text} ({status})', find)


class Program:
    """The program that is tested, and hands on its keyboard."""

    def __init__(self, *command):
        self.command = command
        self.start()

    def start(self, **environment):
        self.process = subprocess.Popen(
            self.command, env={**os.environ, 'G_DEBUG': G_DEBUG, 'GSETTINGS_BACKEND': 'keyfile',
                               **environment})
        self.screen = Screen(self.process.pid)

    def take_keyboard(self):
        windows = xdotool('search', '--sync', '--onlyvisible', '--pid', str(self.process.pid)).split()
        xdotool('windowfocus', '--sync', windows[-1])

    def press(self, key):
        xdotool('key', '--clearmodifiers', key)

    def go_to(self, node, key='Tab'):
        """Goes on with a key until something has the focus."""
        for _ in range(20):
            for _ in range(10):
                if node.get_state_set().contains(Atspi.StateType.FOCUSED):
                    return
                time.sleep(0.03)
            self.press(key)
        raise Failure(f'the keyboard does not get to "{node.get_name()}"')

    def write(self, text):
        xdotool('type', '--delay', '10', text)

    def quit(self):
        self.press('ctrl+q')
        try:
            status = self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            raise Failure('the program does not quit') from None
        if status != 0:
            raise Failure(f'the program ended with status {status}')


def fill_in(node, text):
    node.get_editable_text_iface().set_text_contents(text)


def check_names(screen):
    """Whatever can be operated has a name that says what it does."""
    operable = (Atspi.Role.BUTTON, Atspi.Role.TOGGLE_BUTTON, Atspi.Role.TEXT, Atspi.Role.ENTRY,
                Atspi.Role.LIST_ITEM, Atspi.Role.LIST)
    for node in screen.walk():
        if node.get_role() in operable and not (node.get_name() or '').strip():
            raise Failure(f'a {node.get_role_name()} has no name: {node.get_description()}'
                          f' below {node.get_parent().get_role_name()} "{node.get_parent().get_name()}"')


def report(started):
    """What those who were started have said and shown last, for people who wonder."""
    lines = []
    for one in started:
        if isinstance(one, Peer):
            lines += [one.script, *one.heard[-12:]]
        elif one.process.poll() is None:
            lines += ['screen', *one.screen.describe()]
    return '\n    '.join(lines)
