#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Files that featvis reads and writes: what is no regular file stays what it is, what a
# photo tells of itself is heeded, and nothing is lost. FEATVIS is the program, PICTURES
# and PROFILE are scripts that make files.

set -u

. "$(dirname -- "$0")/../../command-common.sh"

# has_format FILE FORMAT WIDTH HEIGHT
has_format() {
  [ "$(identify -format '%m %w %h' "$1")" = "$2 $3 $4" ]
}

# same A B: two pictures have the same pixels
same() {
  [ "$(compare -metric AE "$1" "$2" null: 2>&1)" = 0 ]
}

# equals A B: two texts are the same
equals() {
  [ "$1" = "$2" ] || { echo "“$1” is not “$2”" >errors && false; }
}

# is_near LARGEST A B: no value of two lists of numbers differs by more
is_near() {
  printf '%s\n' "$2" "$3" | awk -v largest="$1" '
    NR == 1 { n = split($0, first, /[ ,]+/) }
    NR == 2 { if (split($0, second, /[ ,]+/) != n) exit 1
              for (i = 1; i <= n; i++) {
                d = first[i] - second[i]
                if (d > largest || -d > largest) exit 1 } }' \
    || { echo "“$2” is not near “$3”" >errors && false; }
}

# get_pixel FILE X Y: its values of 0…255
get_pixel() {
  convert "$1" -depth 8 -format "%[fx:round(255*p{$2,$3}.r)] %[fx:round(255*p{$2,$3}.g)] %[fx:round(255*p{$2,$3}.b)]" info:
}

# get_mode FILE
get_mode() {
  stat -c %a "$1"
}

render="render --weights sample --layer block1_conv2 --filter 3 --recipe book --size 32x24 --steps 1"
still="--weights sample --objective block1_conv2 --steps 1 --strength 0"

# What is written, and where
check 'a picture' run 0 $render -o first.png
mkfifo pipe
cat pipe >piped.png &
check 'to a named pipe' run 0 $render -o pipe
wait
check 'the pipe is still one' [ -p pipe ]
check 'it got the picture' cmp first.png piped.png
check 'to a device' run 0 $render -o /dev/null
check 'the device is still one' [ -c /dev/null ]
check 'a trace to a full device' run 1 $render -o kept.png --trace /dev/full
check 'the device is still one, too' [ -c /dev/full ]
check 'tells that it is full' grep -q 'No space' errors
check 'leaves no picture without its trace' [ ! -e kept.png ]
check 'to the standard output' sh -c '"$FEATVIS" '"$render"' -o - >standard.png 2>errors'
check 'nothing else is in it' cmp first.png standard.png
check 'the loss is told beside it' grep -q '^loss ' errors
check 'to the standard output by its device' sh -c \
  '"$FEATVIS" '"$render"' -o /dev/stdout 2>errors | cat >standard.png'
check 'nothing else is in that' cmp first.png standard.png
check 'appended to a file' sh -c \
  'echo begin >log; "$FEATVIS" '"$render"' -o /dev/stdout >>log 2>errors; head -n 1 log | grep -qx begin'
mkdir elsewhere
echo old >elsewhere/target.png
ln -s elsewhere/target.png link.png
check 'to a link' run 0 $render -o link.png
check 'it is still a link' [ -L link.png ]
check 'its target was replaced' cmp first.png elsewhere/target.png
ln -s elsewhere/new.png dangling.png
check 'to a link that leads to nothing yet' run 0 $render -o dangling.png
check 'makes what it leads to' cmp first.png elsewhere/new.png
echo old >private.png
chmod 640 private.png
check 'over a file' run 0 $render -o private.png
check 'keeps its mode' equals "$(get_mode private.png)" 640
umask 027
check 'a new file' run 0 $render -o new.png
check 'has the mode that the user wants' equals "$(get_mode new.png)" 640
umask 022
check 'no temporary file is left' equals "$(find . -name '.featvis-*')" ''
check 'to a folder' run 1 $render -o elsewhere
check 'picture and trace under one name' run 2 $render -o same.png --trace same.png
check 'a tensor to a device' run 0 gradient --weights sample --layer block1_conv1 --filter 0 \
  --input "$GOLDEN/recipe-book-start.npy" --output /dev/null
check 'weights to the standard output' sh -c \
  '"$FEATVIS" weights convert sample - >weights.safetensors 2>errors'
check 'can be read again' run 0 weights info weights.safetensors
check 'weights to a device' run 0 weights convert sample /dev/null
check 'a device is still one' [ -c /dev/null ]
convert -size 40x30 -seed 1 plasma:tomato-navy -depth 8 photo.png
check 'a series to the standard output' run 1 dream photo.png $still --frames 2 -o -
check 'a series is told to need a name' grep -q series errors

# Names
convert first.png "$HOME/of mine.png"
check 'a home folder, and an address' run 0 dream '~/of mine.png' $still "--output=file://$HOME/of%20mine%20too.png"
check 'are understood everywhere' same "$HOME/of mine too.png" first.png

# Formats
for format in jpg=JPEG jpeg=JPEG tif=TIFF tiff=TIFF bmp=BMP3 PNG=PNG; do
  check "write ${format%=*}" run 0 $render -o "format.${format%=*}"
  check "is ${format#*=}" has_format "format.${format%=*}" "${format#*=}" 32 24
done
check 'TIFF keeps the pixels' same first.png format.tif
check 'BMP keeps the pixels' same first.png format.bmp
check 'JPEG tells how it was made' sh -c 'identify -format "%c" format.jpg | grep -qx seed=0'
check 'a name without an ending' run 0 $render -o plain
check 'is PNG' cmp first.png plain
for ending in gif webm xcf h5; do
  check "refuse $ending" fails 1 png $render -o "out.$ending"
done
check 'refuse a sheet of another format' fails 1 png sheet --weights sample --layer block1_conv1 \
  --filters 0 -o out.gif
check 'refuse activations of another format' fails 1 png activations photo.png --weights sample -o out.gif
check 'refuse a plot of another format' fails 1 png activations photo.png --weights sample \
  -o out.png --plot out.gif
check 'a series of JPEG' run 0 dream photo.png $still --frames 2 -o series.jpg
check 'has names of JPEG' has_format series-0002.jpg JPEG 40 30

# Orientation
convert photo.png -quality 98 photo.jpg
for turn in 1 2 3 4 5 6 7 8; do
  "$PICTURES" orient photo.jpg $turn turned.jpg
  convert turned.jpg -auto-orient -strip upright.png
  check "orientation $turn" run 0 dream turned.jpg $still -o dream.png
  check "is upright, $turn" same upright.png dream.png
done

# Profiles
"$PROFILE" wide.icc
convert -size 20x10 'xc:rgb(100,150,200)' -fill 'rgb(120,110,90)' -draw 'rectangle 10,0 19,9' -depth 8 colors.png
convert colors.png -profile wide.icc wide.png
check 'a wide profile' run 0 dream wide.png $still -o dream.png
check 'is converted to sRGB' is_near 1 "$(get_pixel dream.png 2 2)" "$("$PICTURES" wide 100 150 200)"
check 'all over' is_near 1 "$(get_pixel dream.png 12 2)" "$("$PICTURES" wide 120 110 90)"
convert colors.png -profile wide.icc wide.tif
check 'a TIFF file with it' run 0 dream wide.tif $still -o dream.png
check 'is converted, too' is_near 1 "$(get_pixel dream.png 2 2)" "$("$PICTURES" wide 100 150 200)"
convert colors.png -quality 100 -sampling-factor 1x1 -profile wide.icc wide.jpg
check 'a JPEG file with it' run 0 dream wide.jpg $still -o dream.png
check 'is converted as well' is_near 2 "$(get_pixel dream.png 2 2)" "$("$PICTURES" wide 100 150 200)"
check 'the network sees it converted' run 0 heatmap wide.png --weights sample --layer block1_conv1 \
  --filter 0 --opacity 0 -o heat.png
check 'and it is drawn so' is_near 1 "$(get_pixel heat.png 2 2)" "$("$PICTURES" wide 100 150 200)"
head -c 100 wide.icc >broken.icc
"$PICTURES" profile photo.jpg broken.icc broken.jpg
check 'a damaged profile' fails 1 damaged dream broken.jpg $still -o out.png

# Transparency
convert photo.png \( -size 40x30 xc:black -fill white -draw 'rectangle 20,0 39,29' -fill gray50 \
  -draw 'rectangle 10,0 19,29' \) -alpha off -compose CopyOpacity -composite rgba.png
check 'a transparent photo' run 0 dream rgba.png $still -o still.png
check 'comes back as it was, hidden colors too' equals \
  "$(convert rgba.png -depth 8 rgba:- | cksum)" "$(convert still.png -depth 8 rgba:- | cksum)"
check 'a dream of it' run 0 dream rgba.png --weights sample --objective block1_conv2 --steps 2 \
  --scales 1 -o dream.png
check 'keeps the transparency' equals \
  "$(convert rgba.png -alpha extract -depth 8 gray:- | cksum)" \
  "$(convert dream.png -alpha extract -depth 8 gray:- | cksum)"
convert rgba.png -alpha off -fill lime -draw 'rectangle 0,0 9,29' \( rgba.png -alpha extract \) \
  -compose CopyOpacity -composite other.png
check 'another one with other hidden colors' run 0 dream other.png --weights sample \
  --objective block1_conv2 --steps 2 --scales 1 -o other-dream.png
for file in dream other-dream; do
  convert $file.png -alpha off -crop 30x30+10+0 +repage $file-seen.png
done
check 'hidden colors steer nothing' same dream-seen.png other-dream-seen.png
check 'to a format without transparency' fails 1 transparent dream rgba.png $still -o out.jpg
check 'a heat map keeps it' run 0 heatmap rgba.png --weights sample --layer block1_conv1 --filter 0 -o heat.png
check 'as the photo has it' equals \
  "$(convert rgba.png -alpha extract -depth 8 gray:- | cksum)" \
  "$(convert heat.png -alpha extract -depth 8 gray:- | cksum)"
check 'a start keeps it' run 0 render --weights sample --layer block1_conv2 --filter 3 --start rgba.png \
  --steps 1 --scales 1 -o start.png
check 'and its size' equals "$(identify -format '%w %h' start.png)" '40 30'
check 'and is transparent, too' has_alpha start.png
convert photo.png -alpha on -channel A -evaluate set 0 +channel invisible.png
check 'nothing but transparency' fails 1 transparent dream invisible.png $still -o out.png
convert photo.png -alpha on opaque.png
check 'an alpha that hides nothing goes into JPEG' run 0 dream opaque.png $still -o opaque.jpg

# Truncated files
convert photo.png -interlace JPEG progressive.jpg
for file in photo.jpg photo.png format.bmp format.tif progressive.jpg; do
  for count in 1 40 700; do
    "$PICTURES" cut $file $count "cut.${file#*.}"
    check "$file without its last $count bytes" fails 1 cut dream "cut.${file#*.}" $still -o out.png
  done
done
convert photo.png photo.gif
"$PICTURES" cut photo.gif 300 cut.gif
check 'a truncated GIF' fails 1 cut dream cut.gif $still -o out.png
cp "$GOLDEN/recipe-book-start.npy" whole.npy
"$PICTURES" cut whole.npy 4 cut.npy
check 'a truncated tensor' fails 1 truncated gradient --weights sample --layer block1_conv1 --filter 0 \
  --input cut.npy --output out.npy

# More pixels than there is memory for, in a small file
"$PICTURES" bomb 12000 12000 bomb.png
check 'a file of 144 million pixels within 2 GB' sh -c \
  'ulimit -v 2000000; "$FEATVIS" dream bomb.png '"$still"' -o out.png >output 2>errors; [ $? -eq 1 ]'
check 'is refused for its size' grep -q 'MiB of memory' errors

echo "1..$number"
