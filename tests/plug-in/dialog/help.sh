#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The help: what its pages say, and that the Help button and F1 of the dialogs open the
# right one in the language of the user. $HELP_PAGES are the built pages, $HELP_SOURCE is
# the folder with what they need beside them.

. "$(dirname "$0")/../common.sh"
. "$(dirname "$0")/../screen.sh"

need_screen
need python3
set_up

# In the user's language where the plug-in is installed, too, with its translations
main='photo\.png'
dialog='^(Visualize VGG16 Filter|VGG16 필터 시각화)$'
dream='^(Dream|드림)$'

mkdir "$work/help"
cp -r "${HELP_PAGES:?}/." "${HELP_SOURCE:?}/style.css" "$HELP_SOURCE/images" "$work/help"
export FEATVIS_HELP="$work/help"

# A web browser that only notes what it is to open
make_browser ()
{
  printf '#!/bin/sh\nprintf "%%s\\n" "$*" >>"%s/opened"\n' "$work" >"$work/browser"
  chmod +x "$work/browser"
  mkdir -p "$XDG_DATA_HOME/applications"
  printf '[Desktop Entry]\nType=Application\nName=Browser\nExec="%s" %%u\nMimeType=text/html;\n' \
    "$work/browser" >"$XDG_DATA_HOME/applications/browser.desktop"
  printf '[Default Applications]\ntext/html=browser.desktop\n' >"$XDG_CONFIG_HOME/mimeapps.list"
}

# opened LANGUAGE PAGE: that page, last
opened ()
{
  tail -n 1 "$work/opened" | grep -q "$work/help/$1/$2.html\$"
}

check "the pages say what they should, and their links lead somewhere" \
  python3 "$test_folder/help.py" "$work/help" "$HELP_SOURCE/.." "$FEATVIS_COMMAND"

# opened_as_many NUMBER: pages, all in all
opened_as_many ()
{
  [ "$(cat "$work/opened" 2>/dev/null | wc -l)" -eq "$1" ]
}

# help_of_entry NUMBER: F1 on that entry of the menu, from 0, opens a page
help_of_entry ()
{
  open_menu || return 1
  for step in $(seq "$1"); do press Down; done
  press F1
  wait_for opened_as_many $(($1 + 1)) || return 1
  press Escape Escape Escape
  wait_for has_windows gimp 1
}

make_browser
check "there is a screen with a window manager" start_screen
export LANGUAGE=ko
start_gimp
check "GIMP shows the image" wait_for has_window "$main"

# GIMP sorts the entries by their labels, in the language that it finds for these.
procedures='plug-in-vgg16-activations plug-in-vgg16-dream plug-in-vgg16-filter-sheet plug-in-vgg16-heatmap
  plug-in-vgg16-repeat plug-in-vgg16-style plug-in-vgg16-texture plug-in-visualize-vgg16-filter'
number=0
for procedure in $procedures; do
  check "F1 on entry $number of the menu opens a page" help_of_entry $number
  number=$((number + 1))
done
for procedure in $procedures; do
  check "one of these is that of $procedure" grep -q "$work/help/ko/$procedure.html\$" "$work/opened"
done

# press_in KEY: in the window, when it has the focus
press_in ()
{
  focus "$window" && press "$1"
}

# By shortcuts, as the menu is in another language

check "a key opens the dialog" open_by_key F2 "$dialog"
keep_screen help-dialog
check "the dialog has the focus" focus "$dialog"
check "a letter presses its Help button" press_in alt+h
check "it opens the page of the filter, in the user's language" \
  wait_for opened ko plug-in-visualize-vgg16-filter
check "Escape can be pressed" press_in Escape
check "it closes the dialog" is_gone

check "a key opens the dialog of the dream" open_by_key F3 "$dream"
check "F1 can be pressed" press_in F1
check "it opens the page of the dream" wait_for opened ko plug-in-vgg16-dream
check "Escape can be pressed there, too" press_in Escape
check "it closes the dream's dialog" is_gone
keep_screen help-end

mv "$work/help" "$work/elsewhere"
check "a key opens the dialog again" open_by_key F3 "$dream"
check "F1 can be pressed again" press_in F1
# GIMP’s own words, in the user's language where the C library translates in this locale
check "where there is no help, that is told" wait_for has_window '메시지|Message'
keep_screen help-missing

finish
