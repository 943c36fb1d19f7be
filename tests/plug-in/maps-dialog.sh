#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Heat maps and activations that take long: a person sees how far they are and stops them,
# which leaves the image as it was, or keeps the layers that are done.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up
export FEATVIS_WEIGHTS=sample

activations='^Activations$'
heatmap='^Heat Map$'
main='^[0-9]+ layers?: (large|block1)'

# begin KEY TITLE: the dialog, with options that make it slow, until OK is pressed
begin ()
{
  open_by_key "$1" "$2" || return 1
  focus "$2"
  if [ "$2" = "$activations" ]; then
    set_field alt+l all
    set_field alt+e 0
    press Tab
  fi
  press alt+p
  type_text 'threads=1'
  keep_screen "maps-$1"
  press alt+o
  wait_for 30 has_no_window "$2"
}

convert -size 2200x1600 gradient:orange-navy "$work/large.png"
check "there is a screen with a window manager" start_screen
start_gimp "$work/large.png"
check "GIMP shows the image" wait_for 120 has_window '^1 layer: large.png'
has_window "$main" >/dev/null || give_up

check "a long heat map begins" begin F7 "$heatmap"
check "its progress is shown" wait_for 60 has_window ': heat map$'
keep_screen maps-heatmap
check "it can be cancelled" keep_pressing alt+c ': heat map$'
check "its dialog opens again, so that it has ended" open_by_key F7 "$heatmap"
check "the image is as it was" has_window '^1 layer: large.png'
keep_pressing Escape "$heatmap"

check "long activations begin" begin F9 "$activations"
check "their progress is shown" wait_for 60 has_window ': activations$'
keep_screen maps-activations
check "they can be cancelled" keep_pressing alt+c ': activations$'
check "their dialog opens again, so that they have ended" open_by_key F9 "$activations"
check "the image is as it was, too" has_window '^1 layer: large.png'
keep_pressing Escape "$activations"

check "they begin again" begin F9 "$activations"
check "their progress is shown again" wait_for 60 has_window ': activations$'
check "they can be stopped" keep_pressing alt+s ': activations$'
check "the layers that were done are kept, and not all of them" \
  wait_for 60 has_window '^([2-9]|1[0-8]) layers: block1_conv1 channel 0'
keep_screen maps-kept

check "GTK has nothing to complain of" \
  sh -c "! grep 'visualize-vgg16-filter.*CRITICAL' '$work/gimp.log'"

finish
