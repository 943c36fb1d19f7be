#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The plug-in as a person uses it: opened from the menu of a GIMP on a virtual screen,
# its dialog changed, OK pressed, the layer there, and undone.
#
# GIMP is made to tell in its window's title how many layers the image has, and which
# one is active. SCREENSHOTS=FOLDER keeps pictures of the screen.

. "$(dirname "$0")/common.sh"

need gimp Xvfb xdotool openbox convert
set_up

start_screen ()
{
  Xvfb -displayfd 1 -screen 0 1280x900x24 >"$work/display" 2>/dev/null &
  processes="$processes $!"
  wait_for 30 test -s "$work/display" || return 1
  DISPLAY=:$(cat "$work/display")
  export DISPLAY
  for try in 1 2 3; do
    openbox >/dev/null 2>&1 &
    processes="$processes $!"
    wait_for 10 xdotool get_desktop && return 0
  done
  return 1
}

start_gimp ()
{
  convert -size 96x80 gradient:orange-navy "$work/photo.png"
  echo '(image-title-format "%L: %n")' >"$GIMP2_DIRECTORY/gimprc"
  timeout 400 gimp --new-instance --no-splash --no-data --no-fonts "$work/photo.png" \
    >"$work/gimp.log" 2>&1 &
  processes="$processes $!"
}

keep_screen ()
{
  [ -z "$SCREENSHOTS" ] || import -window root "$SCREENSHOTS/$1.png"
}

# has_window TEXT: a window with that in its title is to be seen
has_window ()
{
  xdotool search --onlyvisible --name "$1"
}

has_no_window ()
{
  ! has_window "$1"
}

focus ()
{
  xdotool search --onlyvisible --name "$1" windowactivate --sync
}

press ()
{
  for key; do
    xdotool key --delay 50 "$key"
    sleep 0.3
  done
}

# The keys are those of the menu: Filters, Neural, Visualize VGG16 Filter… A slow
# machine may lose some, so that they are tried again.
open_dialog ()
{
  for try in 1 2 3 4 5; do
    focus "$main"
    press alt+r e
    keep_screen "menu-$try"
    press v
    wait_for 15 has_window "$dialog" && return 0
    press Escape Escape Escape
  done
  return 1
}

# After a failure that makes all that follows pointless
give_up ()
{
  sed 's/^/# /' "$work/gimp.log"
  finish
  exit 1
}

main='^[12] layers?: '
dialog='^Visualize VGG16 Filter$'
made='^2 layers: VGG16 block3_conv2 filter 5, seed [1-9]'

check "there is a screen with a window manager" start_screen
start_gimp
check "GIMP shows the image" wait_for 120 has_window '^1 layer: photo.png'
has_window "$main" >/dev/null || give_up
check "the menu opens the dialog" open_dialog
has_window "$dialog" >/dev/null || give_up
focus "$dialog"
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
press alt+r Return alt+o
check "Reset sets the defaults" \
  wait_for 60 has_window '^3 layers: VGG16 block3_conv1 filter 0, seed [1-9]'
keep_screen reset

check "GTK has nothing to complain of" \
  sh -c "! grep 'visualize-vgg16-filter.*CRITICAL' '$work/gimp.log'"

finish
