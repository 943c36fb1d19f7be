#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# featvis texture and featvis style as a user runs them. FEATVIS is the program.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

# has_size FILE WIDTH HEIGHT
has_size() {
  [ "$(identify -format '%m %w %h' "$1")" = "PNG $2 $3" ]
}

# get_difference A B: the root mean square of how two pictures differ, of 65535
get_difference() {
  compare -metric RMSE "$1" "$2" null: 2>&1 | sed 's/[. ].*//'
}

# same A B, differ A B
same() {
  [ "$(get_difference "$1" "$2")" -eq 0 ]
}
differ() {
  ! same "$1" "$2"
}

# nearer A B C: A is nearer to C than B is
nearer() {
  [ "$(get_difference "$1" "$3")" -lt "$(get_difference "$2" "$3")" ]
}

# records FILE LINE: that line is in the picture's comment
records() {
  identify -format '%[comment]' "$1" | grep -qxF -e "$2"
}

# get FILE NAME: what the record has of that name
get() {
  identify -format '%[comment]' "$1" | sed -n "s/^$2=//p"
}

# get_mean FILE CHANNEL
get_mean() {
  convert "$1" -channel "$2" -separate -format '%[fx:round(255*mean)]' info:
}

# has_colors FILE EXAMPLE: the means of its channels are those of the example, but for 6 levels
has_colors() {
  for channel in R G B; do
    difference=$(($(get_mean "$1" $channel) - $(get_mean "$2" $channel)))
    [ "${difference#-}" -le 6 ] || return 1
  done
}

# get_step FILE COLUMN: how much that column, counted from the right edge, differs from the next
get_step() {
  convert "$1" -roll "+$2+0" step.png
  convert step.png -crop 1x0+0+0 +repage left.png
  convert step.png -crop 1x0+1+0 +repage right.png
  get_difference left.png right.png
}

# is_seamless FILE: the edges differ by no more than twice what columns differ in the middle
is_seamless() {
  [ "$(get_step "$1" 1)" -le $((($(get_step "$1" 11) + $(get_step "$1" 32) + $(get_step "$1" 53) + \
    $(get_step "$1" 74)) / 2)) ]
}

lacks() {
  ! "$@"
}

convert -size 64x48 -seed 1 plasma:sienna-wheat -depth 8 example.png
convert -size 60x44 -seed 1 plasma:tomato-navy -depth 8 photo.png
convert -size 50x70 pattern:bricks -fill gold -opaque white -depth 8 painting.png
convert -size 60x44 xc:none -fill white -draw 'rectangle 0,0 29,43' -alpha extract shape.png
convert photo.png shape.png -alpha off -compose CopyOpacity -composite clear.png
convert -size 1x1 xc:white tiny.png
echo text >text.png

texture="texture example.png --weights sample --size 90x70 --steps 6 --seed 5"
style="style photo.png --weights sample --style painting.png --steps 6 --seed 5"

# Textures
check 'help' run 0 texture --help
check 'texture' run 0 $texture -o first.png
check 'it prints the loss last' sh -c 'tail -n 1 output | grep -q "^loss -[0-9.e+-]*$"'
check 'it tells the weights' grep -q 'sample network' errors
check 'it has the size' has_size first.png 90 70
check 'it has the colors' has_colors first.png example.png
check 'the record has the example' records first.png guide=example.png
check 'the record has the seed' records first.png seed=5
check 'the record has the size' records first.png size=90x70
check 'the record has the recipe' records first.png recipe=texture
check 'the record has the objective' sh -c \
  'identify -format "%[comment]" first.png | grep -q "^objective=block1_conv1@style + "'
check 'the record says no more' sh -c \
  '! (identify -format "%[comment]" first.png | grep -q -e ^start= -e ^photo= -e ^layer=)'
for threads in 1 3; do
  check "$threads threads" run 0 $texture --threads $threads -o again.png
  check "the same bytes with $threads threads" cmp first.png again.png
done
options=$(get first.png options | sed 's/\([a-z-]*\)=/--\1 /g')
check 'from its record' run 0 texture example.png --weights sample --size "$(get first.png size)" \
  --seed 5 --objective "$(get first.png objective)" $options -o again.png
check 'the same picture again' same first.png again.png
check 'another seed' run 0 $texture --seed 6 -o other.png
check 'another picture' differ first.png other.png
check 'another coarseness' run 0 $texture --guide-scale 2 -o coarse.png
check 'another picture, too' differ first.png coarse.png
check 'an objective' run 0 $texture --objective 'block2_pool@style + block1_conv2@style*0.5' -o objective.png
check 'by statistics' run 0 $texture --objective 'block2_conv1@statistics + block1_conv2@statistics*0.5' -o spread.png
check 'another one' differ spread.png first.png
for threads in 1 3; do
  check "statistics in $threads threads" run 0 $texture --threads $threads \
    --objective 'block2_conv1@statistics + block1_conv2@statistics*0.5' -o again.png
  check "the same bytes of statistics in $threads threads" cmp spread.png again.png
done
check 'its own colors' run 0 $texture --match-colors no -o colors.png
check 'seamless' run 0 $texture --steps 20 --seamless xy -o seamless.png
check 'no seam is seen' is_seamless seamless.png
check 'not seamless' run 0 $texture --steps 20 -o seam.png
check 'a seam is seen' lacks is_seamless seam.png
check 'one scale' run 0 $texture --scales 1 -o one.png
check 'an example of one pixel' run 0 texture tiny.png --weights sample --size 40x40 --steps 2 -o pixel.png
for options in '--pooling average' '--padding zero' '--padding circular' '--memory 200'; do
  check "texture $options" run 0 $texture $options -o option.png
done

# Styles
check 'style' run 0 $style -o styled.png
check 'it has the photo’s size' has_size styled.png 60 44
check 'it differs from the photo' differ styled.png photo.png
check 'the record has the photo' records styled.png photo=photo.png
check 'the record has the painting' records styled.png guide=painting.png
check 'the record has photo and style' sh -c \
  'identify -format "%[comment]" styled.png | grep -q "^objective=.*@style + block4_conv2@content$"'
check 'its strength' run 0 $style --strength 0 -o none.png
check 'none is the photo' same none.png photo.png
check 'little' run 0 $style --steps 20 --strength 0.02 -o little.png
check 'much' run 0 $style --steps 20 --strength 0.5 -o much.png
check 'little is nearer to the photo' nearer little.png much.png photo.png
check 'keep-colors' run 0 $style --keep-colors yes -o colors.png
for name in photo styled colors; do
  convert $name.png -colorspace YCbCr -channel R -evaluate set 0 +channel -colorspace sRGB $name-chroma.png
done
check 'keeps the photo’s colors' nearer colors-chroma.png styled-chroma.png photo-chroma.png
check 'size of strokes' run 0 $style --guide-scale 0.5 -o fine.png
check 'makes a difference' differ fine.png styled.png
for threads in 1 3; do
  check "style in $threads threads" run 0 $style --threads $threads -o again.png
  check "the same bytes in $threads threads" cmp styled.png again.png
done
check 'a photo that is transparent in part' run 0 style clear.png --weights sample --style painting.png \
  --steps 4 -o clear-styled.png

# By a dream
check 'a dream of a style' run 0 dream photo.png --weights sample --guide painting.png --steps 2 --scales 2 \
  --objective 'block2_conv1@style + block3_conv1@content' -o dream.png
check 'it differs from the photo, too' differ dream.png photo.png
check 'a dream of a style by lucid' run 0 dream photo.png --weights sample --guide painting.png --steps 2 \
  --scales 2 --recipe lucid --objective 'block2_conv1@style' -o dream.png

# Wrong usage
check 'no example' fails 2 photo texture --weights sample -o out.png
check 'no painting' fails 2 style style photo.png -o out.png
check 'no output' fails 2 output $texture
check 'no recipe' fails 2 recipe $texture --recipe keras -o out.png
check 'no size of a style' fails 2 size $style --size 20x20 -o out.png
check 'setting unknown' fails 2 contrast $texture --contrast 1 -o out.png
check 'strength out of range' fails 2 strength $style --strength 1.5 -o out.png
check 'coarseness out of range' fails 2 guide-scale $texture --guide-scale 11 -o out.png
check 'a content of noise' fails 2 'Start from a photo' $texture --objective block2_conv1@content -o out.png
check 'a style without a guide' fails 2 'Choose a picture as the guide' dream photo.png --weights sample \
  --objective block2_conv1@style -o out.png
check 'statistics without a guide' fails 2 'block2_conv1@statistics is about' dream photo.png --weights sample \
  --objective block2_conv1@statistics -o out.png
check 'too small a size' fails 1 '8×1 pixels are too few' texture example.png --weights sample --size 8x1 -o out.png
check 'a content by lucid' fails 2 'Choose another recipe' dream photo.png --weights sample --recipe lucid \
  --objective block2_conv1@content -o out.png
check 'unknown layer' fails 1 block1_conv1 $texture --objective block9_conv1@style -o out.png
check 'no such example' fails 1 nowhere.png texture nowhere.png --weights sample -o out.png
check 'no picture' fails 1 text.png texture text.png --weights sample -o out.png
check 'too little memory' fails 1 MiB $texture --memory 22 -o out.png

echo "1..$number"
