#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the pictures of README.md beside this, with the sample network and raccoon.jpg.
# Needs a build, ImageMagick and Python, and takes about three minutes.
#
#     sh tests/gallery/make.sh [FOLDER]
#
# FOLDER is where they go; it is this one if not given.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-$here}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
photo=$here/raccoon.jpg

featvis() {
  FEATVIS_WEIGHTS=sample "$here/../../build/core/featvis" "$@" >"$work/output" 2>"$work/errors" \
    || { cat "$work/errors" >&2; exit 1; }
}

# texture NAME OPTION…: 200×200 of one filter, from noise
texture() {
  name=$1
  shift
  featvis render --layer block4_conv3 --filter 60 --size 200x200 --seed 3 --relu before "$@" -o "$work/$name.png"
}

# dream NAME OPTION…: of the photo
dream() {
  name=$1
  shift
  featvis dream "$photo" "$@" -o "$work/$name.png"
}

# collect FILE SIZE NAME…: the pictures of these names side by side, with their names
collect() {
  file=$1
  size=$2
  shift 2
  pictures=
  across=$(($# < 4 ? $# : 4))
  for name; do
    pictures="$pictures -label $name $work/$name.png"
  done
  # shellcheck disable=SC2086 # one word an argument
  montage $pictures -geometry "$size+4+4" -tile "${across}x" -background white -pointsize 13 \
    -quality 88 "$folder/$file"
}

for recipe in keras book deepdream lucid; do
  texture "$recipe" --recipe "$recipe"
done
texture reflect --padding reflect --jitter 8
texture smooth --padding reflect --jitter 8 --smooth 1
texture pyramid --padding reflect --jitter 8 --pyramid yes
texture average --padding reflect --jitter 8 --pooling average
collect textures.jpg 200x200 keras book deepdream lucid reflect smooth pyramid average

texture tile --seamless xy --size 128x128
convert -size 384x384 "tile:$work/tile.png" "$work/seamless.png"
featvis sheet --recipe book --layer block2_conv2 --filters 0-31 --columns 8 -o "$work/book-sheet.png"
featvis sheet --recipe deepdream --layer block4_conv3 --filters 40-63 --size 90x90 --relu before --best 16 \
  -o "$work/best-sheet.png"
collect tiles.jpg 280x280 seamless book-sheet best-sheet

dream layer --objective block3_conv3 --strength 0.7
dream strong --objective 'block4_conv3@strong:8'
dream keep-colors --objective block3_conv2 --keep-colors yes --strength 0.6
dream mixed --objective 'block2_conv2:3 + block4_conv3:60*2'
dream lucid-photo --recipe lucid --objective 'block4_conv3@average:6' --strength 0.6
dream guided --objective block4_conv1 --guide "$work/seamless.png" --strength 0.7
convert -size 400x300 radial-gradient:white-black "$work/mask.png"
dream masked --objective 'block4_conv3:60' --mask "$work/mask.png"
convert "$photo" "$work/photo.png"
collect dreams.jpg 280x210 photo layer strong keep-colors mixed lucid-photo guided masked

# Examples: parts of the photo, and what examples.py draws
convert "$photo" -crop 110x90+55+15 +repage "$work/fur.png"
convert "$photo" -crop 120x110+5+185 +repage "$work/leaves.png"
python3 "$here/examples.py" "$work"
for name in bricks pebbles drawing; do
  convert "$work/$name.ppm" "$work/$name.png"
done
for name in fur leaves bricks pebbles; do
  featvis texture "$work/$name.png" --size 256x256 --seamless xy --seed 3 -o "$work/more-$name.png"
done
collect materials.jpg 256x256 fur leaves bricks pebbles more-fur more-leaves more-bricks more-pebbles

featvis style "$photo" --style "$work/drawing.png" -o "$work/styled.png"
featvis style "$photo" --style "$work/drawing.png" --strength 0.75 --guide-scale 1.5 -o "$work/broad.png"
featvis style "$photo" --style "$work/drawing.png" --keep-colors yes -o "$work/colors-kept.png"
collect styles.jpg 280x210 drawing styled broad colors-kept

featvis activations "$photo" --layers block1_conv2,block2_conv2 --longest-side 96 --columns 8 \
  -o "$work/activations.png"
featvis heatmap "$photo" --layer block3_conv3 --filter 12 -o "$work/heatmap.png"
collect seen.jpg 400x300 activations heatmap

du -ck "$folder"/*.jpg | tail -n 1 >&2
