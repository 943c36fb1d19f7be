#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Makes the pictures of the help: for each layer of VGG16 a strip of four filters, those
# that layers.c names, by the recipe “keras” from seed 1; and colors.jpg. Needs
# ImageMagick.
#
#     VGG16=FILE VGG19=FILE sh plug-in/help/images.sh [FOLDER]
#
# VGG16 and VGG19 are files with the networks' weights. FOLDER is where the pictures go; it
# is images/ beside this if not given. FEATVIS is the command; build/core/featvis if not
# given.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
folder=${1:-$here/images}
featvis=${FEATVIS:-$here/../../build/core/featvis}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Deep filters see more than 128 pixels at once: their pictures are larger, then reduced.
get_size() {
  case $1 in
    block[123]*) echo 160x160 ;;
    *) echo 256x256 ;;
  esac
}

get_cut() {
  case $1 in
    block[123]*) echo '-gravity center -crop 128x128+0+0 +repage' ;;
    *) echo '-gravity center -crop 224x224+0+0 +repage -resize 128x128' ;;
  esac
}

# make_strip LAYER WEIGHTS FILTER…
make_strip() {
  layer=$1
  weights=$2
  shift 2
  pictures=
  for filter; do
    "$featvis" render --weights "$weights" --layer "$layer" --filter "$filter" \
      --recipe keras --size "$(get_size "$layer")" --seed 1 -o "$work/$filter.png" >"$work/log" 2>&1 ||
      { cat "$work/log" >&2; exit 1; }
    pictures="$pictures $work/$filter.png"
  done
  # shellcheck disable=SC2046,SC2086 # several words
  convert $pictures $(get_cut "$layer") +append -sampling-factor 4:2:0 -strip -quality 75 \
    "$folder/$layer.jpg"
}

# make_half WEIGHTS LAYER FILTER COLORS: of a column
make_half() {
  "$featvis" render --weights "$1" --layer "$2" --filter "$3" --colors "$4" \
    --recipe keras --size 300x300 --seed 1 -o "$work/$2-$3-$4.png" >"$work/log" 2>&1 ||
    { cat "$work/log" >&2; exit 1; }
}

# make_column WEIGHTS LAYER FILTER: true colors above, faithful ones below
make_column() {
  make_half "$@" true
  make_half "$@" faithful
  convert "$work/$2-$3-true.png" "$work/$2-$3-faithful.png" -gravity center \
    -crop 200x200+0+0 +repage -append "$work/column-$2-$3.png"
}

mkdir -p "$folder"
make_column "$VGG16" block2_conv2 70
make_column "$VGG19" block3_conv1 100
make_column "$VGG19" block3_conv4 30
make_column "$VGG19" block3_conv4 5
convert "$work/column-block2_conv2-70.png" "$work/column-block3_conv1-100.png" \
  "$work/column-block3_conv4-30.png" "$work/column-block3_conv4-5.png" +append \
  -sampling-factor 4:2:0 -strip -quality 75 "$folder/colors.jpg"
sed -n 's/^ *{ "\(block[^"]*\)", \([A-Z0-9]*\), "\([0-9, ]*\)",.*/\1 \2 \3/p' "$here/layers.c" |
  tr -d , |
  while read -r layer network filters; do
    case $network in
      VGG16) weights=$VGG16 ;;
      VGG19) weights=$VGG19 ;;
      *) weights=sample ;;
    esac
    # shellcheck disable=SC2086 # one word a filter
    make_strip "$layer" "$weights" $filters
  done
