#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# A class of ImageNet as what is to grow: looked for by words of its name, in a network that
# has them; and what is told where a network has none.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
need python3
set_up
classes=$work/classes.caffemodel
python3 "$here/files/make-classes.py" "$classes"
small=$FEATVIS_WEIGHTS
export FEATVIS_WEIGHTS="$classes"

plain='^1 layer: photo.png'
dream='^Dream$'
picker='^Choose a Class$'

# ask_for_class BUTTON: opens the list of classes
ask_for_class ()
{
  activate "$1" && use_window "$picker"
}

# offers_no_class: among the kinds of objectives
offers_no_class ()
{
  ask items Objective && case $answer in *'A class'*) return 1 ;; esac
}

begin_gimp

# A filter

begin_dialog
check "the list of classes opens" ask_for_class 'Class…'
check "it has all of them" tells '^1000 classes$'
keep_screen classes
check "words are looked for" set_text Search 'ca TIGer'
check "one class has them" tells '^1 class$'
check "a word can be another one" set_text Search 'catcalls'
check "which no class has" tells '^No class has such words'
check "then there is nothing to be accepted" is OK not-sensitive
check "a number is found, too" set_text Search 281
check "as it is one class's" tells '^1 class$'
check "and a name" set_text Search tabby
check "there is one of it" tells '^1 class$'
keep_screen classes-found
check "it can be accepted" activate OK
check "the list closes" is_gone
window=$dialog
check "the filter is that of the class" has_text Filter 281
check "the layer is that of the classes" tells '^scores \(dense, 1000 filters\)'
check "the button shows the name" is tabby sensitive
keep_screen classes-filter
check "a number shows its name, too" set_value Filter 282
check "that is on the button" is 'tiger cat' sensitive
check "the list opens at it" ask_for_class 'tiger cat'
check "it can be cancelled" activate Cancel
check "that closes the list" is_gone
window=$dialog
check "nothing has changed" has_text Filter 282
check "it can be made in short" set_options 'steps=2 scales=1'
check "OK can be pressed" activate OK
check "the layer is named for it" \
  wait_for has_window '^2 layers: small-classes scores filter 282, seed [1-9]'
check "the dialog has closed" ends
main='^2 layers: '
check "one undo removes the layer" undo_to "$plain"
main=$plain

# A dream

check "the dream's dialog opens" open_entry '^Dream' "$dream"
check "its objective can be a class" choose Objective '^A class'
check "the list opens" ask_for_class tench
check "the entry has the focus" focus "$picker"
type_text 'bird crane'
check "one class is found" tells '^1 class$'
press ctrl+a
type_text 'crane'
check "or two" tells '^2 classes$'
press Down
press Return
check "Return closes the list" is_gone
window=$dream
check "the second one is chosen" is crane sensitive
keep_screen classes-dream
check "that can be read" choose Objective '^Written as text'
check "it is what a script would write" has_text Text predictions:517
check "a text is a class, too" set_text Text 'scores:1'
check "when that is chosen again" choose Objective '^A class'
check "its name is shown" is goldfish sensitive
check "the dream can be made in short, too" set_options 'steps=2 scales=1'
check "OK can be pressed again" activate OK
check "the dream is named for it" \
  wait_for has_window '^2 layers: small-classes predictions:1 dream, seed [1-9]'
check "the dialog has closed, too" ends
main='^2 layers: '
check "one undo removes the dream" undo_to "$plain"
main=$plain

# A network without them

check "the dream's dialog opens again" open_entry '^Dream' "$dream"
check "it shows the class of the last time" is goldfish sensitive
check "other weights can be named" set_text 'Weights file' "$small"
check "they have no classes" wait_for offers_no_class
check "the dream can be cancelled" activate Cancel
check "it closes" is_gone
check "the filter's dialog opens again" open_entry '^Visualize VGG16' "$dialog"
check "it shows the class of the last time, too" is 'tiger cat' sensitive
check "other weights can be named there" set_text 'Weights file' "$small"
check "they have no classes there" is 'Class…' not-sensitive
keep_screen classes-none
check "it can be cancelled" activate Cancel
check "it closes, too" is_gone

check "GTK has nothing to complain of" no_complaints

finish
