#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# What the hand does in a dialog: the wheel as it passes, the seed that is to be kept, keys
# that are pressed by accident, and a screen that is small.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

# Its window and its frame
screen=800x600
width=800
height=600

question='^Stop$'

# fits: all of the dialog's window is on the screen, but for the frame's edge
fits ()
{
  id=$(xdotool search --onlyvisible --name "$window" | head -n 1)
  [ -n "$id" ] || return 1
  eval "$(xdotool getwindowgeometry --shell "$id")"
  echo "$WIDTH × $HEIGHT at $X, $Y"
  [ "$WIDTH" -le "$width" ] && [ "$HEIGHT" -le "$height" ]
}

# fits_after PAGE
fits_after ()
{
  turn_to "$1" && wait_for fits
}

# opens_and_fits ENTRY TITLE: and goes again
opens_and_fits ()
{
  open_entry "$1" "$2" && wait_for fits || return 1
  keep_screen "small-$3"
  activate Cancel && is_gone
}

# asks_at KEY: instead of closing the dialog
asks_at ()
{
  focus "$dialog" && press "$1" && use_window "$question"
}

# focus_and_press KEY
focus_and_press ()
{
  focus "$window" && press "$1"
}

# goes_on_at KEY: the question goes, and the work is still to be stopped
goes_on_at ()
{
  focus "$question" && press "$1" && is_gone || return 1
  use_window "$dialog" && is 'Stop and Keep' sensitive
}

# go_to_filter: by its letter
go_to_filter ()
{
  focus "$window" && press alt+f && is Filter focused
}

begin_gimp
begin_dialog

# The wheel

check "the wheel passes over the layer, which has the focus that the dialog gave it" \
  turn_wheel Layer 2
check "it passes over the filter" turn_wheel Filter 3
check "when the user has gone to the filter" go_to_filter
check "the wheel changes it" turn_wheel Filter 1
check "by that step alone" has_text Filter 1
check "the layer is as it was" is 'block3_conv1 (8 filters)' showing

# A small screen

check "the dialog fits a small screen" wait_for fits
keep_screen small-main
check "with the page of all filters" fits_after 'All Filters'
keep_screen small-filters
check "and with that of details" fits_after Details
keep_screen small-details
check "the main page is there again" turn_to Main

# The weights

check "the line of the weights tells network and file, but no folder" \
  tells '^VGG16 from small\.safetensors$'

# The seed

check "a seed is left to chance at first" is Randomize checked
check "it can be read and copied" is Seed sensitive
check "another one can be drawn" activate 'New Seed'
check "that is left to chance, too" is Randomize checked
check "a seed can be set" set_value Seed 77
check "which is not left to chance" is Randomize not-checked
check "a long run" set_options 'steps=100000 scales=1'
check "can be begun" activate OK
check "the filter waits meanwhile" is Filter not-sensitive
check "the seed can still be read and copied" is Seed sensitive
check "it is the one that was set" has_text Seed 77
check "no other one can be drawn" is 'New Seed' not-sensitive
keep_screen small-run
check "the page of all filters can be looked at" turn_to 'All Filters'
check "the page of details, too" turn_to Details
check "the run can be stopped" activate Cancel
check "then it ends" ends
check "nothing is left of it" wait_for has_window '^1 layer: photo.png'

# Keys that are pressed by accident

begin_dialog
check "a long run" set_options 'steps=100000 scales=1'
check "can be begun" activate OK
check "there is something to keep" is 'Stop and Keep' sensitive
check "Enter" focus_and_press Return
check "does nothing" is 'Stop and Keep' sensitive
check "Escape asks first" asks_at Escape
check "whether to keep it" tells '^Keep what there is'
keep_screen small-question
check "at the next one, it goes on" goes_on_at Escape
check "closing the window asks, too" asks_at alt+F4
check "what there is can be kept" activate 'Stop and Keep'
check "then it ends, too" ends "$dialog"
check "the layer is there" wait_for has_window '^2 layers: '
main='^[12] layers?: '
check "one undo removes it" undo_to '^1 layer: photo.png'

# The other dialogs

check "the dialog of a dream fits, too" opens_and_fits '^Dream' '^Dream$' dream
check "that of a sheet" opens_and_fits '^Filter Sheet' '^Filter Sheet$' sheet
check "that of activations" opens_and_fits '^Activations' '^Activations$' activations
check "that of a heat map" opens_and_fits '^Heat Map' '^Heat Map$' heatmap

check "GTK has nothing to complain of" no_complaints

finish
