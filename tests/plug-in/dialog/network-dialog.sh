#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The dialogs with a network that its file tells: the layers are its own, and what is chosen
# of them is seen in the draft and comes to the image.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up
export FEATVIS_WEIGHTS="$here/../weights/data/graph-caffe-inception.caffemodel"

plain='^1 layer: photo.png'
dream='^Dream$'

# offers_own_layers: those that the command tells, with what they are if they are not
# convolutions, and no others
offers_own_layers ()
{
  wanted=$("$FEATVIS_COMMAND" weights info "$FEATVIS_WEIGHTS" |
    sed -n 's/^layer  *\([^,]*\), \([0-9]* filters\), \([^,]*\), .*/\1 (\3, \2)/p' |
    sed 's/(convolution, /(/' |
    sed ':next; N; $!b next; s/\n/; /g')
  ask items Layer || return 1
  printf '%s\n' "$wanted" "$answer"
  [ -n "$wanted" ] && [ "$answer" = "$wanted" ]
}

# see NAME: keeps a picture of the dialog's preview
see ()
{
  take_picture "$window" "$work/window.png" &&
    convert "$work/window.png" -crop 280x280+20+70 +repage "$work/$1.ppm"
}

# has_picture NAME: there is more than one color
has_picture ()
{
  see "$1" && [ "$(convert "$work/$1.ppm" -format '%[fx:standard_deviation > 0.03]' info:)" = 1 ]
}

is_still ()
{
  see before && see after && same_pixels before after
}

# settled NAME: the draft has come to its end, and is painted, and its picture is kept
settled ()
{
  tells '^Draft, [0-9]' && wait_for is_still && wait_for has_picture "$1"
}

different ()
{
  ! same_pixels "$1" "$2"
}

begin_gimp

# A filter

begin_dialog
check "it tells which network there is" tells '^caffe-inception from '
check "the layers are the network's own" offers_own_layers
check "a draft is made" settled first
check "a layer can be chosen" choose Layer '^inception_3a/output '
check "its filters are told" tells '^0 to 13$'
check "a filter can be chosen" set_value Filter 5
check "the draft comes to its end again" settled second
keep_screen network-filter
check "it is another one" different first second
check "it can be made in short" set_options 'steps=2 scales=1'
check "OK can be pressed" activate OK
check "the layer is named for it" \
  wait_for has_window '^2 layers: caffe-inception inception_3a/output filter 5, seed [1-9]'
check "the dialog has closed" ends
main='^2 layers: '
check "one undo removes the layer" undo_to "$plain"
main=$plain

# A dream

check "the dream's dialog opens" open_entry '^Dream' "$dream"
check "a draft is made, too" settled first
check "a layer can be told to grow" choose Layer '^inception_3b/output '
check "the dream's draft comes to its end again" settled second
keep_screen network-dream
check "the dream's draft is another one" different first second
check "an objective can be written" choose Objective 'Written as text'
check "OK does not accept VGG's layer" set_text Text block3_conv3
check "it tells that there is none" tells '^These weights have no such layer'
check "OK cannot be pressed" is OK not-sensitive
check "it does not tell what another one would take" lacks '^Full size'
keep_screen network-error
check "the layer can be told again" set_text Text inception_3b/output
check "the dream can be made in short, too" set_options 'steps=2 scales=1'
check "OK can be pressed again" activate OK
check "the dream is named for it" \
  wait_for has_window '^2 layers: caffe-inception inception_3b/output dream, seed [1-9]'

check "GTK has nothing to complain of" no_complaints

finish
