#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Heat maps and activations that take long: a person sees how far they are and stops them,
# which leaves the image as it was, or keeps the layers that are done.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up
# What is slow on any machine
export FEATVIS_WEIGHTS=sample FEATVIS_CPU=baseline

activations='^Activations$'
heatmap='^Heat Map$'
large='^1 layer: large.png'
main='^[0-9]+ layers?: (large|block1)'

# begin_heatmap: until its progress is to be seen
begin_heatmap ()
{
  open_entry '^Heat Map' "$heatmap" && set_options threads=1 || return 1
  keep_screen maps-heatmap-dialog
  activate OK && is_gone && use_window ': heat map$'
}

begin_activations ()
{
  open_entry '^Activations' "$activations" && set_text Layers all && set_value Channel 0 &&
    set_options threads=1 || return 1
  keep_screen maps-activations-dialog
  activate OK && is_gone && use_window ': activations$'
}

# has_ended: the entries of the menu can be used again
has_ended ()
{
  is_gone && open_entry '^Heat Map' "$heatmap" && activate Cancel && is_gone
}

convert -size 3000x2200 gradient:orange-navy "$work/large.png"
check "there is a screen with a window manager" start_screen
start_gimp "$work/large.png"
check "GIMP shows the image" wait_for has_window "$large"

check "a long heat map begins, and shows its progress" begin_heatmap
keep_screen maps-heatmap
check "it can be cancelled" activate Cancel
check "it ends" has_ended
check "the image is as it was" wait_for has_window "$large"

check "long activations begin, and show their progress" begin_activations
keep_screen maps-activations
check "they can be cancelled" activate Cancel
check "they end" has_ended
check "the image is as it was, too" wait_for has_window "$large"

check "they begin again" begin_activations
check "they can be stopped" activate 'Stop and Keep'
check "the layers that were done are kept, and not all of them" \
  wait_for has_window '^([2-9]|1[0-8]) layers: block1_conv1 channel 0'
keep_screen maps-kept

check "GTK has nothing to complain of" no_complaints

finish
