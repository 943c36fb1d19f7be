#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Dreams as a person makes them: from the menu, into a new layer and into the layer
# itself, undone and redone, stopped, and run again from the record.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
need python3
set_up

dream='^Dream$'
repeat='^Run Again From Layer$'
plain='^1 layer: Background'

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
  reset && choose Layer '^block2_conv2' && choose Output "$1" && set_options "$2" || return 1
  keep_screen "dream-$1"
  activate OK
}

# start_long: a dream that would go on for long
start_long ()
{
  open_entry '^Dream' "$dream" && start_dream 'New layer' 'steps=100000 scales=1'
}

check "there is a screen with a window manager" start_screen
convert -size 96x80 -seed 1 plasma:orange-navy -depth 8 "$work/photo.png"
run_scheme dream-files.scm
start_gimp "$work/photo.xcf"
check "GIMP shows the image" wait_for has_window "$plain"

# A new layer

check "the menu opens the dialog" open_entry '^Dream' "$dream"
keep_screen dream
check "an objective can be written" choose Objective 'Written as text'
check "as is typed" set_text Text block2_conv2:
check "OK does not accept half of one" is OK not-sensitive
keep_screen dream-error
check "a whole one can be accepted" start_dream 'New layer' 'steps=2 scales=1'
check "OK closes the dialog" is_gone
check "the layer is there" \
  wait_for has_window '^2 layers: VGG16 block2_conv2 dream, seed [1-9]'
keep_screen dream-made

# Once more from its record

check "a layer with a record: its dialog opens" open_entry '^Run Again' "$repeat"
keep_screen repeat
main='^[123] layers?: '
check "it can be accepted" activate OK
check "the layer is made again" wait_for has_window '^3 layers: .* dream, seed .*#1'
check "an undo removes it" undo_to '^2 layers'
check "another one removes the first" undo_to "$plain"

# The layer itself

check "the image can be saved" saved original
check "the dialog opens again" open_entry '^Dream' "$dream"
check "the layer itself can be chosen" start_dream 'layer itself' 'steps=2 scales=1'
check "it is changed" ends
check "there is no layer more" wait_for has_window "$plain"
check "the image can be saved, changed" saved changed
check "that can be undone" menu Edit '^Undo'
check "after undo, it can be saved, too" saved undone
check "that can be redone" menu Edit '^Redo'
check "after redo, it can be saved, too" saved redone

# Stopped and cancelled

check "that can be undone again" menu Edit '^Undo'
check "a dialog opens for a long dream" start_long
check "it goes on in the dialog" is 'Stop and Keep' sensitive
keep_screen dream-progress
check "it can be stopped" activate 'Stop and Keep'
check "the picture so far is kept" \
  wait_for has_window '^2 layers: .* dream, seed .*, stopped after step [1-9]'
keep_screen dream-stopped
check "a dialog opens for another long dream" start_long
check "it goes on, too" is 'Stop and Keep' sensitive
check "it can be cancelled" activate Cancel
check "then it ends" ends
check "nothing is left of it" wait_for has_window '^2 layers: .*, stopped after step'

check "GTK has nothing to complain of" no_complaints

unset DISPLAY
# A script needs more plug-ins than a dialog.
rm "$profile/gimprc"
cp "$work/pluginrc" "$profile/pluginrc"
run_scheme dream-undo.scm
check "the layer itself was changed" different original changed
check "undo brings it back to the last bit" same original undone
check "redo changes it to the last bit" same changed redone

finish
