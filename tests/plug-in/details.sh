#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# What surrounds the main page of a dialog: the page of details, presets, and the bar
# about the weights.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up

plain='^1 layer: photo.png'

# record_has TEXT: the plug-in left that in the record of the image's last layer
open_again ()
{
  focus "$main"
  press ctrl+shift+f
  wait_for 30 has_window "$dialog" && focus "$dialog"
}

check "there is a screen with a window manager" start_screen
start_gimp
check "GIMP shows the image" wait_for 120 has_window "$plain"
has_window "$main" >/dev/null || give_up
check "the menu opens the dialog" open_dialog
has_window "$dialog" >/dev/null || give_up
focus "$dialog"
sleep 1
keep_screen main
press alt+d
sleep 1
keep_screen details
press Tab
type_text 3
press Tab
sleep 1
keep_screen details-changed
press alt+m
sleep 1
keep_screen main-changed
press alt+w
type_text /nowhere/x.h5
sleep 1
keep_screen wrong
finish
