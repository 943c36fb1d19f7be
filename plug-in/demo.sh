#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   sh plug-in/demo.sh [LAYER FILTER [OUT.png]]
#
# Installs the plug-in for this user, lets a real GIMP run it in batch, and says where
# the picture is.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
fail() {
  printf 'demo.sh: %s\n' "$*" >&2
  exit 1
}

sh "$here/install.sh"

# Without a choice: the filter of the books, or one that looks well in the sample network
layer=${1:-block3_conv1}
filter=${2:-0}
if [ $# -eq 0 ] && LC_ALL=C.UTF-8 "$here/../build/core/featvis" weights | grep -q '^Used: sample'; then
  layer=block4_conv3
  filter=60
fi
output=${3:-$layer-filter-$filter.png}

case $filter in
  '' | *[!0-9]*) fail "a filter is a number from 0, not “$filter”" ;;
esac
folder=$(CDPATH='' cd -- "$(dirname -- "$output")" 2>/dev/null && pwd) \
  || fail "the folder of “$output” does not exist"
output=$folder/$(basename -- "$output")
case $layer$output in
  *[\"\\]*) fail "quotes and backslashes cannot be in a name here" ;;
esac

log=$(mktemp)
picture=$(mktemp --suffix .png)
trap 'rm -f "$log" "$picture"' EXIT
rm -f "$picture"
# Calls have their arguments in other orders in GIMP 3, and more of them return lists.
call="plug-in-visualize-vgg16-filter RUN-NONINTERACTIVE canvas"
arguments="\"$layer\" $filter 0 1 0 0 \"keras\" 42 \"\" \"\""
tell='(gimp-message (string-append "made with: " (car (gimp-item-get-name (cadr result)))))'

run_gimp2() {
  gimp -i --no-data --no-fonts -b "
    (let* ((canvas (car (gimp-image-new 412 412 RGB)))
           (background (car (gimp-layer-new canvas 412 412 RGB-IMAGE \"background\" 100 0))))
      (gimp-image-insert-layer canvas background 0 0)
      (let ((result ($call background $arguments)))
        (file-png-save RUN-NONINTERACTIVE (car result) (cadr result) \"$picture\" \"$picture\"
                       0 9 0 0 0 0 0)
        $tell
        (gimp-image-delete (car result))
        (gimp-image-delete canvas)))" -b '(gimp-quit 0)'
}

run_gimp3() {
  gimp-console -i --no-data --no-fonts --batch-interpreter plug-in-script-fu-eval -b "
    (let* ((canvas (car (gimp-image-new 412 412 RGB)))
           (background (car (gimp-layer-new canvas \"background\" 412 412 RGB-IMAGE 100 0))))
      (gimp-image-insert-layer canvas background 0 0)
      (let ((result ($call (vector background) $arguments)))
        (gimp-file-save RUN-NONINTERACTIVE (car result) \"$picture\" -1)
        $tell
        (gimp-image-delete (car result))
        (gimp-image-delete canvas)))" --quit
}

case $(gimp --version) in
  *' 2.'*) run_gimp2 ;;
  *) run_gimp3 ;;
esac >"$log" 2>&1 </dev/null || true

if [ ! -s "$picture" ]; then
  grep -a 'Error:' "$log" >&2 || cat "$log" >&2
  fail "GIMP made no picture"
fi
sed -n 's/^.*\(made with: .*\)$/\1/p' "$log"
mv "$picture" "$output"
chmod 644 "$output"
printf 'The picture is %s\n' "$output"
