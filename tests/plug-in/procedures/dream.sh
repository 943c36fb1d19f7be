#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Dreams in a GIMP without windows: the command's pixels, and, to the last bit, those that
# are not to change.

. "$(dirname "$0")/../common.sh"

need gimp convert compare python3
set_up

# tiff KIND A B …: compares the files A.tif and B.tif
tiff ()
{
  kind=$1
  a=$2
  b=$3
  shift 3
  python3 "$here/tiff.py" "$kind" "$work/$a.tif" "$work/$b.tif" "$@"
}

# more_than_8_bits A: some samples of 16 bits are not what 8 bits would be
more_than_8_bits ()
{
  [ "$(convert "$work/$1.tif" -depth 16 gray:- | od -An -v -tx1 -w2 |
    awk '$1 != $2' | wc -l)" -gt 1000 ]
}

python3 "$here/../profile.py" "$work/profile.icc"
gimp_options=--no-data
run_scheme dream.scm dream-series.scm dream-errors.scm dream-text.scm

# dream NAME OPTIONS…: the command's dream of the photo, as NAME.ppm
dream ()
{
  output=$1
  shift
  draw "$output" dream "$work/photo.png" --seed 42 --steps 2 --scales 2 --jitter 4 "$@"
}

dream plain --objective block2_conv2
check "the whole photo: the pixels are the command's" same_pixels gimp-dream plain
dream half --objective 'block2_conv1:3*0.5 + block2_conv2@strong:2' --strength 0.5
check "half the strength, of a sum: so they are" same_pixels gimp-half half
dream colors --objective block2_conv2 --keep-colors yes
check "kept colors: so they are" same_pixels gimp-colors colors
dream mask --objective block2_conv2 --mask "$work/selection.pgm"
check "a soft selection: so they are, with it as a mask" same_pixels gimp-mask mask
dream guide --objective block2_conv2 --guide "$work/guide.png"
check "a guide: so they are" same_pixels gimp-guide guide
check "no guide: it is the plain dream" same_pixels gimp-guide-0 plain
check "an invisible layer is dreamed of like others" same_pixels gimp-invisible plain
check "a group, as it shows, too" same_pixels gimp-group plain
draw seamless render --layer block2_conv1 --filter 3 --recipe keras --size 48x48 --seed 42 \
  --steps 3 --scales 2 --seamless xy --jitter 8
check "a seamless filter: the pixels are the command's" same_pixels gimp-seamless seamless

"$FEATVIS_COMMAND" dream "$work/series-photo.png" --objective block2_conv2 --seed 42 --steps 2 \
  --scales 2 --jitter 4 --frames 3 --zoom 1.1 --rotate 5 -o "$work/frame.png" >"$work/frame.txt"
for number in 1 2 3; do
  convert "$work/frame-000$number.png" -depth 8 "$work/frame-$number.ppm"
  check "frame $number: the pixels are the command's" \
    same_pixels gimp-frame-$number frame-$number
done
check "frames as an image are the same" same_pixels gimp-frame-image frame-3
check "GIMP exports an animation of 3 frames, 100 ms each" \
  sh -c "[ \"\$(identify -format '%T ' '$work/frames.gif')\" = '10 10 10 ' ]"
"$FEATVIS_COMMAND" dream "$work/series-photo.png" --objective block2_conv2 --seed 42 --steps 2 \
  --scales 2 --jitter 4 --every 2 -o "$work/step.png" >"$work/step.txt"
for number in 2 4; do
  convert "$work/step-000$number.png" -depth 8 "$work/step-$number.ppm"
  check "step $number: the pixels are the command's" \
    same_pixels gimp-step-$number step-$number
done
convert "$work/step.png" -depth 8 "$work/last.ppm"
check "after the steps comes the dream" same_pixels gimp-last last

check "strength 0 changes nothing" tiff same photo strength-0
for name in u8 u8-linear u16 u16-linear u32 half-linear float-linear float gray-u8 gray-float
do
  check "$name: as a new layer, the photo is left alone" \
    tiff same $name-before $name-untouched
  check "$name: in itself, only what is selected and seen changed" \
    tiff edit $name-before $name-itself "$work/$name-selection.tif"
  # shellcheck disable=SC2046 # two numbers
  check "$name: the new layer is the same" \
    tiff inside $name-layer $name-itself $(cat "$work/$name-place.txt")
  case $name in
    gray-*) ;; # the new image has the dream's colors
    *) check "$name: so is the new image" tiff same $name-layer $name-image ;;
  esac
done

check "hidden colors are not seen" tiff visible red-after blue-after
check "hidden colors differ before" sh -c "! python3 '$here/tiff.py' same \
  '$work/red-before.tif' '$work/blue-before.tif'"
check "hidden colors are kept" sh -c "! python3 '$here/tiff.py' same \
  '$work/red-after.tif' '$work/blue-after.tif'"
check "a profile: strength 0 changes nothing" tiff same profile-before profile-after
check "a text layer changes" sh -c "! cmp '$work/text-before.tif' '$work/text-after.tif'"
check "a channel changes" sh -c "! cmp '$work/channel-before.tif' '$work/channel-after.tif'"
check "16 bits are used" more_than_8_bits fine

finish
