#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Seamless pictures as a person judges them: beside themselves, in drafts and as they grow;
# and what is far from the style, which is told when it comes back in the next call.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

plain='^1 layer: photo.png'

# see: keeps the preview as view.ppm; it is 300 pixels wide, and in its frame
see ()
{
  take_picture "$dialog" "$work/window.png" &&
    convert "$work/window.png" -crop 300x300+13+56 +repage -gravity center \
      -crop "$1+0+0" +repage "$work/view.ppm"
}

# halves: the left and right, the upper and lower half of the tiles
halves ()
{
  see "$1" &&
    convert "$work/view.ppm" -gravity West -crop 50%x100%+0+0 +repage "$work/left.ppm" &&
    convert "$work/view.ppm" -gravity East -crop 50%x100%+0+0 +repage "$work/right.ppm" &&
    convert "$work/view.ppm" -gravity North -crop 100%x50%+0+0 +repage "$work/upper.ppm" &&
    convert "$work/view.ppm" -gravity South -crop 100%x50%+0+0 +repage "$work/lower.ppm"
}

# alike A B: but for the rounding of pixels
alike ()
{
  [ "$(compare -metric AE -fuzz 8% "$work/$1.ppm" "$work/$2.ppm" null: 2>&1)" -lt 700 ]
}

# repeats SIZE AXES: the tiles, whose size that is, are so
repeats ()
{
  halves "$1" || return 1
  case $2 in x | xy) alike left right ;; *) ! alike left right ;; esac || return 1
  case $2 in y | xy) alike upper lower ;; *) ! alike upper lower ;; esac
}

begin_gimp
begin_dialog
check "there is a draft" tells '^Draft, [0-9]'
check "a texture is no tile" lacks '^[12] × [12]$'
check "a seamless style can be chosen" choose Style 'Seamless tile'
check "then tiles are offered, which are not shown yet" is '2 × 2' not-checked
check "its draft is done" tells '^Draft, [0-9]'
check "it is there once" wait_for repeats 288x240 no
keep_screen tile
check "tiles can be shown" activate '2 × 2'
check "there are four of them" wait_for repeats 300x250 xy
keep_screen tiles
check "one axis can be chosen" set_options 'seamless=x steps=2'
check "then two tiles are offered beside each other" is '2 × 1' checked
check "there are two" wait_for repeats 300x125 x
keep_screen tiles-across
check "the other axis can be chosen" set_options 'seamless=y steps=2'
check "then two are offered below each other" is '1 × 2' checked
check "there are two, too" wait_for repeats 180x300 y
keep_screen tiles-down

# As it grows

check "a long run can be set" set_options 'seamless=xy steps=2000 scales=20 scale-factor=1.05'
check "that is far from the style, which is told" tells '^Steps: 2000 instead of 15'
keep_screen unusual
check "it begins" activate OK
check "it goes on" is 'Stop and Keep' sensitive
check "tiles are shown as it grows" wait_for repeats 300x250 xy
keep_screen tiles-run
check "it can be kept" activate 'Stop and Keep'
check "the layer is there" wait_for has_window '^2 layers: '
check "one undo removes it" undo_to "$plain"

# The next call

check "the dialog opens again" open_again
check "what came back is told" tells '^Steps: 2000 instead of 15'
check "the defaults can be set" reset
check "nothing is far from usual then" lacks '^Steps: 2000'
check "the dialog can be cancelled" activate Cancel
check "it closes" ends

# A dialog without styles, and without an estimate

check "Filter Sheet opens" open_by_key F5 '^Filter Sheet$'
check "many steps can be set there" set_options 'steps=3000'
check "that is told, too" tells '^Steps: 3000 instead of 15'
keep_screen unusual-sheet
check "Filter Sheet can be cancelled" activate Cancel
check "that closes, too" ends

check "GTK has nothing to complain of" no_complaints

finish
