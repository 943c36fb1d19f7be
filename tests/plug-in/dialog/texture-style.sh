#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Textures and styles as a person makes them, each with a draft before; and a style run again
# from its record.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

texture='^Texture From Selection$'
style='^Style From Image$'
plain='^1 layer: photo.png'

# begin_choice NAME: of a picture file
begin_choice ()
{
  choose "$1" '^Picture File' && use_window '^Choose a Picture File$'
}

# choose_file NAME FILE: in a combo box
choose_file ()
{
  dialog_before=$window
  begin_choice "$1" && focus "$window" || return 1
  enter_file "$2" && is_gone && window=$dialog_before
}

begin_gimp
convert -size 40x56 -seed 3 plasma:green-yellow -depth 8 "PNG24:$work/my bark.png"
printf 'no picture' >"$work/broken.png"

# A texture

check "the menu opens the texture's dialog" open_entry '^Texture' "$texture"
check "it can be reset" reset
check "the example is what is selected" tells '^Selection, or current layer'
check "the size can be set" set_value Size 64
check "so can the height" set_value 'Height of the picture, in pixels' 48
check "the options, too" set_options 'steps=3 scales=2'
check "it can become seamless" choose Seamless 'Both ways'
check "and coarser" set_value Coarseness 1.5
check "that is written into the options" \
  has_text Options 'steps=3 scales=2 seamless=xy guide-scale=1.5'
check "a draft of that size is made" tells '^Draft, 64 × 48 pixels'
check "what it will take is told" tells '^Full size: '
check "four tiles can be seen" is '2 × 2' sensitive
keep_screen texture
check "styles are offered" is Style sensitive
check "one can be chosen" choose Style '^Coarse forms'
check "it is written into the options" has_text Options 'guide-scale=2'
check "the options can be set again" set_options 'steps=3 scales=2 seamless=xy guide-scale=1.5'
check "that is no style" tells '^Custom$'
check "a layer of an open image can be the example" choose Example photo.png
check "another draft is made of it" tells '^Draft, 64 × 48 pixels'
check "so can a picture file" choose_file Example "$work/my bark.png"
check "the example is that file" tells '^my bark.png$'
check "a draft is made of it, too" tells '^Draft, 64 × 48 pixels'
keep_screen texture-file
check "a file that is no picture can be chosen" choose_file Example "$work/broken.png"
check "it is told" tells '^The picture file .*broken.png. cannot be read'
check "OK does not accept it" is OK not-sensitive
check "GIMP shows no window for it" has_no_window '^GIMP Message$'
keep_screen texture-broken
check "another file can be chosen" begin_choice Example
check "that can be cancelled" activate Cancel
check "the list of files closes" is_gone
window=$texture
check "the example is what it was" tells '^broken.png$'
check "what is selected can be chosen again" choose Example '^Selection'
check "OK accepts that" is OK sensitive
check "the file is still there to be chosen" choose Example '^broken.png$'
check "but the good one is better" choose_file Example "$work/my bark.png"
check "OK can be pressed" activate OK
check "it closes the dialog" is_gone
check "the texture is there" \
  wait_for has_window '^2 layers: VGG16 texture of my bark.png, seed [1-9]'
keep_screen texture-made
check "one undo removes it" undo_to "$plain"

# A style

check "the menu opens the style's dialog" open_entry '^Style' "$style"
check "it can be reset, too" reset
check "a style has to be chosen" tells '^There is no style yet'
check "OK waits for that" is OK not-sensitive
check "a layer of an open image can be the style" choose "Manner of" photo.png
check "then OK can be pressed" is OK sensitive
check "a picture file can be the style" choose_file "Manner of" "$work/my bark.png"
check "OK can be pressed for it, too" is OK sensitive
check "a draft is made of it" tells '^Draft, [0-9]* × [0-9]* pixels'
check "the layer is chosen again" choose "Manner of" photo.png
check "styles of styles are offered, too" choose Style '^Large strokes'
check "it sets the strength" has_text Strength 0.60
check "and the size of strokes" has_text Options 'guide-scale=2'
keep_screen style-preset
check "the strength can be set" set_value Strength 0.7
check "the size of strokes, too" set_value 'Size of strokes' 2
check "and steps" set_options 'guide-scale=2 steps=3 scales=2'
check "a draft is made" tells '^Draft, [0-9]* × [0-9]* pixels'
keep_screen style
check "OK can be pressed" activate OK
check "it closes the dialog" is_gone
check "the picture is there" wait_for has_window '^2 layers: VGG16, style of photo.png'
keep_screen style-made

check "its record: the dialog opens" open_entry '^Run Again' '^Run Again From Layer$'
check "it can be accepted" activate OK
main='^[123] layers?: '
check "the picture is made again" wait_for has_window '^3 layers: VGG16, style of .*#1'
check "an undo removes it" undo_to '^2 layers'
check "another one removes the first" undo_to "$plain"

check "GTK has nothing to complain of" no_complaints

finish
