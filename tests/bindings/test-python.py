# SPDX-License-Identifier: GPL-3.0-or-later
#
# The library as a Python program uses it; test-gjs.js does the same.
import json
import sys
import traceback

import gi

gi.require_version('Json', '1.0')
gi.require_version('SocketIo', '1.0')
from gi.repository import GLib, Json, SocketIo

loop = GLib.MainLoop()
uri = sys.argv[1]
client = None


# Values to and from JSON, as any program would do it.
def to_json(*values):
    return Json.from_string(json.dumps(values)).get_array()


def from_json(array):
    node = Json.Node.alloc().init_array(array)

    return json.loads(Json.to_string(node, False))


def wait_for(target, signal, action):
    """Does something, and gives what the signal then comes with."""
    heard = []

    def heard_cb(_target, *values):
        heard.extend(values)
        loop.quit()

    handler = target.connect(signal, heard_cb)
    action()
    loop.run()
    target.disconnect(handler)
    return heard


def emit_and_wait(event, arguments, timeout):
    results = []

    def answered_cb(_client, result, *_data):
        results.append(result)
        loop.quit()

    client.emit_async(event, arguments, timeout, None, answered_cb)
    loop.run()
    return client.emit_finish(results[0])


def connects_with_options():
    global client

    options = SocketIo.Options(transports=['websocket'])
    client = SocketIo.Client.new_with_options(uri, options)
    wait_for(client, 'connected', client.open)
    assert client.get_property('connected')
    assert client.get_state() == SocketIo.ClientState.CONNECTED
    assert client.get_manager().get_transport() == 'websocket'


def emits_and_hears_an_event_by_its_name():
    [event] = wait_for(client, 'event::greeting', lambda: client.emit('greet', to_json('Grace')))
    assert event.get_name() == 'greeting'
    assert from_json(event.get_arguments()) == ['Hello, Grace!', 'websocket']


def waits_for_an_acknowledgement():
    answer, attachments = emit_and_wait('add', to_json(40, 2), 0)
    assert from_json(answer) == [42]
    assert attachments is None


def acknowledges_an_event():
    def question_cb(_client, event):
        assert event.wants_acknowledgement()
        assert event.acknowledge(to_json('Fine, thanks'), None)

    client.once('question', question_cb)
    [event] = wait_for(client, 'event::heard', lambda: client.emit('ask', None))
    assert from_json(event.get_arguments()) == ['Fine, thanks']


def says_why_there_is_no_acknowledgement():
    try:
        emit_and_wait('never', None, 20)
        assert False
    except GLib.Error as error:
        assert error.matches(SocketIo.error_quark(), SocketIo.Error.TIMED_OUT)


def gives_what_a_refusal_says():
    refused = SocketIo.Client.new(uri + '/private')
    [error] = wait_for(refused, 'connect-error', refused.open)
    assert error.matches(SocketIo.error_quark(), SocketIo.Error.REFUSED)
    assert error.message == 'Members only'
    assert refused.get_refusal_data().get_object().get_int_member('code') == 403
    assert not refused.get_active()


def asks_for_an_auth_object():
    other = SocketIo.Client.new_with_options(uri, SocketIo.Options())
    other.set_auth_func(lambda _client, request: request.fail('No token'))
    [error] = wait_for(other, 'connect-error', other.open)
    assert error.matches(SocketIo.error_quark(), SocketIo.Error.AUTH)
    other.close()


def hears_why_it_was_disconnected():
    reason, _details = wait_for(client, 'disconnected', lambda: client.emit('leave', None))
    assert reason == SocketIo.DisconnectReason.SERVER
    assert SocketIo.disconnect_reason_to_string(reason) == 'io server disconnect'
    assert not client.get_connected()


tests = [
    connects_with_options,
    emits_and_hears_an_event_by_its_name,
    waits_for_an_acknowledgement,
    acknowledges_an_event,
    says_why_there_is_no_acknowledgement,
    gives_what_a_refusal_says,
    asks_for_an_auth_object,
    hears_why_it_was_disconnected,
]
failed = 0

print(f'1..{len(tests)}')
for number, test in enumerate(tests, 1):
    try:
        test()
        print(f'ok {number} - {test.__name__}')
    except Exception:
        failed += 1
        print(f'not ok {number} - {test.__name__}')
        traceback.print_exc()
sys.exit(failed)
