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

main='photo\.png'
dream='^Dream$'

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

# help_of_entry NUMBER BLURB PAGE: F1 on that entry of the menu, from 0, of which the status
# bar of GIMP 2.10 says so much, opens the page
help_of_entry ()
{
  open_menu || return 1
  for step in $(seq "$1"); do press Down; done
  tells_of_entry "$2" || return 1
  press F1
  wait_for opened ko "$3" || return 1
  press Escape Escape Escape
  wait_for has_windows gimp 1
}

make_browser
check "there is a screen with a window manager" start_screen
export LANGUAGE=ko
start_gimp
check "GIMP shows the image" wait_for has_window "$main"

# GIMP sorts the entries by their labels, which are English here: the translations are not
# installed.
number=0
while read -r page blurb; do
  check "F1 on an entry of the menu opens its page: $page" \
    help_of_entry "$number" "$blurb" "$page"
  number=$((number + 1))
done <<END
plug-in-vgg16-activations Show what a photo excites
plug-in-vgg16-dream Change a photo
plug-in-vgg16-filter-sheet Show the patterns that many filters
plug-in-vgg16-heatmap Show where a photo has
plug-in-vgg16-repeat Make a picture again
plug-in-vgg16-style Change a photo such that it looks
plug-in-vgg16-texture Make more of what is selected
plug-in-visualize-vgg16-filter Show the pattern that a filter
END

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
