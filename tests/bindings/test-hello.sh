#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
#
# test-hello.sh SERVER CLIENT...
#
# The two example programs say hello to each other.
set -euo pipefail

exec 3< <(exec "$1" 0)
server=$!
trap 'kill "$server"' EXIT

read -r ready port <&3
[[ $ready == ready ]]
output=$("${@:2}" "http://127.0.0.1:$port")
printf '%s\n' "$output"
[[ $output == $'Hello from GLib!\n40 + 2 is 42' ]]
