#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Styles in a GIMP without windows: the command's pixels for the same pictures, and, to the
# last bit, those that are not to change.

. "$(dirname "$0")/../common.sh"

need gimp convert compare python3
set_up
run_scheme style.scm

# tiff KIND A B …: compares the files A.tif and B.tif
tiff ()
{
  kind=$1
  a=$2
  b=$3
  shift 3
  python3 "$here/tiff.py" "$kind" "$work/$a.tif" "$work/$b.tif" "$@"
}

# style NAME OPTIONS…: the command's style of the photo, as NAME.ppm
style ()
{
  output=$1
  shift
  draw "$output" style "$work/photo.png" --style "$work/model.png" --steps 3 --scales 2 "$@"
}

style plain --strength 0.5
check "the pixels are the command's" same_pixels gimp-style plain
check "by its record, again: so they are" same_pixels gimp-again plain
style strong --strength 0.9 --guide-scale 2 --keep-colors yes
check "stronger, with larger strokes and the photo's colors: so they are" \
  same_pixels gimp-strong strong
style objective --strength 0.5 --objective block1_conv2@style+block2_conv1@content
check "another objective: so they are" same_pixels gimp-objective objective
check "the photo is left alone" tiff same before untouched
check "in itself, only what is selected changed" tiff edit before itself "$work/selection.tif"
check "the new image has the same pixels as the layer" tiff same layer image
draw dream dream "$work/photo.png" --guide "$work/model.png" --seed 42 --steps 2 --scales 2 \
  --jitter 4 --objective 'block1_conv2@style'
check "a dream towards a style: the pixels are the command's" same_pixels gimp-dream dream

finish
