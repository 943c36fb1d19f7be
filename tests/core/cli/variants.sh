#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Several pictures of one objective, as a user makes them. FEATVIS is the program, WEIGHTS the
# folder of small weights files.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

# records FILE LINE: that line is in the picture's comment
records() {
  identify -format '%[comment]' "$1" | grep -qxF -e "$2"
}

# same A B: two pictures have the same pixels
same() {
  [ "$(compare -metric AE "$1" "$2" null: 2>&1)" = 0 ]
}

# differ A B: two pictures have other pixels
differ() {
  ! same "$1" "$2"
}

# count PATTERN: how many files have such a name
count() {
  find . -name "$1" | wc -l
}

convert -size 40x32 xc:'rgba(200,60,40,0.5)' half.png

filter="render --weights sample --layer block3_conv1 --filter 2"
small="--recipe book --steps 4 --size 48x40"
render="$filter $small"

# Wrong usage
check 'too few' fails 2 '2 to 16' $render --variants 1 -o out.png
check 'too many' fails 2 '2 to 16' $render --variants 17 -o out.png
check 'no number' fails 2 many $render --variants many -o out.png
check 'diversity without variants' fails 2 'by --variants' $render --diversity 1 -o out.png
for weight in -1 101 nan inf 1,5 much ''; do
  check "diversity “$weight”" fails 2 '0 to 100' $render --variants 2 --diversity "$weight" -o out.png
done
check 'with a trace' fails 2 'trace' $render --variants 2 --trace out.csv -o out.png
check 'to the standard output' fails 2 'many files' $render --variants 2 -o -
check 'as no picture' fails 1 'png' $render --variants 2 -o out.text
check 'no folder' fails 1 nowhere $render --variants 2 -o nowhere/out.png
check 'what cannot be transparent' fails 1 transparent $render --variants 2 --start half.png -o out.jpg
class="render --weights $WEIGHTS/classifier-2016.h5 --layer predictions --filter 1"
class="$class --recipe book --size 224x224 --steps 1"
check 'of a class' fails 2 'nearer to the input' $class --variants 2 -o out.png

# Good runs
check 'of a class by other seeds' run 0 $class --variants 2 --diversity 0 -o class.png
check 'three' run 0 $render --variants 3 --seed 5 -o three.png
check 'three files' [ "$(count 'three*')" -eq 3 ]
check 'the numbers end the names' [ "$(count 'three-[123].png')" -eq 3 ]
check 'the loss is printed last' sh -c 'tail -n 1 output | grep -q "^loss -*[0-9.e+-]*$"'
check 'the first is as it is alone' run 0 $render --seed 5 -o alone.png
check 'with the same pixels' same three-1.png alone.png
for variant in 1 2 3; do
  check "$variant records the seed" records three-$variant.png seed=5
  check "$variant records how many there are" records three-$variant.png variants=3
  check "$variant records the weight" records three-$variant.png diversity=1
  check "$variant records which it is" records three-$variant.png variant=$variant
  check "$variant records its own seed" records three-$variant.png variant-seed=$((4 + variant))
done
for threads in 1 3; do
  check "$threads threads" run 0 $render --variants 3 --seed 5 --threads $threads -o again.png
  for variant in 1 2 3; do
    check "$variant has the same bytes with $threads threads" cmp three-$variant.png again-$variant.png
  done
done
check 'without diversity' run 0 $render --variants 3 --seed 5 --diversity 0 -o plain.png
check 'these are other seeds' run 0 $render --seed 6 -o other.png
check 'with the same pixels' same plain-2.png other.png
check 'diversity makes others' differ plain-2.png three-2.png
check 'diversity makes others of the third, too' differ plain-3.png three-3.png
check 'more of it' run 0 $render --variants 2 --seed 5 --diversity 2.5 -o more.png
check 'makes others' differ more-2.png three-2.png
check 'the record has it' records more-2.png diversity=2.5
check 'ten' run 0 $render --variants 10 --steps 1 -o ten.jpg
check 'have two digits' [ "$(count 'ten-0[1-9].jpg')$(count 'ten-10.jpg')" = 91 ]
check 'a mixture' run 0 render --weights sample --objective 'block3_conv1:2 + block2_conv1:3*0.5' $small \
  --variants 2 -o mixture.png
check 'two files' [ "$(count 'mixture-[12].png')" -eq 2 ]
check 'from a picture' run 0 $filter --recipe book --steps 2 --start half.png --variants 2 -o half.png
check 'whose transparency they keep' has_alpha half-2.png
for recipe in keras lucid maco resnet; do
  check "$recipe" run 0 $filter --recipe $recipe --scales 1 --steps 2 --size 64x64 --crop 0 --variants 2 \
    -o $recipe.png
  check "$recipe makes two" [ "$(count "$recipe-[12].png")" -eq 2 ]
done

# Failures leave nothing behind
mkdir out-2.png
check 'a later one fails' run 1 $render --variants 2 -o out.png
rmdir out-2.png
check 'the earlier one is removed' leaves_nothing
check 'whatever its number' [ "$(count 'out-*')" -eq 0 ]

echo "1..$number"
