#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The filter browser as a person uses it: its page is opened, thumbnails appear and are
# kept, a filter is chosen by its picture, two are mixed, and a damaged cache does no harm.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
need identify
set_up

plain='^1 layer: photo.png'
thumbnails="$XDG_CACHE_HOME/featvis/thumbnails"

# count LAYER: the thumbnails of the layer in the cache
count ()
{
  find "$thumbnails" -name "$1-*.png" 2>/dev/null | wc -l
}

# has_thumbnails LAYER N
has_thumbnails ()
{
  [ "$(count "$1")" -ge "$2" ]
}

# enter_grid: the page with the grid, which gets the focus
enter_grid ()
{
  turn_to 'All Filters' && focus_on Filters
}

# press_to KEY… PICK: in the grid, the keys pick that
press_to ()
{
  while [ $# -gt 1 ]; do
    press "$1"
    shift
  done
  tells "^$1\$"
}

begin_gimp
begin_dialog
check "the options can be set" set_options 'steps=2 scales=1'
check "no thumbnail is made while nobody looks" sh -c "! test -e '$thumbnails'"
keep_screen browser-main

# One filter

check "the page of filters can be entered" enter_grid
check "thumbnails appear in the cache" wait_for has_thumbnails block3_conv1 3
keep_screen browser-grid
check "keys choose another filter" press_to Right Right 'block3_conv1 filter 2'
keep_screen browser-one
check "the main page has it" turn_to Main
check "as its filter" has_text Filter 2
keep_screen browser-one-main
check "OK can be pressed" activate OK
check "OK makes the filter that was chosen" \
  wait_for has_window '^2 layers: VGG16 block3_conv1 filter 2, seed [1-9]'
check "one undo removes it" undo_to "$plain"

# Two of them

check "the dialog opens again" open_again
check "the page of filters can be entered again" enter_grid
check "keys with Ctrl add a filter" press_to ctrl+Right ctrl+space 'block3_conv1 filter 3'
check "to the one that there was" tells '^block3_conv1 filter 2$'
keep_screen browser-two
check "OK can be pressed for two" activate OK
check "two picks are mixed" wait_for \
  wait_for has_window '^2 layers: VGG16 block3_conv1:2[+]block3_conv1:3, seed [1-9]'
check "one undo removes the mixture" undo_to "$plain"

# The second time: from the cache, in which one file is damaged

damaged=$(find "$thumbnails" -name 'block3_conv1-1.png')
head -c 100 "$damaged" >"$work/damaged.png"
cp "$work/damaged.png" "$damaged"
kept=$(find "$thumbnails" -name 'block3_conv1-4.png')
cp "$kept" "$work/kept.png"
touch -d '2 hours ago' "$kept" "$work/kept.png"
check "the dialog opens with the mixture" open_again
check "the page of filters can be entered with it" enter_grid
check "a damaged thumbnail is made again" wait_for identify "$damaged"
check "another one is used" wait_for test "$kept" -nt "$work/kept.png"
check "and was not made again" cmp "$kept" "$work/kept.png"

# A weight; then one filter less

check "a weight can be set" set_value 'block3_conv1 filter 2' 0.5
keep_screen browser-weight
check "OK can be pressed with a weight" activate OK
check "the weight counts in the mixture" wait_for \
  wait_for has_window '^2 layers: VGG16 block3_conv1:2[*]0[.]5[+]block3_conv1:3, seed [1-9]'
check "one undo removes that, too" undo_to "$plain"
check "the dialog opens for one less" open_again
check "the page of filters can be entered for that" enter_grid
check "the first filter can be taken out" activate 'block3_conv1 filter 2'
check "the other one alone needs no weight" is 'block3_conv1 filter 3' not-sensitive
keep_screen browser-removed
check "OK can be pressed with one less" activate OK
check "what is left is the layer's filter, without a mixture" wait_for \
  wait_for has_window '^2 layers: VGG16 block3_conv1 filter 3, seed [1-9]'
check "and is undone" undo_to "$plain"

# Other orders

check "the dialog opens for another order" open_again
check "the page of filters can be entered for it" enter_grid
check "the best can be shown first" choose Order 'Best first'
check "all are shown" tells '^8 of 8'
keep_screen browser-best
check "the most excited can be shown first" choose Order 'Most excited'
check "all are shown again" tells '^8 of 8'
keep_screen browser-excited
check "the dialog can be cancelled" activate Cancel
check "Cancel closes it" is_gone

# Dream

check "the dialog of Dream opens" open_entry '^Dream' '^Dream$'
check "its options can be set" set_options 'steps=2 scales=1'
check "its page of filters can be entered" enter_grid
check "keys pick a filter" press_to ctrl+Home ctrl+space 'block3_conv3 filter 0'
check "and another one" press_to ctrl+Right ctrl+space 'block3_conv3 filter 1'
keep_screen browser-dream
check "thumbnails of its layer appear, too" wait_for has_thumbnails block3_conv3 3
check "the main page shows them" turn_to Main
check "as the objective" is 'block3_conv3: 0 + 1' sensitive
keep_screen browser-dream-main
check "OK can be pressed for the dream" activate OK
check "the dream is of what was picked" wait_for \
  wait_for has_window '^2 layers: VGG16 block3_conv3:0 [+] block3_conv3:1 dream, seed [1-9]'

check "GTK has nothing to complain of" no_complaints

finish
