#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Filter sheets, activations and heat maps as a person makes them: each dialog opened,
# changed, and OK pressed; a sheet stopped, and cancelled.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need gimp Xvfb xdotool openbox convert
set_up

sheet='^Filter Sheet$'
activations='^Activations$'
heatmap='^Heat Map$'
progress='^VGG16 block3_conv1: filters$'

# close_image TITLE: the new image, without saving it
close_image ()
{
  focus "$1"
  press ctrl+w
  sleep 1
  press alt+d
  wait_for 20 has_no_window "$1" && wait_for 20 has_window '^1 layer: photo.png'
}

# begin_sheet OPTIONS: a sheet of all filters, with those options
begin_sheet ()
{
  open_by_key F5 "$sheet" || return 1
  focus "$sheet"
  sleep 1
  press alt+r
  set_field alt+z 300
  press Tab alt+p
  type_text "$1"
  keep_screen sheet
  press alt+o
  wait_for 30 has_no_window "$sheet"
}

check "there is a screen with a window manager" start_screen
start_gimp
check "GIMP shows the image" wait_for 120 has_window '^1 layer: photo.png'
has_window "$main" >/dev/null || give_up

# A sheet

check "the sheet's dialog opens" open_by_key F5 "$sheet"
has_window "$sheet" >/dev/null || give_up
focus "$sheet"
set_field alt+f 0-9
press Tab
sleep 1
keep_screen sheet-error
press alt+o
check "OK does not accept filters that the layer has not got" has_window "$sheet"
set_field alt+f 0-3
set_field alt+z 32
press Tab alt+p
type_text 'steps=2 scales=1'
keep_screen sheet-changed
press alt+o
check "OK closes it" wait_for 30 has_no_window "$sheet"
check "the sheet is shown" wait_for 60 has_window '^1 layer: VGG16 block3_conv1, 4 filters'
sleep 1
keep_screen sheet-image
check "it can be closed" close_image '^1 layer: VGG16 block3_conv1, 4 filters'

check "a long sheet begins" begin_sheet 'steps=150 scales=1'
check "its progress is shown" wait_for 30 has_window "$progress"
sleep 1
keep_screen progress
check "it can be stopped" keep_pressing alt+s "$progress"
check "the pictures that were finished are kept: the best of them" \
  wait_for 60 has_window '^1 layer: VGG16 block3_conv1, 1 filter, seed'
sleep 1
keep_screen stopped
check "it can be closed, too" close_image '^1 layer: VGG16 block3_conv1, 1 filter, seed'

check "another long sheet begins" begin_sheet 'steps=100000 scales=1'
check "its progress is shown, too" wait_for 30 has_window "$progress"
focus "$progress"
press alt+c
check "it can be cancelled" wait_for 30 has_no_window "$progress"
sleep 2
check "nothing is left of it" has_no_window 'layers?: VGG16'
check "the image is as it was" has_window '^1 layer: photo.png'

# Activations

check "the activations' dialog opens" open_by_key F9 "$activations"
focus "$activations"
set_field alt+l block1_conv1,block9
press Tab
sleep 1
keep_screen activations-error
press alt+o
check "OK does not accept a layer that there is not" has_window "$activations"
set_field alt+l block1_conv1,block2_pool
press Tab
sleep 1
keep_screen activations
press alt+o
check "OK gives an image with a layer for each, and the plot" \
  wait_for 60 has_window '^3 layers: block1_conv1'
sleep 1
keep_screen activations-image
check "the image can be closed" close_image '^3 layers: block1_conv1'

# A heat map

check "the heat map's dialog opens" open_by_key F7 "$heatmap"
focus "$heatmap"
sleep 1
keep_screen heatmap-filter
press alt+o
check "without a classifier, it is of a filter" \
  wait_for 60 has_window '^2 layers: VGG16 block5_conv3 filter 0, heat map'
keep_screen heatmap-layer
focus "$main"
press ctrl+z
check "one undo removes it" wait_for 30 has_window '^1 layer: photo.png'

check "the dialog opens again" open_by_key F7 "$heatmap"
focus "$heatmap"
press alt+r
set_field alt+w "$here/../weights/files/classifier-2016.h5"
press Tab
set_field alt+f -1
press Tab alt+i
sleep 3
keep_screen heatmap-class
press alt+o
check "with one, it is of the best class" \
  wait_for 60 has_window '^2 layers: VGG16 class [0-9]*, [0-9.]* %'
keep_screen heatmap-class-layer

check "GTK has nothing to complain of" \
  sh -c "! grep 'visualize-vgg16-filter.*CRITICAL' '$work/gimp.log'"

finish
