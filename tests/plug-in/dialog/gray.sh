#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Gray images, as a person sees them: drafts, thumbnails and runs have no colors where the
# result has none, and a new image is offered that has; also when it becomes one because the
# gray image was closed.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

dream='^Dream$'
heatmap='^Heat Map$'
repeat='^Run Again From Layer$'
activations='^Activations$'
plain='^1 layer: gray.png'

# see NAME X: keeps a picture of the dialog from there on, of what the themes have no colors
# in
see ()
{
  take_picture "$window" "$work/window.png" &&
    convert "$work/window.png" -crop "280x200+$2+100" +repage "$work/$1.ppm"
}

# has_contrast NAME
has_contrast ()
{
  [ "$(convert "$work/$1.ppm" -format '%[fx:standard_deviation > 0.03]' info:)" = 1 ]
}

# has_color NAME: more than a trace of it, somewhere
has_color ()
{
  [ "$(convert "$work/$1.ppm" -colorspace HCL -channel G -separate \
    -format '%[fx:maxima > 0.2]' info:)" = 1 ]
}

# is_gray X, is_colored X: what is seen there of the dialog
is_gray ()
{
  see now "$1" && has_contrast now && ! has_color now
}

is_colored ()
{
  see now "$1" && has_color now
}

# close_gray: the image, which has not changed
close_gray ()
{
  menu File '^Close View' && is_gone "$plain"
}

preview=20
browser=500

# has_output TEXT
has_output ()
{
  ask is "$1" showing
}

check "there is a screen with a window manager" start_screen
convert -size 96x80 gradient:white-black -colorspace Gray -depth 8 "$work/gray.png"
start_gimp "$work/gray.png"
check "GIMP shows the image" wait_for has_window "$plain"

# A draft, and the thumbnails

begin_dialog
check "the dialog tells that the image is gray" tells '^The image is gray'
check "there is a draft" tells '^Draft, [0-9]'
check "it is gray, as the layer will be" wait_for is_gray $preview
keep_screen gray
check "the filters are shown" turn_to 'All Filters'
check "they are there" tells '^8 of 8'
check "they are gray, too" wait_for is_gray $browser
keep_screen gray-filters
check "a new image in color can be chosen" activate 'New Image in Color'
check "then the draft has colors" wait_for is_colored $preview
check "so have the filters" wait_for is_colored $browser
check "there is nothing more to be told" lacks '^The image is gray'
keep_screen colored-filters
check "the output is on the first page" turn_to Main
check "it is a new image" has_output 'New image'
keep_screen colored
check "a layer can be chosen again" choose Output 'New layer'
check "that is gray again" wait_for is_gray $preview
check "the photo can be chosen" choose 'Start from' 'Current layer'
check "its draft is done" tells '^Draft, [0-9]'
check "it is gray, too" wait_for is_gray $preview
keep_screen gray-photo

check "the dialog can be cancelled" activate Cancel
check "it closes" ends

# The other dialogs

check "Dream opens" open_by_key F3 "$dream"
check "it tells that the image is gray" tells '^The image is gray'
check "its draft is done" tells '^Draft, [0-9]'
check "that is gray" wait_for is_gray $preview
keep_screen gray-dream
check "a new image in color can be chosen for it" activate 'New Image in Color'
check "then its draft has colors" wait_for is_colored $preview
check "Dream can be cancelled" activate Cancel
check "it closes, too" ends

for way in "F7 $heatmap" "F9 $activations"; do
  # shellcheck disable=SC2086 # a key and a title
  check "a dialog opens ($way)" open_by_key ${way%% *} "${way#* }"
  case $way in F9*) check "a layer can be chosen there" choose Output 'New layer' ;; esac
  check "it tells that the image is gray ($way)" tells '^The image is gray'
  keep_screen "gray-${way%% *}"
  check "a new image can be chosen there ($way)" activate 'New Image in Color'
  check "there is nothing more to be told ($way)" lacks '^The image is gray'
  keep_screen "colored-${way%% *}"
  check "it can be cancelled ($way)" activate Cancel
  check "it closes ($way)" ends
done

# A run, whose image is closed

check "the dialog opens again" open_by_key F2 "$dialog"
check "it can be reset" reset
check "a long run can be set" set_options 'steps=100000 scales=1'
check "it begins" activate OK
check "it goes on" is 'Stop and Keep' sensitive
check "it is gray" wait_for is_gray $preview
keep_screen gray-run
check "the image is closed" close_gray
check "it is told at once that there will be a new image" \
  tells '^The image was closed. The picture will be in a new image'
check "the picture has colors now" wait_for is_colored $preview
keep_screen lost
check "it can be kept" activate 'Stop and Keep'
check "it is in a new image" wait_for has_window '^1 layer: VGG16 block3_conv1 filter 0, .*stopped'
check "the dialog has closed" ends

# Once more into a gray image

make_gray ()
{
  menu Image '^Mode' '^Grayscale' && open_by_key F4 "$repeat"
}

main='^1 layer: VGG16'
check "the dialog to run it again opens in an image that is made gray" make_gray
check "it tells that the image is gray" tells '^The image is gray'
keep_screen gray-again
check "a new image in color can be chosen there" activate 'New Image in Color'
check "it is among the changes" has_text Changes 'output=1'
check "there is nothing more to be told there" lacks '^The image is gray'
check "it can be cancelled" activate Cancel
check "it closes" ends

# The same without a dialog

repeat_last ()
{
  menu Filters '^Repeat' && use_window '^VGG16 block3_conv1 filter 0$'
}

main='^1 layer: VGG16'
check "it can be repeated" repeat_last
check "it goes on for as long" is 'Stop and Keep' sensitive
check "its image is closed, too" close_image "$main"
window='^VGG16 block3_conv1 filter 0$'
check "that is told there" tells '^The image was closed. The picture will be in a new image'
keep_screen lost-again
check "it can be stopped" activate Cancel
check "no process is left" wait_for no_plug_ins
check "GTK has nothing to complain of" no_complaints
check "no letter goes with two widgets" sh -c "! grep 'two widgets' '$work/gimp.log'"

finish
