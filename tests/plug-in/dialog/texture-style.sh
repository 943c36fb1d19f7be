#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Textures as a person makes them: of what is selected, with a draft before.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

texture='^Texture From Selection$'
plain='^1 layer: photo.png'

begin_gimp

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
check "a layer of an open image can be the example" choose Example photo.png
check "another draft is made of it" tells '^Draft, 64 × 48 pixels'
check "OK can be pressed" activate OK
check "it closes the dialog" is_gone
check "the texture is there" \
  wait_for has_window '^2 layers: VGG16 texture of photo.png, seed [1-9]'
keep_screen texture-made
check "one undo removes it" undo_to "$plain"

check "GTK has nothing to complain of" no_complaints

finish
