#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# What a dialog has around its main page: the page of details, the styles, and the bar
# about the weights.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

plain='^1 layer: photo.png'
naming='^Save Style$'
presets=$profile/visualize-vgg16-filter-presets

# run_as NAME: presses OK; the image with the new layer as NAME.xcf, which holds the
# layer's record; and without the layer again
run_as ()
{
  activate OK && is_gone && wait_for has_window '^2 layers: ' &&
    menu File '^Save As' && use_window '^Save Image$' && set_text Name "$work/$1.xcf" &&
    activate Save && is_gone && wait_for test -s "$work/$1.xcf" && undo_to '^1 layer: '
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

# save_as NAME: the style
save_as ()
{
  window=$dialog
  activate Save… && use_window "$naming" && set_text Name "$1" || return 1
  keep_screen naming
  activate Save
}

begin_gimp
begin_dialog
keep_screen main

# Details: the options of the style that is chosen are there at first.

check "there is a page of details" turn_to Details
keep_screen details
check "it sets a setting" set_value Steps 3
keep_screen details-changed
check "the main page is there again" turn_to Main
check "its options have the setting" has_text Options 'padding=reflect jitter=8 steps=3'
check "another one can be added" set_text Options 'padding=reflect jitter=8 steps=3 scales=2'
keep_screen options
check "the page of details can be looked at" turn_to Details
check "it has followed the options" has_text Scales 2
keep_screen details-followed
check "a setting of the page and one of the options: it runs" run_as details
check "with both of them" ran_with details 'steps=3 ' 'scales=2 '

check "the dialog opens again" open_again
check "its details are there" turn_to Details
check "what the recipe says can be set" set_value Steps 15
check "the main page is shown" turn_to Main
check "its options have it no more" has_text Options 'padding=reflect jitter=8 scales=2'
keep_screen options-less
check "more can be added" set_text Options 'padding=reflect jitter=8 scales=2 steps=4 variation=0.00002'
keep_screen options-end
check "a setting can be typed over" turn_to Details
check "without being confirmed" set_text Steps 5
check "what was typed, but not confirmed, counts" run_as typed
check "with the options that there were" ran_with typed 'steps=5 ' 'scales=2 ' 'variation=2e-05 '

# Styles: the second one

check "the dialog opens for styles" open_again
check "it can be reset" reset
check "a style can be chosen" ask choose_nth Style 1
keep_screen style
check "a style is chosen: it runs" run_as style
check "with its settings" ran_with style 'padding=reflect' 'pooling=average' 'smooth=1 '

check "the dialog opens to save one" open_again
check "options can be set" set_options 'steps=3 scales=1 threads=1'
keep_screen custom
check "a style can be saved" save_as Book
check "a built-in style's name is refused" tells Book
keep_screen naming-refused
check "the question for a name stays" wait_for has_window "$naming"
check "nothing is written" test ! -e "$presets"
check "another one can be typed" set_text Name 'My [style]'
check "it can be saved" activate Save
check "another one is taken" is_gone "$naming"
check "it is in the file" has_preset 'My %5Bstyle%5D'
check "with its options" grep -qx 'options=steps=3 scales=1' "$presets"
keep_screen saved
window=$dialog
check "the dialog can be cancelled" activate Cancel
check "the dialog closes" is_gone

check "the dialog opens for the saved one" open_again
check "the saved style is there" choose Style '^My \[style\]$'
keep_screen saved-again
check "it runs" run_as saved
check "with its settings, too" ran_with saved 'steps=3 ' 'scales=1 '

check "the dialog opens to delete it" open_again
check "it is shown" choose Style '^My \[style\]$'
check "it can be deleted" activate 'Delete this style of your own'
keep_screen delete
window= # which has no title
check "after a question" activate Delete
window=$dialog
check "it is deleted" wait_for sh -c "! grep style '$presets'"
check "the dialog can be cancelled again" activate Cancel
check "it closes" is_gone

echo 'not a file of styles' >"$presets"
check "the dialog opens with a damaged file" open_again
keep_screen damaged
check "the file is left alone" grep -q 'not a file' "$presets"
check "another style can be saved" save_as Mine
check "a style can be saved" is_gone
check "it is" has_preset Mine
check "and a copy is kept" grep -q 'not a file' "$presets.damaged-1"

# A wrong file of weights

window=$dialog
check "a wrong file can be named" set_text 'Weights file' "$presets"
check "OK does not accept it" is OK not-sensitive
keep_screen wrong
check "what is found can be used" activate 'Use What Is Found'
check "OK accepts that" is OK sensitive
keep_screen found
check "Use What Is Found takes it back: it runs" run_as found
check "with what was found" ran_with found "weights=$FEATVIS_WEIGHTS"

check "GTK has nothing to complain of" no_complaints

finish
