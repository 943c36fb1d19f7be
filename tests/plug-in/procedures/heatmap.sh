#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Heat maps in a GIMP without windows.

. "$(dirname "$0")/../common.sh"

need gimp convert compare
set_up

cp "$here/../weights/data/classifier-2016.h5" "$work/classes.h5"
run_scheme heatmap.scm
check "the command draws the filter's heat map" draw filter heatmap "$work/photo.png" \
  --layer block2_conv2 --filter 3 --opacity 1
check "the layer has the command's pixels" same_pixels gimp-filter filter
check "the command draws the class's heat map over the photo" draw class heatmap \
  "$work/photo.png" --weights "$work/classes.h5"
check "the new image has the command's pixels, but for rounding" near_pixels gimp-class class

finish
