#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Activations in a GIMP without windows.

. "$(dirname "$0")/../common.sh"

need gimp convert compare
set_up

run_scheme activations.scm
check "the command draws all channels" \
  draw maps activations "$work/photo.png" --layers block1_conv2
check "the layer has the command's pixels" same_pixels gimp-maps maps
check "the command draws them with a title" draw titled activations "$work/photo.png" \
  --layers block2_conv1 --map gray --columns 3 --labels yes
check "so does the layer" same_pixels gimp-titled titled
check "the command draws one filter" draw channel heatmap "$work/photo.png" \
  --layer block2_conv2 --filter 3 --map gray --opacity 1
check "a channel over the photo is that filter's heat map" near_pixels gimp-channel channel
check "so is a new channel" near_pixels gimp-mask channel

finish
