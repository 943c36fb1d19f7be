#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Filter sheets, activations and heat maps as a person makes them, and makes again: each
# dialog opened, changed, and OK pressed; a sheet stopped, and cancelled.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

plain='^1 layer: photo.png'
sheet='^Filter Sheet$'
activations='^Activations$'
heatmap='^Heat Map$'
again='^Run Again From Layer$'
progress='^VGG16 block3_conv1: filters$'

# close_new TITLE: the new image; the photo is left
close_new ()
{
  close_image "$1" && wait_for has_window "$plain"
}

# note_seed: the one that the dialog shows
note_seed ()
{
  ask text Seed && seed=$answer
}

# begin_sheet OPTIONS: a sheet of all filters, with those options
begin_sheet ()
{
  open_entry '^Filter Sheet' "$sheet" && reset && set_value Size 300 && set_options "$1" || return 1
  keep_screen sheet
  activate OK && is_gone && use_window "$progress"
}

begin_gimp

# A sheet

check "the sheet's dialog opens" open_entry '^Filter Sheet' "$sheet"
check "filters can be named" set_text Filters 0-9
check "OK does not accept filters that the layer has not got" is OK not-sensitive
keep_screen sheet-error
check "others can" set_text Filters 0-4
check "OK accepts them" is OK sensitive
check "that one of five will be left out is told" tells '^Of these filters'
check "four" set_text Filters 0-3
check "are all shown" lacks '^Of these filters'
check "the size can be set" set_value Size 32
check "the options, too" set_options 'steps=2 scales=1'
check "how long it will take is told" tells '^This takes about [0-9]'
check "the seed is shown" note_seed
keep_screen sheet-changed
check "OK can be pressed" activate OK
check "it closes the dialog" is_gone
check "the sheet is shown, with that seed" \
  wait_for has_window "^1 layer: VGG16 block3_conv1, 4 filters, seed $seed "
keep_screen sheet-image
check "it can be closed" close_new '^1 layer: VGG16 block3_conv1, 4 filters'

check "a long sheet begins, and its progress is shown" begin_sheet 'steps=400 scales=1'
keep_screen progress
check "it can be stopped" activate 'Stop and Keep'
check "then it ends" is_gone
check "the pictures that were finished are kept: the best of them" \
  wait_for has_window '^1 layer: VGG16 block3_conv1, 1 filter, seed'
keep_screen stopped
check "it can be closed, too" close_new '^1 layer: VGG16 block3_conv1, 1 filter, seed'

check "another long sheet begins, and its progress is shown, too" \
  begin_sheet 'steps=100000 scales=1'
check "it can be cancelled" activate Cancel
check "then it ends, too" ends
check "nothing is left of it" has_no_window 'layers?: VGG16'
check "the image is as it was" wait_for has_window "$plain"

# Activations

check "the activations' dialog opens" open_entry '^Activations' "$activations"
check "layers can be named" set_text Layers block1_conv1,block9
check "OK does not accept a layer that there is not" is OK not-sensitive
keep_screen activations-error
check "others can" set_text Layers block1_conv1,block2_pool
check "OK accepts them" is OK sensitive
keep_screen activations
check "OK can be pressed" activate OK
check "it gives an image with a layer for each, and the plot" \
  wait_for has_window '^3 layers: block1_conv1'
keep_screen activations-image
main='^[123] layers?: '
check "the image can be closed" close_new '^3 layers: block1_conv1'

# A heat map

check "the heat map's dialog opens" open_entry '^Heat Map' "$heatmap"
keep_screen heatmap-filter
check "it can be accepted" activate OK
check "without a classifier, it is of a filter" \
  wait_for has_window '^2 layers: VGG16 block5_conv3 filter 0, heat map'
keep_screen heatmap-layer
check "one undo removes it" undo_to "$plain"

check "the dialog opens again" open_entry '^Heat Map' "$heatmap"
check "it can be reset" reset
check "a classifier can be named" \
  set_text 'Weights file' "$here/../weights/data/classifier-2016.h5"
check "and any class chosen" set_value Filter -1
check "the photo can be classified" activate Classify
check "the classes are told" tells '[0-9] %'
keep_screen heatmap-class
check "the settings can be accepted" activate OK
check "with a classifier, it is of the best class" \
  wait_for has_window '^2 layers: VGG16 class [0-9]*, [0-9.]* %'
keep_screen heatmap-class-layer

# Run Again

main='^[23] layers?: '
check "the dialog of Run Again opens" open_entry '^Run Again' "$again"
check "something that there is not can be written" set_text Changes 'stepz=4'
check "OK can be pressed" activate OK
check "that is told in the dialog" tells '^There is no option “stepz”'
keep_screen again-error
check "which has what was written" has_text Changes 'stepz=4'
check "it can be mended" set_text Changes 'class=1'
check "OK can be pressed again" activate OK
check "it is run again" wait_for has_window '^3 layers: VGG16 class 1, '

check "GTK has nothing to complain of" no_complaints

finish
