#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# What grows, as a person chooses it: a mixture, which the main page shows and which is
# kept from one call to the next; and the objective of a dream, by its kind or as a text.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
set_up

plain='^1 layer: photo.png'
dream='^Dream$'
repeat='^Run Again From Layer$'

# press_to KEY… TEXT: in the grid, the keys lead to what the page then tells
press_to ()
{
  while [ $# -gt 1 ]; do
    press "$1"
    shift
  done
  tells "^$1\$"
}

# writes TEXT: the objective as a text; the kind is chosen again afterwards
writes ()
{
  choose Objective 'Written as text' && has_text Text "$1"
}

begin_gimp

# A mixture

begin_dialog
check "the options can be set" set_options 'steps=2 scales=1'
check "the page of filters can be entered" turn_to 'All Filters'
check "its grid takes the focus" focus_on Filters
check "keys mix two filters" press_to Right ctrl+Right ctrl+space 'block3_conv1 filter 2'
check "one of them can count less" set_value 'block3_conv1 filter 2' 0.5
check "the main page is shown" turn_to Main
check "it shows the mixture" is '1 + 2 × 0.5' sensitive
check "the layer belongs to the mixture" is Layer not-sensitive
keep_screen mixture
check "a click leads to the filters" activate '1 \+ 2 × 0.5'
check "with the mixture there" is 'block3_conv1 filter 2' showing
check "another layer's filters can be seen" choose Layer '^block2_conv1'
check "its grid takes the focus, too" focus_on Filters
check "one of it is added" press_to ctrl+Home ctrl+space 'block2_conv1 filter 0'
check "the main page is shown again" turn_to Main
check "it names the other layer" is '1 + 2 × 0.5 + block2_conv1: 0' sensitive
keep_screen mixture-layers
check "OK can be pressed" activate OK
check "the mixture is made" wait_for \
  wait_for has_window '^2 layers: VGG16 block3_conv1:1[+]block3_conv1:2[*]0[.]5[+]block2_conv1:0, seed'

# It is kept

check "the layer's dialog opens" open_entry '^Run Again' "$repeat"
main='^[123] layers?: '
check "it can be accepted" activate OK
check "the mixture is made again" wait_for has_window '^3 layers: .*[*]0[.]5[+]block2_conv1:0, seed .*#1'
check "an undo removes it" undo_to '^2 layers'
check "another one removes the first" undo_to "$plain"
check "the dialog opens again" open_entry '^Visualize VGG16' "$dialog"
check "it shows the mixture of the last time" is '1 + 2 × 0.5 + block2_conv1: 0' sensitive
check "a style can be chosen" ask choose_nth Style 1
check "the style keeps the mixture" is '1 + 2 × 0.5 + block2_conv1: 0' sensitive
check "a button ends it" activate 'Ends the mixture; its first filter is left'
check "its first filter is left" has_text Filter 1
check "and the layer can be chosen" is Layer sensitive
check "the options are the style's" has_text Options 'padding=reflect jitter=8 smooth=1 pooling=average'
check "an objective can be written into the options" \
  set_options 'steps=2 scales=1 objective=block2_conv1'
check "it is shown as it is" is block2_conv1 sensitive
check "a click leads to the options" activate block2_conv1
check "which have the focus" is Options focused
keep_screen mixture-text
check "the dialog can be cancelled" activate Cancel
check "it closes" is_gone

# Kinds of objectives

check "the menu opens Dream" open_entry '^Dream' "$dream"
check "its objective is a whole layer" is 'A whole layer' showing
keep_screen objective
check "another layer can be chosen" choose Layer '^block2_conv2'
check "which is the objective" writes block2_conv2
keep_screen objective-text
check "what the photo excites can be chosen" choose Objective 'excites most'
check "eight filters of it" has_text 'Number of filters' 8
check "or fewer" set_value 'Number of filters' 3
keep_screen objective-excited
check "that is the objective" writes 'block2_conv2@strong:3'
check "as is what it excites least" choose Objective 'excites least'
check "with its rank" writes 'block2_conv2@weak:3'
check "filters can be chosen" choose Objective 'One filter'
check "at first one of the layer" is 'block2_conv2: 0' sensitive
keep_screen objective-filter
check "a click leads to the filters of a dream" activate 'block2_conv2: 0'
check "of that layer" is Layer showing
check "their grid takes the focus" focus_on Filters
check "keys add a filter" press_to ctrl+Home ctrl+Right ctrl+space 'block2_conv2 filter 1'
check "the main page is shown once more" turn_to Main
check "it shows the dream's mixture" is 'block2_conv2: 0 + 1' sensitive
keep_screen objective-mixture
check "that is the objective, too" writes 'block2_conv2:0 + block2_conv2:1'
check "a guide can be chosen" choose Objective 'towards a guide'
check "for the layer" is Guide sensitive
check "without one, that is told" tells '^Choose a guide'
keep_screen objective-guide
check "there is one" choose Guide 'photo.png'

# Texts

check "a text can be written" choose Objective 'Written as text'
check "half of one" set_text Text 'block2_conv2@stro'
check "is told below it" tells 'The objective .* is not understood from character'
check "OK does not accept it" is OK not-sensitive
keep_screen objective-error
check "a name can be begun" set_text Text ''
check "the text takes the focus" focus_on Text
type_text 'block2_conv1 - bLock3_c'
check "names are offered" wait_for has_windows gimp 3
keep_screen objective-completion
press Down
press Return
check "the name is completed" has_text Text 'block2_conv1 - block3_conv1'
check "OK accepts that" is OK sensitive
check "the options of a dream can be set" set_options 'steps=2 scales=1'
check "OK can be pressed for the dream" activate OK
check "the dream is of the text" wait_for \
  wait_for has_window '^2 layers: VGG16 block2_conv1 - block3_conv1 dream, seed'
check "it can be undone" undo_to "$plain"
check "Dream opens again" open_entry '^Dream' "$dream"
check "what only a text tells is kept as one" has_text Text 'block2_conv1 - block3_conv1'
check "the defaults can be set" reset
check "they are a whole layer" is 'A whole layer' showing

# A network whose layers' names have slashes

check "its file can be named" \
  set_text 'Weights file' "$here/../weights/data/graph-caffe-inception.caffemodel"
check "it has a layer for the objective" choose Layer '^inception_3b/output'
check "what the photo excites there can be chosen" choose Objective 'excites most'
check "it is written with the name" writes 'inception_3b/output@strong:8'
check "a mixture can be written" set_text Text '0.5*inception_3a/output:1 - inception_3b/output:2'
check "filters can be chosen for it" choose Objective 'One filter'
keep_screen objective-graph
check "those that were written" is 'inception_3a/output: 1 × 0.5 − inception_3b/output: 2' sensitive
check "Dream can be cancelled" activate Cancel
check "Dream closes" is_gone

check "GTK has nothing to complain of" no_complaints

finish
