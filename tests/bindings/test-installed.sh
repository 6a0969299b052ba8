#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test-installed.sh CC... -- [PRELOAD...] ADDRESS
#
# Installs the library into a folder of its own, and builds and runs the examples
# with nothing but what lies there, as another project would.
set -uo pipefail

compiler=()
while [[ $1 != -- ]]; do
  compiler+=("$1")
  shift
done
shift
run=("${@:1:$#-1}")
address=${!#}

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
examples=$here/../../src/socketio/examples
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
number=0

check() {
  local what=$1 output status=0

  shift
  number=$((number + 1))
  output=$("$@" 2>&1) || status=$?
  if ((status == 0)); then
    printf 'ok %s - %s\n' "$number" "$what"
  else
    printf 'not ok %s - %s\n' "$number" "$what"
    printf '%s\n' "$output" | sed 's/^/# /'
  fi
}

flags() {
  PKG_CONFIG_PATH=$(dirname "$pc") pkg-config "$@" socketio-1.0
}

installs() {
  meson install -C "$BUILD_DIR" --no-rebuild --quiet --tags devel,runtime --destdir "$root"
}

only_its_own_names_are_exported() {
  ! nm --dynamic --defined-only "$library" | awk '{ print $3 }' | grep -vE '^(engine_io|socket_io)_'
}

each_header_stands_alone() {
  local header

  for header in "$headers"/*.h; do
    echo "#include <$(basename "$header")>" |
      "${compiler[@]}" -Wall -Werror -fsyntax-only -x c $(flags --cflags) - || return 1
  done
}

no_inner_header_is_there() {
  local name

  for name in socket-io-acks socket-io-connection socket-io-emitter socket-io-join socket-io-members \
    socket-io-outgoing socket-io-timer engine-io-codec engine-io-epoll engine-io-message \
    engine-io-transport; do
    [[ ! -e $headers/$name.h ]] || { echo "$name.h is installed"; return 1; }
  done
}

# example_builds NAME
example_builds() {
  "${compiler[@]}" -Wall -Werror "$examples/$1.c" -o "$root/$1" $(flags --cflags --libs)
}

example_runs() {
  LD_LIBRARY_PATH=$(dirname "$library") "${run[@]}" "$root/hello-socket-io" "$address" | tee "$root/output"
  grep -q '^40 + 2 is 42$' "$root/output"
}

examples_talk() {
  printf '#!/bin/sh\nexec %s "$@"\n' "${run[*]} $root/hello-socket-io-server" >"$root/server"
  chmod +x "$root/server"
  LD_LIBRARY_PATH=$(dirname "$library") "$here/test-hello.sh" "$root/server" "${run[@]}" "$root/hello-socket-io"
}

check 'installs' installs
pc=$(find "$root" -name socketio-1.0.pc)
library=$(find "$root" -name libsocketio-1.0.so)
headers=$root$PREFIX/include/socketio-1.0
sed -i "s,^prefix=.*,prefix=$root$PREFIX," "$pc"

check 'only its own names are exported' only_its_own_names_are_exported
check 'each header stands alone' each_header_stands_alone
check 'no inner header is there' no_inner_header_is_there
check 'the example of a client builds with pkg-config alone' example_builds hello-socket-io
check 'it runs' example_runs
check 'the example of a server builds with pkg-config alone' example_builds hello-socket-io-server
check 'the two talk to each other' examples_talk
printf '1..%s\n' "$number"
