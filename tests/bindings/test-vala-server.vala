/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A server as a Vala program has it; bindings-client.js says what it is to do.
 */
class Host : Object {
  SocketIo.Server server;
  MainLoop loop = new MainLoop ();

  static Json.Array list_of (string text) {
    var list = new Json.Array ();

    list.add_string_element (text);
    return list;
  }

  static string first (SocketIo.Event event) {
    return event.get_arguments ().get_string_element (0);
  }

  async void ask (SocketIo.Socket socket) {
    try {
      SocketIo.Attachments? attachments = null;
      var answer = yield socket.emit_async ("question", list_of ("How are you?"), 5000, null,
                                            out attachments);

      socket.emit ("heard", answer);
    } catch (Error error) {
      printerr ("%s\n", error.message);
    }
  }

  async void count (SocketIo.Event event) {
    try {
      var sockets = yield server.of ("/").fetch_sockets_async (null);
      var answer = new Json.Array ();

      answer.add_int_element (sockets.length);
      event.acknowledge (answer, null);
    } catch (Error error) {
      printerr ("%s\n", error.message);
    }
  }

  async void stop () {
    try {
      yield server.close_async (1000, null);
    } catch (Error error) {
      printerr ("%s\n", error.message);
    }
    loop.quit ();
  }

  void connection_cb (SocketIo.Socket socket) {
    socket.event["greet"].connect ((socket, event) => {
      socket.emit ("greeting", list_of ("Hello, %s!".printf (first (event))));
    });
    socket.event["add"].connect ((socket, event) => {
      var numbers = event.get_arguments ();
      var answer = new Json.Array ();

      answer.add_int_element (numbers.get_int_element (0) + numbers.get_int_element (1));
      event.acknowledge (answer, null);
    });
    socket.event["bytes"].connect ((socket, event) => {
      try {
        socket.emit_full ("bytes", event.get_arguments (), event.get_attachments (),
                          SocketIo.EmitFlags.DEFAULT);
      } catch (Error error) {
        printerr ("%s\n", error.message);
      }
    });
    socket.event["ask"].connect ((socket, event) => ask.begin (socket));
    socket.event["join"].connect ((socket, event) => socket.join (first (event)));
    socket.event["tell"].connect ((socket, event) => {
      socket.to (first (event)).emit ("told",
                                      list_of (event.get_arguments ().get_string_element (1)));
    });
    socket.event["shout"].connect ((socket, event) => {
      server.emit ("shouted", event.get_arguments ());
    });
    socket.event["count"].connect ((socket, event) => count.begin (event));
    socket.event["leave"].connect ((socket, event) => socket.close (false));
    socket.event["stop"].connect ((socket, event) => stop.begin ());
  }

  public void run () throws Error {
    var options = new SocketIo.ServerOptions ();

    options.ping_interval = 5000;
    server = new SocketIo.Server (options);
    server.connection.connect (connection_cb);
    server.get_engine ().set_allow_request ((engine, message, next) => {
      if ("deny" in message.get_uri ().get_query ())
        next.refuse ("Not you", null);
      else
        next.pass ();
    });
    server.of ("/private").use ((socket, next) => {
      try {
        next.refuse ("Members only", Json.from_string ("{\"code\": 403}"));
      } catch (Error error) {
        assert_not_reached ();
      }
    });
    server.of_pattern (new Regex ("^/room-\\d+$")).connection.connect ((socket) => {
      socket.emit ("welcome", list_of (socket.get_namespace ().get_name ()));
    });
    server.listen ("127.0.0.1", 0, null);
    print ("ready %u\n", server.get_port ());
    stdout.flush ();
    loop.run ();
  }
}

int main (string[] args) {
  try {
    new Host ().run ();
  } catch (Error error) {
    printerr ("%s\n", error.message);
    return 1;
  }

  return 0;
}
