#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Textures in a GIMP without windows: the command's pixels for the same example.

. "$(dirname "$0")/../common.sh"

need gimp convert compare
set_up
run_scheme texture.scm texture-errors.scm

# texture NAME EXAMPLE OPTIONS…: the command's texture of EXAMPLE.png, as NAME.ppm
texture ()
{
  output=$1
  example=$2
  shift 2
  draw "$output" texture "$work/$example.png" --seed 42 --steps 3 --scales 2 "$@"
}

convert "$work/photo.png" -crop 40x20+2+2 +repage "$work/example.png"
texture selected example --size 48x40
check "what is selected: the pixels are the command's" same_pixels gimp-selected selected
check "of a form, its largest rectangle: so they are" same_pixels gimp-form selected
check "elsewhere than the image's origin: so they are" same_pixels gimp-offset selected
check "by another procedure, again: so they are" same_pixels gimp-again selected
texture whole photo --size 64x48
check "no selection, all of the layer: so they are" same_pixels gimp-whole whole
check "transparent parts are no example" same_pixels gimp-clear selected
check "what the layer's mask hides is none" same_pixels gimp-mask selected
texture coarser example --size 48x40 --guide-scale 2 --seamless xy
check "seamless and coarser: so they are" same_pixels gimp-coarser coarser
texture objective example --size 48x40 --objective block1_conv2@style+block2_conv1@style*0.5
check "another objective: so they are" same_pixels gimp-objective objective
texture guide guide --size 48x40
check "another layer: so they are" same_pixels gimp-guide guide
check "it needs no image of the example" same_pixels gimp-guide-again guide
check "no two examples give the same" sh -c "! cmp '$work/gimp-guide.ppm' '$work/selected.ppm'"
check "as an image: the same" same_pixels gimp-image selected
check "16 bits are used" sh -c "[ \"\$(convert '$work/fine.tif' -depth 16 gray:- |
  od -An -v -tx1 -w2 | awk '\$1 != \$2' | wc -l)\" -gt 1000 ]"

finish
