#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The image that changes while a dialog is open, or while its picture is made: what is
# missing is told, and nothing that was made is lost.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
need python3
set_up

main='^[0-9]+ layers?: '
both='^2 layers: top'
bottom='^1 layer: bottom'
dream='^Dream$'
repeat='^Run Again From Layer$'
filter='^Visualize VGG16 Filter$'
sheet='^Filter Sheet$'
deleted='^The layer was deleted while the dialog was open'

delete_layer ()
{
  menu Layer '^Delete Layer' && wait_for has_window "$1"
}

# come_back: from the image's window to the dialog
come_back ()
{
  focus "$main" && focus "$window"
}

# check_deleted NAME: in the open dialog, the layer is missed at OK, until it is back
check_deleted ()
{
  check "$1: the layer is deleted" delete_layer "$bottom"
  check "$1: OK is pressed" activate OK
  check "$1: the reason is told" tells "$deleted"
  keep_screen "changed-$1"
  check "$1: OK waits" is OK not-sensitive
  check "$1: the deletion is undone" undo_to "$both"
  check "$1: who comes back" come_back
  check "$1: can press OK" is OK sensitive
  check "$1: the dialog is closed" activate Cancel
  check "$1: it closes" ends
}

# start_itself: a dream in the layer itself that would go on for long
start_itself ()
{
  open_entry '^Dream' "$dream" && reset &&
    choose Output 'layer itself' && set_options 'steps=100000 scales=1' && activate OK &&
    is 'Stop and Keep' sensitive
}

# close_message TEXT: GIMP shows it
close_message ()
{
  kept_window=$window
  use_window '^GIMP Message$' && tells "$1" && keep_screen changed-message && activate OK &&
    is_gone
  result=$?
  window=$kept_window
  return $result
}

check "there is a screen with a window manager" start_screen
run_scheme changed-files.scm
start_gimp "$work/photo.xcf"
check "GIMP shows the image" wait_for has_window "$both"

# The layer is deleted while a dialog is open

check "a dream's dialog opens" open_entry '^Dream' "$dream"
check_deleted dream
check "a heat map's dialog opens" open_entry '^Heat Map' '^Heat Map$'
check_deleted heat-map
check "the activations' dialog opens" open_entry '^Activations' '^Activations$'
check_deleted activations
check "the filter's dialog opens" open_entry '^Visualize VGG16' "$filter"
check "it starts from the layer" choose 'Start from' 'Current layer'
check_deleted filter

check "a dream's dialog opens once more" open_entry '^Dream' "$dream"
check "the layer is deleted under it" delete_layer "$bottom"
check "another draft is asked for" activate 'Quick draft'
check "there is no draft of it, and the reason is told" tells "$deleted"
check "the dialog is closed" activate Cancel
check "it closes" ends
check "the deletion is undone" undo_to "$both"

# What is made from nothing needs no layer

check "a sheet's dialog opens" open_entry '^Filter Sheet' "$sheet"
check "it is to be small" set_text Filters 0-1
check "and quick" set_options 'steps=1 scales=1'
check "of small pictures" set_value Size 32
check "the layer is deleted, too" delete_layer "$bottom"
check "OK can be pressed" activate OK
check "the sheet is made" wait_for has_window '^1 layer: VGG16 block3_conv1, 1 filter'
check "it is closed" close_image '^1 layer: VGG16 block3_conv1, 1 filter'
main='^[12] layers?: (top|bottom)'
check "the deletion is undone, too" undo_to "$both"

# The layer itself, and what is selected in the meantime: its undo step is whole

check "nothing is selected" menu Select '^None'
check "the image is saved" saved original
check "a dream in the layer itself begins" start_itself
check "what was selected before is selected again" menu Edit '^Undo'
check "the dream is stopped" activate 'Stop and Keep'
check "the dialog closes" ends
check "the changed image is saved" saved changed
check "that is undone, in one step" menu Edit '^Undo'
check "the image is saved, too" saved undone

# The layer is deleted while its dream is made

check "another dream in the layer itself begins" start_itself
check "the layer is deleted in the meantime" delete_layer "$bottom"
check "the dream can be stopped" activate 'Stop and Keep'
check "it is told where the picture is" \
  close_message 'The layer was deleted while the picture was made. The picture is in a new layer'
main='^[12] layers?: '
check "there it is" wait_for has_window '^2 layers: .* dream, seed .*, stopped after step [1-9]'
check "its process ends" wait_for no_plug_ins

# A layer with a record

check "its record can be run again" open_entry '^Run Again' "$repeat"
check "the layer is deleted before" delete_layer "$bottom"
check "then OK is pressed" activate OK
check "and the reason is told" tells 'deleted while the dialog was open'
keep_screen changed-repeat
check "that dialog is closed" activate Cancel
check "it closes, too" ends

# The image is closed

check "a dialog opens for an image that is closed" open_entry '^Dream' "$dream"
check "it is closed" close_image "$bottom"
window=$dream
check "OK is of no use" activate OK
check "the reason is told, too" tells '^The image was closed while the dialog was open'
keep_screen changed-closed
check "the dialog can be closed" activate Cancel
check "it does" ends

check "GTK has nothing to complain of" no_complaints

unset DISPLAY
rm "$profile/gimprc"
cp "$work/pluginrc" "$profile/pluginrc"
run_scheme changed-undo.scm
check "the layer was changed" \
  sh -c "! python3 '$here/tiff.py' same '$work/original.tif' '$work/changed.tif'"
check "undo brings it back to the last bit" \
  python3 "$here/tiff.py" same "$work/original.tif" "$work/undone.tif"

finish
