#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The plug-in as a person uses it: opened from the menu of a GIMP on a virtual screen,
# its dialog changed, OK pressed, the layer there, and undone.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up

made='^2 layers: VGG16 block3_conv2 filter 5, seed [1-9]'

begin_gimp
begin_dialog
sleep 1
keep_screen dialog

# The layer list is at block3_conv1: one down is block3_conv2.
press alt+l Down alt+f ctrl+a 5 Tab
press alt+p
xdotool type --delay 50 'steps=zero'
sleep 1
keep_screen dialog-error
press alt+o
check "OK does not accept a bad option" has_window "$dialog"
press ctrl+a
xdotool type --delay 50 'steps=3 scales=2'
sleep 1
keep_screen dialog-changed
press alt+o
check "OK closes the dialog" wait_for 30 has_no_window "$dialog"
check "the layer is there, of the layer and filter that were chosen" \
  wait_for 60 has_window "$made"
keep_screen layer

focus "$main"
press ctrl+z
check "one undo removes it" wait_for 30 has_window '^1 layer: photo.png'

# Repeat Last: the last values, without a dialog
press ctrl+f
check "the filter is repeated with the last values" \
  wait_for 60 has_window "$made"
press ctrl+z
check "one undo removes that, too" wait_for 30 has_window '^1 layer: photo.png'

# Re-Show Last: the dialog begins with the last values
focus "$main"
press ctrl+shift+f
check "the dialog opens again" wait_for 30 has_window "$dialog"
focus "$dialog"
press alt+o
check "it began with the last values" wait_for 60 has_window "$made"

# Reset: the defaults
focus "$main"
press ctrl+shift+f
check "the dialog opens a third time" wait_for 30 has_window "$dialog"
focus "$dialog"
press alt+r alt+o
check "Reset sets the defaults" \
  wait_for 60 has_window '^3 layers: VGG16 block3_conv1 filter 0, seed [1-9]'
keep_screen reset

check "GTK has nothing to complain of" \
  sh -c "! grep 'visualize-vgg16-filter.*CRITICAL' '$work/gimp.log'"

finish
