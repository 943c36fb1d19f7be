#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The filter browser as a person uses it: its page is opened, thumbnails appear and are
# kept, a filter is chosen by its picture, two are mixed, and a damaged cache does no harm.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert identify
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

open_again ()
{
  focus "$main"
  press ctrl+shift+f
  wait_for 30 has_window "$dialog" && focus "$dialog"
}

# From the page's tab, over the order, into the grid
enter_grid ()
{
  press alt+a alt+e Tab
}

begin_gimp
begin_dialog
press alt+p
type_text 'steps=2 scales=1'
check "no thumbnail is made while nobody looks" sh -c "! test -e '$thumbnails'"
keep_screen browser-main

# One filter

enter_grid
check "thumbnails appear in the cache" wait_for 60 has_thumbnails block3_conv1 3
keep_screen browser-grid
press Right Right
sleep 1
keep_screen browser-one
press alt+m
sleep 1
keep_screen browser-one-main
press alt+o
check "OK makes the filter that was chosen" \
  wait_for 60 has_window '^2 layers: VGG16 block3_conv1 filter 2, seed [1-9]'
focus "$main"
press ctrl+z
check "one undo removes it" wait_for 30 has_window "$plain"

# Two of them

check "the dialog opens again" open_again
enter_grid
press ctrl+Right ctrl+space
sleep 1
keep_screen browser-two
press alt+o
check "two picks are mixed" wait_for 60 \
  has_window '^2 layers: VGG16 block3_conv1:2[+]block3_conv1:3, seed [1-9]'
focus "$main"
press ctrl+z
check "one undo removes the mixture" wait_for 30 has_window "$plain"

# The second time: from the cache, in which one file is damaged

damaged=$(find "$thumbnails" -name 'block3_conv1-1.png')
head -c 100 "$damaged" >"$work/damaged.png"
cp "$work/damaged.png" "$damaged"
kept=$(find "$thumbnails" -name 'block3_conv1-4.png')
cp "$kept" "$work/kept.png"
touch -d '2 hours ago' "$kept" "$work/kept.png"
check "the dialog opens with the mixture" open_again
enter_grid
check "a damaged thumbnail is made again" wait_for 30 identify "$damaged"
check "another one is used" wait_for 30 test "$kept" -nt "$work/kept.png"
check "and was not made again" cmp "$kept" "$work/kept.png"

# A weight; then one filter less

press Tab
type_text '0.5'
press Tab
sleep 1
keep_screen browser-weight
press alt+o
check "the weight counts in the mixture" wait_for 60 \
  has_window '^2 layers: VGG16 block3_conv1:2[*]0[.]5[+]block3_conv1:3, seed [1-9]'
focus "$main"
press ctrl+z
check "one undo removes that, too" wait_for 30 has_window "$plain"
check "the dialog opens for one less" open_again
enter_grid
press Tab Tab space
sleep 1
keep_screen browser-removed
press alt+o
check "what is left is the layer's filter, without a mixture" wait_for 60 \
  has_window '^2 layers: VGG16 block3_conv1 filter 3, seed [1-9]'
focus "$main"
press ctrl+z
check "and is undone" wait_for 30 has_window "$plain"

# Other orders

check "the dialog opens for another order" open_again
enter_grid
press alt+e Down
sleep 1
keep_screen browser-best
press Down
sleep 1
keep_screen browser-excited
press Escape
check "Cancel closes the dialog" wait_for 20 has_no_window "$dialog"

# Dream

check "the dialog of Dream opens" open_by_key F3 '^Dream$'
focus '^Dream$'
press alt+p
type_text 'steps=2 scales=1'
enter_grid
press ctrl+Home ctrl+space
sleep 1
press ctrl+Right ctrl+space
sleep 1
keep_screen browser-dream
check "thumbnails of its layer appear, too" wait_for 60 has_thumbnails block3_conv3 3
press alt+m
sleep 1
keep_screen browser-dream-main
press alt+o
check "the dream is of what was picked" wait_for 60 \
  has_window '^2 layers: VGG16 block3_conv3:0 [+] block3_conv3:1 dream, seed [1-9]'

check "GTK has nothing to complain of" \
  sh -c "! grep -E 'visualize-vgg16-filter.*(CRITICAL|ERROR)' '$work/gimp.log'"

finish
