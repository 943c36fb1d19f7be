#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The plug-in in a GIMP without windows: results, records, last values and errors.

. "$(dirname "$0")/../common.sh"

need gimp convert compare
set_up

# render NAME FILTER-OPTIONS…: the command's picture, as NAME.ppm
render ()
{
  output=$1
  shift
  "$FEATVIS_COMMAND" render --layer block2_conv1 --filter 3 --recipe keras --steps 3 \
    --scales 2 "$@" -o "$work/$output.png" >"$work/$output.txt" &&
    convert "$work/$output.png" -depth 8 "$work/$output.ppm"
}

different_pixels ()
{
  [ -s "$work/$1.ppm" ] && [ -s "$work/$2.ppm" ] && ! same_pixels "$1" "$2"
}

# The procedure tells the loss with more digits than the command prints.
same_loss ()
{
  expected=$(sed -n 's/^loss //p' "$work/command-noise.txt")
  found=$(cat "$work/batch-loss.txt")
  echo "loss $found instead of $expected"
  awk -v a="$expected" -v b="$found" \
    'BEGIN { d = a - b; if (d < 0) d = -d; exit !(a > 0 && d <= 1e-4 * a) }'
}

head -c 9000 "$FEATVIS_WEIGHTS" >"$work/truncated.safetensors"
echo 'This is not a weights file.' >"$work/text.safetensors"
run_scheme results.scm errors.scm

render command-noise --seed 42 --size 64x48
render command-photo --start "$work/photo.png"
check "the command renders what the procedure does" test -s "$work/command-photo.ppm"
check "noise: the pixels are the command's" same_pixels batch-noise command-noise
check "noise: the loss is the command's" same_loss
check "photo: the pixels are the command's" same_pixels batch-photo command-photo
check "the same seed gives the same pixels" same_pixels batch-noise batch-again
check "another seed gives other pixels" different_pixels batch-noise batch-other
check "the last values give the same pixels" same_pixels batch-noise batch-last
check "a new image has the new layer's pixels" same_pixels batch-noise batch-image
check "16 bits: the pixels are those of 8 bits, but finer" near_pixels batch-16 batch-noise
check "32 bits, float: the same" near_pixels batch-float batch-noise
check "errors: the pixels are as they were" same_pixels before after

finish
