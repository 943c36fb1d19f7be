#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The dialog that fetches weights, with a proxy that does not answer: nothing is fetched
# from anywhere. Fetching itself is tested in tests/weights/.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert python3
set_up
unset FEATVIS_WEIGHTS http_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

# The server ends when the pipe to it is closed.
start_proxy ()
{
  mkfifo "$work/stop"
  python3 "$here/../weights/fetch_server.py" "$work" "$work/log" silent \
    <"$work/stop" >"$work/port" &
  proxy=$!
  exec 3>"$work/stop"
  wait_for 30 test -s "$work/port" || return 1
  https_proxy=http://127.0.0.1:$(cat "$work/port")
  export https_proxy
}

proxy_has_ended ()
{
  ! kill -0 "$proxy"
}

nothing_fetched ()
{
  [ -z "$(find "$XDG_DATA_HOME/featvis" -type f 2>/dev/null)" ]
}

fetch='^Download VGG16 Weights$'

check "there is a screen with a window manager" start_screen
start_proxy
start_gimp 3>&-
wait_for 120 has_window '^1 layer: photo.png'
has_window "$main" >/dev/null || give_up
open_dialog
has_window "$dialog" >/dev/null || give_up
focus "$dialog"
sleep 1
keep_screen fetch-offer

press alt+n
check "without weights, they are offered, and asked about first" wait_for 20 has_window "$fetch"
check "nothing is fetched unasked" sh -c "! [ -e '$work/log' ]"
keep_screen fetch-ask
press alt+d
check "the source's server is asked for" \
  wait_for 20 grep -q '^storage.googleapis.com:443 ' "$work/log"
sleep 1
keep_screen fetch-connecting
press Escape
check "Cancel does not wait for an answer" wait_for 5 has_no_window "$fetch"
check "nothing is left" nothing_fetched

# Without a network
exec 3>&-
check "the proxy ends" wait_for 20 proxy_has_ended
focus "$dialog"
press alt+n
wait_for 20 has_window "$fetch"
press alt+d
sleep 3
keep_screen fetch-error
check "an error is shown, and the dialog stays" has_window "$fetch"
press Escape
check "it is closed then" wait_for 5 has_no_window "$fetch"
check "nothing is left after the error" nothing_fetched
check "the filter's dialog is still there" has_window "$dialog"
press Escape
check "and can be closed" wait_for 20 has_no_window "$dialog"

check "GTK has nothing to complain of" \
  sh -c "! grep 'visualize-vgg16-filter.*CRITICAL' '$work/gimp.log'"

finish
