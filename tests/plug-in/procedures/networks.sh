#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# All procedures with a network that its file tells, in a GIMP without windows: its layers'
# names have slashes, and it has classes.

. "$(dirname "$0")/../common.sh"

need gimp convert compare python3
set_up
export FEATVIS_WEIGHTS="$here/../weights/data/graph-caffe-inception.caffemodel"

same ()
{
  python3 "$here/tiff.py" same "$work/$1.tif" "$work/$2.tif"
}

cp "$here/../weights/data/graph-keras-gray.h5" "$work/gray.h5"
run_scheme networks.scm
for result in filter dream cell activations channel class where; do
  check "$result: from its record, the same to the last bit" same $result $result-again
done

check "the command makes the filter's picture" draw filter render \
  --layer inception_3a/output --filter 5 --seed 42 --size 72x64 --steps 2 --scales 1
check "the layer has the command's pixels" same_pixels gimp-filter filter
check "the command dreams" draw dream dream "$work/photo.png" --seed 42 --steps 2 \
  --scales 1 --jitter 4 --objective 'inception_3a/output:5*0.5 + inception_3b/output'
check "the dream has the command's pixels" same_pixels gimp-dream dream
check "the command draws the class's heat map over the photo" draw class heatmap \
  "$work/photo.png"
check "the new image has the command's pixels, but for rounding" near_pixels gimp-class class

finish
