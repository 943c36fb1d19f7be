#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   sh plug-in/demo.sh [LAYER FILTER [OUT.png]]        what a filter responds to
#   sh plug-in/demo.sh texture [EXAMPLE [OUT.png]]     more of what an example shows
#
# Installs the plug-in for this user, lets a real GIMP run it in batch, and says where
# the picture is.

set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
fail() {
  printf 'demo.sh: %s\n' "$*" >&2
  exit 1
}

# get_path FILE: from the root
get_path() {
  folder=$(CDPATH='' cd -- "$(dirname -- "$1")" 2>/dev/null && pwd) \
    || fail "the folder of “$1” does not exist"
  printf '%s/%s\n' "$folder" "$(basename -- "$1")"
}

# Without a choice: the filter of the books, or one that looks well in the sample network
choose_filter() {
  layer=${1:-block3_conv1}
  filter=${2:-0}
  if [ $# -eq 0 ] && LC_ALL=C.UTF-8 "$here/../build/core/featvis" weights | grep -q '^Used: sample'; then
    layer=block4_conv3
    filter=61
  fi
  output=${3:-$layer-filter-$filter.png}
  case $filter in
    '' | *[!0-9]*) fail "a filter is a number from 0, not “$filter”" ;;
  esac
  case $layer in
    *[\"\\]*) fail "quotes and backslashes cannot be in a name here" ;;
  esac
  source="(new-canvas)"
  call="plug-in-visualize-vgg16-filter"
  arguments="\"$layer\" $filter 0 1 0 0 \"keras\" 42 \"\" \"\""
}

# Without a choice: the leaves of a photo
choose_example() {
  example=$(get_path "${1:-$here/../tests/gallery/raccoon.jpg}")
  [ -e "$example" ] || fail "“$1” does not exist"
  output=${2:-texture.png}
  case $example in
    *[\"\\]*) fail "quotes and backslashes cannot be in a name here" ;;
  esac
  rectangle=
  [ $# -gt 0 ] || rectangle="5 185 120 110"
  source="(open-photo \"$example\" '($rectangle))"
  call="plug-in-vgg16-texture"
  arguments="1 512 512 42 \"\" \"seamless=xy\""
}

sh "$here/install.sh"

if [ "${1:-}" = texture ]; then
  shift
  choose_example "$@"
else
  choose_filter "$@"
fi
output=$(get_path "$output")

log=$(mktemp)
picture=$(mktemp --suffix .png)
trap 'rm -f "$log" "$picture"' EXIT
rm -f "$picture"

# What both versions of GIMP are told, by words that differ
script="
  (define (select image rectangle)
    (if (pair? rectangle)
        (apply gimp-image-select-rectangle image CHANNEL-OP-REPLACE rectangle)))
  (let* ((image $source)
         (result ($call RUN-NONINTERACTIVE image (get-drawable image) $arguments)))
    (save (car result) (cadr result))
    (gimp-message (string-append \"made with: \" (car (gimp-item-get-name (cadr result)))))
    (if (not (= (car result) image))
        (gimp-image-delete (car result)))
    (gimp-image-delete image))"

run_gimp2() {
  gimp -i --no-data --no-fonts -b "
    (define (new-canvas)
      (let* ((image (car (gimp-image-new 412 412 RGB)))
             (layer (car (gimp-layer-new image 412 412 RGB-IMAGE \"background\" 100 0))))
        (gimp-image-insert-layer image layer 0 0)
        image))
    (define (open-photo file rectangle)
      (let ((image (car (gimp-file-load RUN-NONINTERACTIVE file file))))
        (select image rectangle)
        image))
    (define (get-drawable image)
      (car (gimp-image-get-active-drawable image)))
    (define (save image layer)
      (file-png-save RUN-NONINTERACTIVE image layer \"$picture\" \"$picture\" 0 9 0 0 0 0 0))
    $script" -b '(gimp-quit 0)'
}

run_gimp3() {
  gimp-console -i --no-data --no-fonts --batch-interpreter plug-in-script-fu-eval -b "
    (define (new-canvas)
      (let* ((image (car (gimp-image-new 412 412 RGB)))
             (layer (car (gimp-layer-new image \"background\" 412 412 RGB-IMAGE 100 0))))
        (gimp-image-insert-layer image layer 0 0)
        image))
    (define (open-photo file rectangle)
      (let ((image (car (gimp-file-load RUN-NONINTERACTIVE file))))
        (select image rectangle)
        image))
    (define (get-drawable image)
      (car (gimp-image-get-selected-drawables image)))
    (define (save image layer)
      (gimp-file-save RUN-NONINTERACTIVE image \"$picture\" -1))
    $script" --quit
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
