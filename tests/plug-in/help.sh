#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The help: what its pages say, and that the Help button and F1 of the dialogs open the
# right one in the language of the user. $HELP_PAGES are the built pages, $HELP_SOURCE is
# the folder with what they need beside them.

. "$(dirname "$0")/common.sh"
. "$(dirname "$0")/screen.sh"

need python3 gimp Xvfb xdotool openbox convert
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
  python3 "$here/help.py" "$work/help" "$HELP_SOURCE/.." "$FEATVIS_COMMAND"

# help_of_entry NUMBER PAGE: F1 on that entry of the menu, from 0, opens the page. A key that
# a slow machine lost leads to another one, so that it is tried again.
help_of_entry ()
{
  for try in 1 2 3 4 5; do
    focus "$main"
    press alt+r e
    for step in $(seq "$1"); do press Down; done
    press F1
    wait_for 15 opened ko "$2" && result=0 || result=1
    press Escape Escape Escape
    [ $result = 1 ] || return 0
  done
  return 1
}

make_browser
check "there is a screen with a window manager" start_screen
export LANGUAGE=ko
start_gimp
check "GIMP shows the image" wait_for 120 has_window "$main"
has_window "$main" >/dev/null || give_up

# GIMP sorts the entries by their labels, which are English here: the translations are not
# installed.
number=0
for page in $(printf '%s\n' activations dream filter-sheet heatmap repeat | sed 's/^/plug-in-vgg16-/') \
  plug-in-visualize-vgg16-filter; do
  check "F1 on entry $number of the menu opens its page" help_of_entry "$number" "$page"
  number=$((number + 1))
done

begin_dialog
sleep 1
keep_screen help-dialog
press alt+h
check "the Help button opens the page of the filter, in the user's language" \
  wait_for 30 opened ko plug-in-visualize-vgg16-filter
keep_pressing Escape "$dialog"

check "a key opens the dialog of the dream" open_by_key F3 "$dream"
focus "$dream"
sleep 1
press F1
check "F1 opens the page of the dream" wait_for 30 opened ko plug-in-vgg16-dream
keep_pressing Escape "$dream"
keep_screen help-end

mv "$work/help" "$work/elsewhere"
check "a key opens the dialog again" open_by_key F3 "$dream"
focus "$dream"
sleep 1
press F1
check "where there is no help, that is told" wait_for 20 has_window '메시지'
keep_screen help-missing

finish
