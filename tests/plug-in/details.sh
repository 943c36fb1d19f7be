#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# What a dialog has around its main page: the page of details, the styles, and the bar
# about the weights.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up

plain='^1 layer: photo.png'
naming='^Save Style$'
presets=$GIMP2_DIRECTORY/visualize-vgg16-filter-presets

open_again ()
{
  focus "$main"
  press ctrl+shift+f
  wait_for 30 has_window "$dialog" && focus "$dialog" && sleep 1
}

# run_as NAME: presses OK; the image with the new layer as NAME.xcf, which holds the
# layer's record; and without the layer again
run_as ()
{
  focus "$dialog"
  press alt+o
  wait_for 60 has_no_window "$dialog" && wait_for 60 has_window '^2 layers: ' || return 1
  focus "$main"
  press ctrl+shift+s
  wait_for 30 has_window '^Save Image$' || return 1
  type_text "$work/$1.xcf"
  press Return
  wait_for 30 test -s "$work/$1.xcf"
  sleep 1
  focus "$main"
  press ctrl+z
  wait_for 30 has_window '^1 layer: '
}

# ran_with NAME TEXT…: its record has all of these
ran_with ()
{
  file=$work/$1.xcf
  shift
  for text; do
    grep -aq -- "$text" "$file" || return 1
  done
}

has_preset ()
{
  grep -qx -- "\[plug-in-visualize-vgg16-filter $1\]" "$presets"
}

save_as ()
{
  focus "$dialog"
  press alt+v
  wait_for 20 has_window "$naming" || return 1
  type_text "$1"
  keep_screen naming
  press Return
}

begin_gimp
begin_dialog
sleep 1
keep_screen main

# Details: the first two widgets are those of steps and step size.

press alt+d
sleep 1
keep_screen details
press Tab
type_text 3
press Tab
sleep 1
keep_screen details-changed
press alt+m alt+p End
xdotool type --delay 50 -- ' scales=2'
sleep 1
keep_screen options
press alt+d
sleep 1
keep_screen details-followed
check "a setting of the page and one of the options: it runs" run_as details
check "with both of them" ran_with details 'steps=3 ' 'scales=2 '

check "the dialog opens again" open_again
press alt+d Tab
type_text 15
press Tab
press alt+m alt+p
sleep 1
keep_screen options-less
press End
xdotool type --delay 50 -- ' steps=4 variation=0.00002'
sleep 1
keep_screen options-end
press alt+d Tab
xdotool type --delay 50 -- 5
check "what was typed, but not confirmed, counts" run_as typed
check "with the options that there were" ran_with typed 'steps=5 ' 'scales=2 ' 'variation=2e-05 '

# Styles: the second one is below the first.

check "the dialog opens for styles" open_again
press alt+r alt+y Home Down
sleep 1
keep_screen style
check "a style is chosen: it runs" run_as style
check "with its settings" ran_with style 'padding=reflect' 'pooling=average' 'smooth=1 '

check "the dialog opens to save one" open_again
press alt+p
type_text 'steps=3 scales=1 threads=1'
sleep 1
keep_screen custom
save_as 'Book'
sleep 1
keep_screen naming-refused
check "a built-in style's name is refused" has_window "$naming"
check "nothing is written" test ! -e "$presets"
type_text 'My [style]'
press Return
check "another one is taken" wait_for 20 has_no_window "$naming"
check "it is in the file" has_preset 'My %5Bstyle%5D'
check "with its options" grep -qx 'options=steps=3 scales=1' "$presets"
sleep 1
keep_screen saved
focus "$dialog"
press Escape
check "the dialog closes" wait_for 20 has_no_window "$dialog"

check "the dialog opens for the saved one" open_again
press alt+y End
sleep 1
keep_screen saved-again
check "the saved style is there: it runs" run_as saved
check "with its settings, too" ran_with saved 'steps=3 ' 'scales=1 '

check "the dialog opens to delete it" open_again
press alt+y Tab Tab space
sleep 1
keep_screen delete
press alt+d
sleep 1
check "it is deleted" sh -c "! grep style '$presets'"
focus "$dialog"
press Escape
wait_for 20 has_no_window "$dialog"

echo 'not a file of styles' >"$presets"
check "the dialog opens with a damaged file" open_again
keep_screen damaged
check "the file is left alone" grep -q 'not a file' "$presets"
save_as 'Mine'
check "a style can be saved" wait_for 20 has_no_window "$naming"
check "it is" has_preset Mine
check "and a copy is kept" grep -q 'not a file' "$presets.damaged-1"

# A wrong file of weights

focus "$dialog"
press alt+w
type_text "$presets"
sleep 1
keep_screen wrong
press alt+o
check "OK does not accept it" has_window "$dialog"
press alt+n
sleep 1
keep_screen found
check "Use What Is Found takes it back: it runs" run_as found
check "with what was found" ran_with found "weights=$FEATVIS_WEIGHTS"

check "GTK has nothing to complain of" \
  sh -c "! grep -E 'visualize-vgg16-filter.*(CRITICAL|ERROR)' '$work/gimp.log'"

finish
