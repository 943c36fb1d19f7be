#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# featvis dream as a user runs it. FEATVIS is the program.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

# has_size FILE WIDTH HEIGHT
has_size() {
  [ "$(identify -format '%m %w %h' "$1")" = "PNG $2 $3" ]
}

# get_differing A B: how many pixels of two pictures differ
get_differing() {
  compare -metric AE "$1" "$2" null: 2>&1
}

# differ A B: two pictures have other pixels
differ() {
  [ "$(get_differing "$1" "$2")" != 0 ]
}

# same A B: two pictures have the same pixels
same() {
  [ "$(get_differing "$1" "$2")" = 0 ]
}

# records FILE LINE: that line is in the picture's comment
records() {
  identify -format '%[comment]' "$1" | grep -qxF -e "$2"
}

# count PATTERN: how many files have such a name
count() {
  find . -name "$1" | wc -l
}

convert -size 60x44 -seed 1 plasma:tomato-navy -depth 8 photo.png
convert -size 50x70 -seed 1 plasma:green-gold -depth 8 guide.png
convert -size 60x44 xc:black -fill white -draw 'rectangle 0,0 29,43' mask.png
convert -size 60x43 xc:white small-mask.png
convert -size 4x4 xc:white tiny.png
echo text >text.png

dream="dream photo.png --weights sample --scales 2 --steps 2"
layer="--objective block3_conv1"

# Good runs
check 'help' run 0 dream --help
check 'dream' run 0 $dream $layer --seed 5 -o first.png
check 'it prints the loss last' sh -c 'tail -n 1 output | grep -q "^loss -*[0-9.e+-]*$"'
check 'it tells the weights' grep -q 'sample network' errors
check 'it has the photo’s size' has_size first.png 60 44
check 'it differs from the photo' differ first.png photo.png
check 'the record has the photo' records first.png photo=photo.png
check 'the record has the objective' records first.png objective=block3_conv1
check 'the record has the recipe' records first.png recipe=deepdream
check 'the record has the seed' records first.png seed=5
check 'the record has what only dreams have' sh -c \
  'identify -format "%[comment]" first.png | grep -q "^options=.* strength=1 keep-colors=no"'
check 'the record has no filter that was not asked for' sh -c \
  '! (identify -format "%[comment]" first.png | grep -q -e ^filter= -e ^start=noise)'
for threads in 1 3; do
  check "$threads threads" run 0 $dream $layer --seed 5 --threads $threads -o again.png
  check "the same bytes with $threads threads" cmp first.png again.png
done
check 'another seed' run 0 $dream $layer --seed 6 -o other.png
check 'other pixels with another seed' differ first.png other.png
check 'another recipe' run 0 $dream $layer --recipe book -o other.png
check 'other pixels with another recipe' differ first.png other.png

for text in block3_conv1:5 'block3_conv1@strong:4' 'block2_conv1@weak:3*2' 'block2_conv2@average:1' \
  'block3_conv1:5*0.5 + block2_conv2' '-block1_conv2' ' block2_conv1 : 3 - block1_conv1*1e-2'; do
  check "objective $text" run 0 $dream --objective "$text" -o objective.png
  check "it differs from the photo" differ objective.png photo.png
done

check 'a guide' run 0 $dream $layer --seed 5 --guide guide.png -o guided.png
check 'it makes a difference' differ guided.png first.png
check 'it is recorded' records guided.png guide=guide.png
check 'strength 0' run 0 $dream $layer --strength 0 -o none.png
check 'is the photo' same none.png photo.png
check 'a mask' run 0 $dream $layer --seed 5 --mask mask.png -o masked.png
convert masked.png -crop 30x44+30+0 +repage outside.png
convert photo.png -crop 30x44+30+0 +repage photo-outside.png
convert masked.png -crop 30x44+0+0 +repage inside.png
convert first.png -crop 30x44+0+0 +repage first-inside.png
check 'outside is the photo' same outside.png photo-outside.png
check 'inside is the dream' same inside.png first-inside.png
check 'keep-colors' run 0 $dream $layer --seed 5 --keep-colors yes -o colors.png
check 'makes a difference' differ colors.png first.png
for options in '--smooth 1 --pyramid yes' '--variation 0.1 --l2 0.1' '--seamless xy' '--pooling average' \
  '--norm l2 --step-size 200' '--padding circular' '--memory 200'; do
  check "dream $options" run 0 $dream $layer --seed 5 $options -o option.png
done

# Series
check 'frames' run 0 $dream $layer --frames 3 --zoom 1.1 --rotate 3 -o zoom.png
check 'each and the last' [ "$(count 'zoom*.png')" -eq 4 ]
check 'they have the photo’s size' has_size zoom-0003.png 60 44
check 'the last is the last' same zoom.png zoom-0003.png
check 'they differ' differ zoom-0001.png zoom-0002.png
check 'the first is a single dream' run 0 $dream $layer -o single.png
check 'to the pixel' same single.png zoom-0001.png
check 'steps' run 0 $dream $layer --every 2 --mask mask.png -o steps.png
check 'every second of four, and the last' [ "$(count 'steps*.png')" -eq 3 ]
check 'they have the photo’s size, too' has_size steps-0002.png 60 44
check 'their names are of steps' [ -e steps-0004.png ]
check 'the last step is the result' same steps.png steps-0004.png
convert steps-0002.png -crop 30x44+30+0 +repage outside.png
check 'the mask holds between' same outside.png photo-outside.png

# Wrong usage
check 'no photo' fails 2 photo dream $layer -o out.png
check 'two photos' fails 2 photo dream photo.png photo.png $layer -o out.png
check 'no objective' fails 2 objective dream photo.png -o out.png
check 'no output' fails 2 output dream photo.png $layer
check 'no start of its own' fails 2 start $dream $layer --start noise -o out.png
check 'recipe unknown' fails 2 deepdream $dream $layer --recipe soup -o out.png
check 'setting unknown' fails 2 columns $dream $layer --columns 3 -o out.png
check 'strength out of range' fails 2 strength $dream $layer --strength 1.5 -o out.png
check 'seamless unknown' fails 2 xy $dream $layer --seamless z -o out.png
check 'frames with every' fails 2 every $dream $layer --frames 2 --every 1 -o out.png
check 'objective empty' fails 2 early $dream --objective '' -o out.png
check 'objective ends early' fails 2 early $dream --objective 'block3_conv1:3 +' -o out.png
check 'objective not understood' fails 2 'character 16 on, “x”' $dream --objective 'block3_conv1:3 x' -o out.png
check 'filter of an objective' fails 2 'character 14' $dream --objective 'block3_conv1:64' -o out.png
check 'rank of an objective' fails 2 'strong:8' $dream --objective 'block3_conv1@loud:3' -o out.png
check 'weight of an objective' fails 2 'character 14' $dream --objective 'block3_conv1*x' -o out.png

check 'unknown layer' fails 1 block1_conv1 $dream --objective block9_conv1 -o out.png
check 'no such photo' fails 1 nowhere.png dream nowhere.png $layer -o out.png
check 'no picture' fails 1 text.png dream text.png $layer -o out.png
check 'too small a photo' fails 1 pixels dream tiny.png $layer -o out.png
check 'mask of another size' fails 1 60×43 $dream $layer --mask small-mask.png -o out.png
check 'mask not there' fails 1 nowhere.png $dream $layer --mask nowhere.png -o out.png
check 'mask is no picture' fails 1 text.png $dream $layer --mask text.png -o out.png
check 'guide not there' fails 1 nowhere.png $dream $layer --guide nowhere.png -o out.png
check 'guide is no picture' fails 1 text.png $dream $layer --guide text.png -o out.png
check 'guide too small' fails 1 pixels dream photo.png --weights sample --objective block5_conv1 --scales 1 \
  --guide tiny.png -o out.png
check 'too little memory' fails 1 MiB $dream $layer --memory 1 -o out.png
check 'output in no folder' fails 1 nowhere $dream $layer -o nowhere/out.png

# What is there already stays, unless it is replaced; what a failed series wrote is removed.
mkdir out-0002.png
check 'a series fails halfway' run 1 $dream $layer --frames 3 -o out.png
check 'none of its pictures is left' [ "$(find . -name 'out[-.]*' -type f | wc -l)" -eq 0 ]
check 'a series of steps fails halfway' run 1 $dream $layer --every 2 -o out.png
check 'none of its pictures is left, either' [ "$(find . -name 'out[-.]*' -type f | wc -l)" -eq 0 ]
rmdir out-0002.png
cp photo.png out-0001.png
check 'a failure before the first picture' run 1 $dream $layer --frames 3 --memory 1 -o out.png
check 'leaves an older file alone' cmp photo.png out-0001.png

echo "1..$number"
