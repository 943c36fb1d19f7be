#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The plug-in as a person uses it: opened from the menu of a GIMP on a virtual screen,
# its dialog changed, OK pressed, the layer there, and undone; by keys, and by its widgets'
# names.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

made='^2 layers: VGG16 block3_conv2 filter 5, seed [1-9]'

# press_to KEY NAME: the key brings the focus to the widget of that name
press_to ()
{
  press "$1"
  is "$2" focused
}

begin_gimp

# By keys alone

check "keys open the menu, and the dialog" open_by_keys v "$dialog"
check "the dialog has the focus" focus "$dialog"
if [ "$GIMP_MAJOR" = 2 ]; then
  check "which is at the layer" is Layer focused
else
  skip "which is at the layer" "GTK 3 does not tell that a combo box has it; a key does, below"
fi
keep_screen dialog
# The layer list is at block3_conv1: one down is block3_conv2.
press Down
check "a key chooses the next layer" is 'block3_conv2 (8 filters)' showing
check "a letter leads to the filter" press_to alt+f Filter
press ctrl+a
type_text 5
press Tab
check "a letter opens the options" press_to alt+p Options
type_text 'steps=zero'
check "OK does not accept a bad option" is OK not-sensitive
check "the dialog tells why" tells 'Option steps cannot be'
keep_screen dialog-error
press ctrl+a
type_text 'steps=3 scales=2'
check "OK accepts a good one" is OK sensitive
check "the options are what was typed" has_text Options 'steps=3 scales=2'
keep_screen dialog-changed
press alt+o
check "OK closes the dialog" is_gone
check "the layer is there, of the layer and filter that were chosen" \
  wait_for has_window "$made"
keep_screen layer

focus "$main"
press ctrl+z
check "one undo removes it" wait_for has_window '^1 layer: photo.png'

# Repeat Last: the last values, without a dialog
press ctrl+f
check "the filter is repeated with the last values" wait_for has_window "$made"
check "one undo removes that, too" undo_to '^1 layer: photo.png'

# Re-Show Last: the dialog begins with the last values
focus "$main"
press ctrl+shift+f
check "the dialog opens again" use_window "$dialog"
check "it begins with the last values" has_text Filter 5
check "it can be accepted" activate OK
check "the same is made" wait_for has_window "$made"

# Reset: the defaults
check "the dialog opens a third time" open_again
check "Reset can be pressed" activate Reset
check "it sets the defaults" is 'block3_conv1 (8 filters)' showing
check "they can be accepted" activate OK
check "they are used" \
  wait_for has_window '^3 layers: VGG16 block3_conv1 filter 0, seed [1-9]'
keep_screen reset

check "GTK has nothing to complain of" no_complaints

finish
