#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Dreams as a person makes them: from the menu, into a new layer and into the layer
# itself, undone and redone, stopped, and run again from the record.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert python3
set_up

dream='^Dream$'
repeat='^Run Again From Layer$'
plain='^1 layer: Background'

# saved NAME: the image in the window, as the file NAME.xcf, when it has been saved anew
saved ()
{
  cp "$work/photo.xcf" "$work/before.xcf"
  focus "$main"
  press ctrl+s
  wait_for 30 sh -c "! cmp '$work/photo.xcf' '$work/before.xcf'" || return 1
  sleep 1
  cp "$work/photo.xcf" "$work/$1.xcf"
}

same ()
{
  python3 "$here/tiff.py" same "$work/$1.tif" "$work/$2.tif"
}

different ()
{
  [ -s "$work/$1.tif" ] && [ -s "$work/$2.tif" ] && ! same "$1" "$2"
}

# start_dream OUTPUT OPTIONS: in the dialog, after a reset; presses OK
start_dream ()
{
  focus "$dream"
  press alt+r
  set_field alt+b block2_conv2
  press alt+t
  [ "$1" = layer ] || press Down Down
  press alt+p
  type_text "$2"
  keep_screen "dream-$1"
  press alt+o
}

# The same, until the dialog has gone
set_dream ()
{
  start_dream "$@"
  wait_for 30 has_no_window "$dream"
}

check "there is a screen with a window manager" start_screen
convert -size 96x80 plasma:orange-navy -depth 8 "$work/photo.png"
run_scheme dream-files.scm
# When GIMP knows the plug-in from its last start, the menu Neural has no letter.
rm -f "$GIMP2_DIRECTORY/pluginrc"
start_gimp "$work/photo.xcf"
check "GIMP shows the image" wait_for 120 has_window "$plain"
has_window "$main" >/dev/null || give_up

# A new layer

check "the menu opens the dialog" open_dialog d "$dream"
has_window "$dream" >/dev/null || give_up
focus "$dream"
sleep 1
keep_screen dream
set_field alt+b block2_conv2:
sleep 1
keep_screen dream-error
press alt+o
check "OK does not accept half an objective" has_window "$dream"
check "OK closes the dialog" set_dream layer 'steps=2 scales=1'
check "the layer is there" \
  wait_for 60 has_window '^2 layers: VGG16 block2_conv2 dream, seed [1-9]'
keep_screen dream-made

# Once more from its record

check "a layer with a record: its dialog opens" open_by_key F4 "$repeat"
focus "$repeat"
sleep 1
keep_screen repeat
press alt+o
check "the layer is made again" wait_for 60 has_window '^3 layers: .* dream, seed .*#1'
focus '^3 layers'
press ctrl+z
sleep 1
focus "$main"
press ctrl+z
check "two undos remove them" wait_for 30 has_window "$plain"

# The layer itself

check "the image can be saved" saved original
check "the dialog opens again" open_by_key F3 "$dream"
check "the layer itself is chosen" set_dream itself 'steps=2 scales=1'
sleep 2
check "there is no layer more" has_window "$plain"
check "the image can be saved, changed" saved changed
press ctrl+z
check "after undo, too" saved undone
press ctrl+y
check "after redo, too" saved redone

# Stopped and cancelled

press ctrl+z
check "a dialog opens for a long dream" open_by_key F3 "$dream"
start_dream layer 'steps=100000 scales=1'
sleep 2
keep_screen dream-progress
check "it goes on in the dialog" has_window "$dream"
check "it can be stopped" keep_pressing alt+k "$dream"
check "the picture so far is kept" \
  wait_for 60 has_window '^2 layers: .* dream, seed .*, stopped after step [1-9]'
keep_screen dream-stopped
check "a dialog opens for another long dream" open_by_key F3 "$dream"
start_dream layer 'steps=100000 scales=1'
sleep 2
check "it goes on, too" has_window "$dream"
press alt+c
check "it can be cancelled" wait_for 30 has_no_window "$dream"
sleep 1
check "nothing is left of it" has_window '^2 layers: .*, stopped after step'

check "GTK has nothing to complain of" \
  sh -c "! grep 'visualize-vgg16-filter.*CRITICAL' '$work/gimp.log'"

unset DISPLAY
run_scheme dream-undo.scm
check "the layer itself was changed" different original changed
check "undo brings it back to the last bit" same original undone
check "redo changes it to the last bit" same changed redone

finish
