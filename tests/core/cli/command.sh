#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The featvis command as a user runs it. FEATVIS is the program, GOLDEN the folder of
# golden values.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

start=$GOLDEN/recipe-book-start.npy
render="render --layer block1_conv2 --filter 3 --recipe book"

# Exits, and what is printed
check 'help' run 0 --help
check 'help of a subcommand' run 0 render --help
check 'version' run 0 --version
check 'no subcommand is wrong usage' run 2
check 'unknown subcommand' run 2 dance
check 'unknown option' fails 2 dance render --dance
check 'missing layer' fails 2 layer render --filter 0 -o out.png
check 'missing filter' fails 2 filter render --layer block1_conv1 -o out.png
check 'missing output' fails 2 output render --layer block1_conv1 --filter 0
check 'stray argument' fails 2 stray $render -o out.png stray
check 'filter is no number' fails 2 x render --layer block1_conv1 --filter x -o out.png
check 'setting out of range' fails 2 steps $render --steps 0 -o out.png
check 'setting malformed' fails 2 step-size $render --step-size 1,5 -o out.png
check 'unknown colors' fails 2 colors $render --colors pretty -o out.png
check 'unknown convention' fails 2 torchvision $render --convention rgb -o out.png
check 'unknown recipe' fails 2 keras render --layer block1_conv1 --filter 0 --recipe soup -o out.png
check 'size malformed' fails 2 size $render --size 20 -o out.png
check 'size zero' fails 2 size $render --size 0x20 -o out.png
check 'seed malformed' fails 2 seed $render --seed -1 -o out.png

check 'a network without classes' fails 1 predictions render --layer predictions --filter 1 -o out.png
check 'unknown layer' fails 1 block1_conv1 render --layer block7 --filter 0 -o out.png
check 'filter out of range' fails 1 15 render --layer block1_conv1 --filter 64 -o out.png
check 'negative filter' fails 1 15 render --layer block1_conv1 --filter -1 -o out.png
check 'too small for the layer' fails 1 16 render --layer block5_conv1 --filter 0 --recipe book \
  --size 15x40 -o out.png
check 'not enough memory' fails 1 MiB $render --memory 1 -o out.png
check 'weights not there' fails 1 nowhere $render --weights nowhere.h5 -o out.png
check 'weights of no known kind' fails 1 '' $render --weights "$0" -o out.png
check 'start not there' fails 1 nowhere.png $render --start nowhere.png -o out.png
check 'start is no picture' fails 1 text.png $render --start text.png -o out.png
check 'start is no tensor' fails 1 text.npy $render --start text.npy -o out.png
check 'start of another size' fails 1 41 $render --start "$start" --size 50x50 -o out.png
check 'output in no folder' fails 1 nowhere $render -o nowhere/out.png
check 'trace in no folder' fails 1 nowhere $render --trace nowhere/out.csv -o out.png

# Render
check 'render' run 0 $render --size 32x24 --steps 3 --seed 5 --trace trace.csv -o first.png
check 'it prints the loss last' grep -q '^loss [0-9.]*$' output
check 'it tells the weights' grep -q 'sample network' errors
check 'the trace has a header' grep -qx 'scale,step,width,height,loss,seconds' trace.csv
check 'the trace has a row per step' [ "$(wc -l <trace.csv)" -eq 4 ]
check 'the trace tells the size' grep -q '^1,3,32,24,' trace.csv
check 'the picture is a PNG of that size' [ "$(identify -format '%m %w %h' first.png)" = 'PNG 32 24' ]
check 'the picture tells how it was made' sh -c \
  'identify -format "%[comment]" first.png | grep -q seed=5'
for threads in 1 2 3; do
  check "$threads threads" run 0 $render --size 32x24 --steps 3 --seed 5 --threads $threads -o again.png
  check "the same bytes with $threads threads" cmp first.png again.png
done
check 'another seed' run 0 $render --size 32x24 --steps 3 --seed 6 -o other.png
check 'other bytes with another seed' sh -c '! cmp -s first.png other.png'
check 'what mattered' run 0 $render --size 32x24 --steps 3 --seed 5 --alpha importance -o seen.png
check 'is in the transparency' has_alpha seen.png
check 'the colors are the same' [ "$(convert seen.png -alpha off rgb:- | cksum)" = \
  "$(convert first.png rgb:- | cksum)" ]
check 'some of it is opaque, some is not' [ "$(convert seen.png -alpha extract -format '%[max] %[min]' info: | \
  awk '{ print ($1 == 65535 && $2 < 32768) }')" = 1 ]
check 'what cannot be transparent is refused' fails 1 transparent $render --alpha importance -o out.jpg
check 'maco' run 0 render --layer block2_conv2 --filter 3 --recipe maco --size 40x32 --steps 3 -o maco.png
check 'it has its size' [ "$(identify -format '%w %h' maco.png)" = '40 32' ]
check 'from a picture' run 0 $render --start first.png --steps 1 -o dream.png
check 'a picture keeps its size' [ "$(identify -format '%w %h' dream.png)" = '32 24' ]
check 'from a tensor' run 0 $render --start "$start" --colors faithful --steps 1 -o tensor.png
check 'a tensor gives the size' [ "$(identify -format '%w %h' tensor.png)" = '41 38' ]

# Objectives
mixture="render --recipe book --size 32x24 --steps 3 --seed 5"
check 'an objective of one filter' run 0 $mixture --objective block1_conv2:3 -o objective.png
check 'is that filter' [ "$(compare -metric AE first.png objective.png null: 2>&1)" = 0 ]
check 'the record has the objective' sh -c \
  'identify -format "%[comment]" objective.png | grep -qx objective=block1_conv2:3'
check 'a mixture of filters' run 0 $mixture --objective 'block1_conv2:3 - block2_conv1:1*0.5' -o other.png
check 'other bytes with a mixture' sh -c '! cmp -s objective.png other.png'
check 'a mixture from a picture' run 0 render --recipe book --start first.png --steps 1 \
  --objective block2_conv1@strong:2 -o other.png
check 'both a filter and an objective' fails 2 objective $render --objective block1_conv2:3 -o out.png
check 'a layer and an objective' fails 2 objective render --layer block1_conv2 \
  --objective block1_conv2:3 -o out.png
check 'neither' fails 2 objective render -o out.png
check 'objective malformed' fails 2 + $mixture --objective 'block1_conv2:3 block1_conv1:1' -o out.png
check 'objective of no layer' fails 1 block1_conv1 $mixture --objective block7 -o out.png
check 'objective of what a photo excites, without one' fails 2 photo $mixture \
  --objective block2_conv1@strong:2 -o out.png
check 'objective too deep for the size' fails 1 pixels render --recipe book --size 15x40 \
  --objective block1_conv1+block5_conv1 -o out.png

check 'another convention' run 0 $render --size 32x24 --steps 3 --seed 5 --convention frossard -o other.png
check 'other bytes with another convention' sh -c '! cmp -s first.png other.png'

# Gradient
gradient="gradient --layer block1_conv2 --filter 2 --input $GOLDEN/recipe-book-start.npy"
check 'gradient' run 0 $gradient --output gradient.npy
check 'it prints the loss' grep -q '^loss [0-9.]*$' output
check 'it has the shape of the input' grep -qa "'shape': (38, 41, 3)" gradient.npy
check 'a border changes it' run 0 $gradient --border 5 --output border.npy
check 'other bytes with a border' sh -c '! cmp -s gradient.npy border.npy'
check 'border too large' fails 1 border $gradient --border 19 --output out.npy
check 'gradient without input' fails 2 input gradient --layer block1_conv1 --filter 0 --output out.npy
printf 'text' >text.npy
check 'gradient of text' fails 1 NumPy gradient --layer block1_conv1 --filter 0 --input text.npy \
  --output out.npy
head -c 1000 "$start" >cut.npy
check 'gradient of a truncated file' fails 1 truncated gradient --layer block1_conv1 --filter 0 \
  --input cut.npy --output out.npy
sed 's/<f4/<i4/' "$start" >integers.npy
check 'gradient of integers' fails 1 '<i4' gradient --layer block1_conv1 --filter 0 \
  --input integers.npy --output out.npy
sed 's/False/True /' "$start" >fortran.npy
check 'gradient of Fortran order' fails 1 Fortran gradient --layer block1_conv1 --filter 0 \
  --input fortran.npy --output out.npy

# Bench
check 'bench' run 0 bench --layer block2_conv1 --size 32x24 --threads 1
check 'it prints the seconds' grep -q '^seconds [0-9.]*$' output
check 'bench of a whole layer' run 0 bench --layer block2_conv1 --size 32x24 --threads 1 --squares
check 'bench of no layer' fails 1 block1_conv1 bench --layer block7
check 'bench too large' fails 1 MiB bench --size 60000x60000
check 'bench too small' fails 1 pixels bench --size 8x8

# Weights
check 'places' run 0 weights
check 'the last place is used' grep -q '^Used: .*sample network' output
check 'info of nothing' run 2 weights info
check 'info of no weights' fails 1 text.npy weights info text.npy

echo "1..$number"
