/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The library as a Vala program uses it; test-gjs.js does the same.
 */
class Conversation : Object {
  public string uri { get; construct; }
  public SocketIo.Client client;

  public Conversation (string uri) {
    Object (uri: uri);
  }

  static Json.Array to_json (string text) {
    try {
      return Json.from_string (text).get_array ();
    } catch (Error error) {
      assert_not_reached ();
    }
  }

  public async void connects_with_options () throws Error {
    var options = new SocketIo.Options ();
    ulong handler = 0;

    options.transports = { "websocket" };
    client = new SocketIo.Client.with_options (uri, options);
    handler = client.connected.connect (() => Idle.add (connects_with_options.callback));
    client.open ();
    yield;
    client.disconnect (handler);
    assert (client.state == SocketIo.ClientState.CONNECTED);
    assert (client.manager.get_transport () == "websocket");
  }

  public async void emits_and_hears_an_event_by_its_name () throws Error {
    SocketIo.Event? greeting = null;
    ulong handler = client.event["greeting"].connect ((event) => {
      greeting = event;
      Idle.add (emits_and_hears_an_event_by_its_name.callback);
    });

    assert (client.emit ("greet", to_json ("[\"Grace\"]")));
    yield;
    client.disconnect (handler);
    assert (greeting.get_arguments ().get_string_element (0) == "Hello, Grace!");
    assert (greeting.get_arguments ().get_string_element (1) == "websocket");
  }

  public async void waits_for_an_acknowledgement () throws Error {
    SocketIo.Attachments? attachments = null;
    var answer = yield client.emit_async ("add", to_json ("[40, 2]"), 0, null, out attachments);

    assert (answer.get_int_element (0) == 42);
    assert (attachments == null);
  }

  public async void acknowledges_an_event () throws Error {
    SocketIo.Event? heard = null;

    client.once ("question", (client, event) => {
      assert (event.wants_acknowledgement ());
      assert (event.acknowledge (to_json ("[\"Fine, thanks\"]"), null));
    });
    client.once ("heard", (client, event) => {
      heard = event;
      Idle.add (acknowledges_an_event.callback);
    });
    client.emit ("ask", null);
    yield;
    assert (heard.get_arguments ().get_string_element (0) == "Fine, thanks");
  }

  public async void says_why_there_is_no_acknowledgement () throws Error {
    try {
      SocketIo.Attachments? attachments = null;

      yield client.emit_async ("never", null, 20, null, out attachments);
      assert_not_reached ();
    } catch (SocketIo.Error.TIMED_OUT error) {
    }
  }

  public async void gives_what_a_refusal_says () throws Error {
    var refused = new SocketIo.Client (uri + "/private");
    Error? why = null;

    refused.connect_error.connect ((error) => {
      why = error;
      Idle.add (gives_what_a_refusal_says.callback);
    });
    refused.open ();
    yield;
    assert (why is SocketIo.Error.REFUSED);
    assert (why.message == "Members only");
    assert (SocketIo.Error.get_data (why).get_object ().get_int_member ("code") == 403);
  }

  public async void hears_why_it_was_disconnected () throws Error {
    SocketIo.DisconnectReason? why = null;

    client.disconnected.connect ((reason, details) => {
      why = reason;
      Idle.add (hears_why_it_was_disconnected.callback);
    });
    client.emit ("leave", null);
    yield;
    assert (why == SocketIo.DisconnectReason.SERVER);
  }

  public async void run () throws Error {
    print ("1..7\n");
    yield connects_with_options ();
    print ("ok 1 - connects, with options\n");
    yield emits_and_hears_an_event_by_its_name ();
    print ("ok 2 - emits, and hears an event by its name\n");
    yield waits_for_an_acknowledgement ();
    print ("ok 3 - waits for an acknowledgement\n");
    yield acknowledges_an_event ();
    print ("ok 4 - acknowledges an event\n");
    yield says_why_there_is_no_acknowledgement ();
    print ("ok 5 - says why there is no acknowledgement\n");
    yield gives_what_a_refusal_says ();
    print ("ok 6 - gives what a refusal says\n");
    yield hears_why_it_was_disconnected ();
    print ("ok 7 - hears why it was disconnected\n");
  }
}

int main (string[] args) {
  var loop = new MainLoop ();
  var conversation = new Conversation (args[1]);
  int status = 1;

  conversation.run.begin ((source, result) => {
    try {
      conversation.run.end (result);
      status = 0;
    } catch (Error error) {
      printerr ("%s\n", error.message);
    }
    loop.quit ();
  });
  loop.run ();

  return status;
}
