#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The dialog that fetches weights, with a proxy that does not answer: nothing is fetched
# from anywhere. Fetching itself is tested in tests/weights/.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
need python3
set_up
unset FEATVIS_WEIGHTS http_proxy HTTP_PROXY HTTPS_PROXY all_proxy ALL_PROXY no_proxy NO_PROXY

# The server ends when the pipe to it is closed.
start_proxy ()
{
  mkfifo "$work/stop"
  python3 "$here/../weights/download/fetch_server.py" "$work" "$work/log" silent \
    <"$work/stop" >"$work/port" 8>&- 9<&- &
  proxy=$!
  exec 3>"$work/stop"
  wait_for test -s "$work/port" || return 1
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
check "GIMP shows the image" wait_for has_window '^1 layer: photo.png'
check "the menu opens the dialog" open_entry '^Visualize VGG16' "$dialog"
keep_screen fetch-offer

check "without weights, they are offered" activate 'Download VGG16 (59 MB)…'
check "they are asked about first" use_window "$fetch"
check "nothing is fetched unasked" sh -c "! [ -e '$work/log' ]"
keep_screen fetch-ask
check "they can be fetched" activate Download
check "the source's server is asked for" \
  wait_for grep -q '^storage.googleapis.com:443 ' "$work/log"
keep_screen fetch-connecting
check "that can be cancelled" activate Cancel
check "Cancel does not wait for an answer" is_gone
check "the server has not answered" kill -0 "$proxy"
check "nothing is left" nothing_fetched

# Without a network
exec 3>&-
check "the proxy ends" wait_for proxy_has_ended
window=$dialog
check "the weights are offered again" activate 'Download VGG16 (59 MB)…'
check "and asked about" use_window "$fetch"
check "they can be fetched again" activate Download
check "an error is shown" tells 'Couldn.t connect|Could not|cannot|failed'
keep_screen fetch-error
check "the dialog stays" wait_for has_window "$fetch"
check "it can be closed" activate Cancel
check "it is closed then" is_gone
check "nothing is left after the error" nothing_fetched
check "the filter's dialog is still there" wait_for has_window "$dialog"
window=$dialog
check "it can be cancelled" activate Cancel
check "and is closed" is_gone

check "GTK has nothing to complain of" no_complaints

finish
