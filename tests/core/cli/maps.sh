#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# featvis activations and featvis heatmap as a user runs them. FEATVIS is the program,
# WEIGHTS the folder of small weights files, GOLDEN that of reference values.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

if [ "${LABELS:-yes}" = no ]; then
  echo '1..0 # SKIP titles and the plot of dead channels are text, which this build writes none of'
  exit 0
fi

full=$WEIGHTS/classifier-2016.h5

# has_size FILE WIDTH HEIGHT
has_size() {
  [ "$(identify -format '%m %w %h' "$1")" = "PNG $2 $3" ]
}

# differ A B: two pictures have other pixels
differ() {
  [ "$(compare -metric AE "$1" "$2" null: 2>&1)" != 0 ]
}

# has_colors FILE: it is not gray
has_colors() {
  convert "$1" -colorspace HSL -channel G -separate -format '%[fx:maxima>0.1]' info: | grep -qx 1
}

convert -size 60x40 -seed 1 plasma:tomato-navy -depth 8 photo.png
echo text >text.png

# Activations
check 'activations' run 0 activations photo.png --layers block1_conv2 -o one.png
check 'one layer: 16 maps to a row' has_size one.png 960 40
check 'the dead channels are told' grep -qx 'dead block1_conv2 [0-9]* of 16' output
check 'the weights are told' grep -q 'sample network' errors
check 'the picture tells how it was made' sh -c \
  'identify -format "%[comment]" one.png | grep -q layers=block1_conv2'
check 'viridis has colors' has_colors one.png
check 'a pooling' run 0 activations photo.png --layers block2_pool -o pool.png
check 'its maps are a quarter as wide' has_size pool.png 240 20
check 'other columns' run 0 activations photo.png --layers block1_conv2 --columns 5 -o columns.png
check 'as many rows as they need' has_size columns.png 300 160
check 'a square' run 0 activations photo.png --layers block2_conv1 --columns 0 -o square.png
check 'six columns of 32 maps' has_size square.png 180 120
check 'gray' run 0 activations photo.png --layers block1_conv2 --map gray -o gray.png
check 'gray has no colors' sh -c '! (identify -format "%[colorspace] %[channels]" gray.png | grep -q Gray) \
  && [ "$(convert gray.png -colorspace HSL -channel G -separate -format "%[fx:maxima]" info:)" = 0 ]'
check 'several layers' run 0 activations photo.png --layers block2_conv1,block1_conv1 --plot plot.png \
  -o two.png
check 'one below the other, with titles' has_size two.png 960 128
check 'without titles' run 0 activations photo.png --layers block2_conv1,block1_conv1 --labels no -o bare.png
check 'just the maps' has_size bare.png 960 80
check 'the plot has a row for each' has_size plot.png 470 40
check 'the first eight layers' run 0 activations photo.png -o eight.png
check 'eight are told' [ "$(grep -c '^dead ' output)" -eq 8 ]
check 'the first three' run 0 activations photo.png --layers first:3 -o three.png
check 'three are told' [ "$(sed -n 's/^dead \([a-z0-9_]*\) .*/\1/p' output | tr '\n' ' ')" = \
  'block1_conv1 block1_conv2 block1_pool ' ]
check 'more than there are' run 0 activations photo.png --layers block1_conv1,first:99 -o every.png
check 'all are told' [ "$(grep -c '^dead ' output)" -eq 18 ]
check 'a size of its own' run 0 activations photo.png --layers block1_conv2 --size 30x50 -o size.png
check 'is that of the maps' has_size size.png 480 50
check 'the picture tells the size' sh -c 'identify -format "%[comment]" size.png | grep -q "width=30 height=50"'
check 'a width alone' run 0 activations photo.png --layers block1_conv2 --width 30 -o width.png
check 'keeps the proportions' has_size width.png 480 20
check 'the figure of the book' run 0 activations "$GOLDEN/figure-photo.png" --weights "$WEIGHTS/figure-model.h5" \
  --size 46x46 --layers first:8 --map gray --labels no -o figure.png
check 'is the script’s, but for rounding' sh -c 'compare -metric PAE figure.png "$1" null: 2>&1 |
  grep -qE "^(0|257|1) "' - "$GOLDEN/figure.png"
check 'with titles' run 0 activations "$GOLDEN/figure-photo.png" --weights "$WEIGHTS/figure-model.h5" \
  --size 46x46 --layers first:8 -o figure.png
check 'it is higher' has_size figure.png 704 333
check 'a smaller photo' run 0 activations photo.png --layers block1_conv2 --longest-side 30 -o small.png
check 'has smaller maps' has_size small.png 480 20
for threads in 1 3; do
  check "$threads threads" run 0 activations photo.png --layers block1_conv2 --threads $threads -o again.png
  check "the same bytes with $threads threads" cmp one.png again.png
done

check 'dense layers' run 0 activations photo.png --weights "$full" --layers fc1,block5_pool,predictions \
  --size 256x224 -o dense.png
check 'from the input on' [ "$(sed -n 's/^dead \([a-z0-9_]*\) .*/\1/p' output | tr '\n' ' ')" = \
  'block5_pool fc1 predictions ' ]
check 'all layers of a whole network' run 0 activations photo.png --weights "$full" --layers all -o every.png
check 'are none of its dense ones' [ "$(grep -c '^dead ' output)" -eq 18 ]
check 'too small a photo for a dense layer' fails 1 224 activations photo.png --weights "$full" --layers fc1 -o out.png

check 'no photo' fails 2 photo activations -o out.png
check 'two photos' fails 2 photo activations photo.png photo.png -o out.png
check 'no output' fails 2 output activations photo.png
check 'no such photo' fails 1 nowhere activations nowhere.png -o out.png
check 'no picture' fails 1 text.png activations text.png -o out.png
check 'no such layer' fails 1 block1_conv1 activations photo.png --layers block1_conv1,block9 -o out.png
check 'no first layers' fails 1 first:0 activations photo.png --layers first:0 -o out.png
check 'no size' fails 2 150x150 activations photo.png --size 46 -o out.png
check 'a size of nothing' fails 2 150x150 activations photo.png --size 0x46 -o out.png
check 'too large a size' fails 1 MiB activations photo.png --size 200000x200000 -o out.png
check 'no layers' fails 1 block1_conv1 activations photo.png --layers , -o out.png
check 'no such colors' fails 2 viridis activations photo.png --map jet -o out.png
check 'a setting of another task' fails 2 steps activations photo.png --steps 3 -o out.png
check 'too small a photo' fails 1 32 activations photo.png --layers block5_pool --longest-side 20 -o out.png
check 'no folder' fails 1 nowhere activations photo.png -o nowhere/out.png
check 'no folder for the plot' fails 1 nowhere activations photo.png --plot nowhere/plot.png -o out.png
check 'too little memory' fails 1 MiB activations photo.png --memory 1 -o out.png

# Heat maps
check 'where a filter fires' run 0 heatmap photo.png --layer block2_conv2 --filter 3 -o filter.png
check 'it has the photo’s size' has_size filter.png 60 40
check 'it differs from the photo' differ filter.png photo.png
check 'the last layer' run 0 heatmap photo.png --filter 3 -o last.png
check 'without opacity' run 0 heatmap photo.png --filter 3 --opacity 0 -o none.png
check 'it is the photo' sh -c '[ "$(compare -metric AE none.png photo.png null: 2>&1)" = 0 ]'
check 'alone, in gray' run 0 heatmap photo.png --layer block2_conv2 --filter 3 --opacity 1 --map gray -o mask.png
check 'its largest value is white' [ "$(convert mask.png -format '%[fx:maxima]' info:)" = 1 ]
check 'the best class' run 0 heatmap photo.png --weights "$full" -o class.png
check 'five classes are told' [ "$(grep -c '^class [0-9]* [01]\.[0-9]* ' output)" -eq 5 ]
check 'it has the photo’s size, too' has_size class.png 60 40
best=$(sed -n '1s/^class \([0-9]*\) .*/\1/p' output)
check 'the same class by number' run 0 heatmap photo.png --weights "$full" --class "$best" -o same.png
check 'gives the same picture' sh -c '[ "$(compare -metric AE class.png same.png null: 2>&1)" = 0 ]'
check 'where a pooling’s channel is excited' run 0 heatmap photo.png --layer block3_pool --filter 3 -o pooling.png
check 'where a class of the network is' run 0 heatmap photo.png --weights "$full" --layer predictions --filter 3 \
  --size 256x230 -o score.png
check 'too small a photo for it' fails 1 224 heatmap photo.png --weights "$full" --layer predictions --filter 3 -o out.png
for layer in block4_pool block5_pool; do
  check "a class at $layer" run 0 heatmap photo.png --weights "$full" --layer $layer -o earlier.png
done
check 'a class at a dense layer' fails 1 block5_pool heatmap photo.png --weights "$full" --layer fc1 -o out.png
check 'an earlier layer' run 0 heatmap photo.png --weights "$full" --layer block4_conv2 -o earlier.png

check 'no classifier' fails 1 550 heatmap photo.png -o out.png
check 'a file without classifier' fails 1 classes heatmap photo.png --weights "$WEIGHTS/f32.safetensors" -o out.png
check 'no such class' fails 1 'from 0 to' heatmap photo.png --weights "$full" --class 100000 -o out.png
check 'negative class' fails 1 '-1' heatmap photo.png --weights "$full" --class -1 -o out.png
check 'filter and class' fails 2 class heatmap photo.png --filter 1 --class 1 -o out.png
check 'no such filter' fails 1 'from 0 to' heatmap photo.png --layer block1_conv1 --filter 99 -o out.png
check 'no layer of that name' fails 1 block1_conv1 heatmap photo.png --layer block9 --filter 1 -o out.png
check 'opacity out of range' fails 2 opacity heatmap photo.png --filter 1 --opacity 2 -o out.png
check 'no heat map without a photo' fails 2 photo heatmap --filter 1 -o out.png

echo "1..$number"
