#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# Builds the command for Windows (64 bits) on Debian, as a zip file that is unpacked anywhere: the
# program in one file, its translations, a text to begin with, and all licences.
#
#   sh plug-in/packages/build-windows.sh [FOLDER]   it goes to FOLDER, else to build-packages/
#
# What is committed is built, or the tree as it is where there is no git; the same bytes each time. The
# libraries are those of tests/windows.sh, which tries them under Wine. Where that cannot be, as there,
# the reason is told, and the exit status is 77.

set -eu

source_dir=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$source_dir/plug-in/packages/sources.sh"
. "$source_dir/tests/cross-common.sh"
. "$source_dir/tests/windows-libraries.sh"
. "$source_dir/tests/windows-common.sh"

build() {
  configure "$work/featvis" --prefix / -Dtests=false -Dstrip=true
  ninja -C "$work/build" --quiet >"$work/log" 2>&1 || { tail -n 30 "$work/log"; give_up "the build failed"; }
  DESTDIR=$work/installed meson install -C "$work/build" --no-rebuild --tags runtime,i18n >"$work/log" 2>&1 ||
    { tail "$work/log"; give_up "the build could not be installed"; }
}

# The licences of what is linked in: of the libraries and, from Debian, of the compiler's own
copy_licences() {
  cp "$work"/root/licences/*.txt "$1"
  for package in gcc-mingw-w64-x86-64-win32-runtime mingw-w64-x86-64-dev; do
    cp "/usr/share/doc/$package/copyright" "$1/$package.txt" || give_up "the licence of $package was not found"
  done
}

# What README.md says of the command, with its examples that the sample network is enough for
write_readme() {
  cat <<END
featvis $version, for Windows (64 bits)

Pictures of what a filter of a convolutional network responds to, be it VGG16, GoogLeNet,
ResNet50V2 or a network of your own; dreams of a photo, textures, and photos in the manner of
a painting. This is the command alone, in one file: it is installed by being unpacked, and
removed by being deleted. Keep share\\ beside it for Korean and Japanese.

It runs in a console (Command Prompt, PowerShell or Terminal), in the folder that this text is in:

    .\\featvis.exe --help
$(sed -n 's/^    featvis \(render --layer block3_conv1\|dream photo\|texture bark\|heatmap photo\)/    .\\featvis.exe \1/p' \
    "$work/featvis/README.md" | grep -v googlenet | tr "'" '"')
    .\\featvis.exe weights

A small sample network is built in. "featvis.exe weights fetch" downloads VGG16's weights; files of
Keras, PyTorch, NumPy, Caffe and ONNX, and safetensors, are given by --weights FILE.

What this build lacks is text in pictures (--labels). It was tried under Wine alone.

featvis is free software: GPL-3.0-or-later, in COPYING.txt. licences\\ has those of what is linked in,
built from the sources of these packages of Debian:
$(cd "$work/root/licences" && printf '%s\n' *.txt | sed 's/\.txt$//; s/^/    /; s/_/ /')
END
}

# As Windows' editors have text, and with names that they open
fill_folder() {
  folder=$work/zip/$name
  mkdir -p "$folder/licences" "$folder/share"
  cp "$work/installed/bin/featvis.exe" "$folder"
  cp -R "$work/installed/share/locale" "$folder/share"
  cp "$work/featvis/COPYING" "$folder/COPYING.txt"
  write_readme >"$folder/README.txt"
  copy_licences "$folder/licences"
  find "$folder" -name '*.txt' -exec sed -i 's/\r*$/\r/' {} +
}

# Of the same times and in the same order, whoever makes it
pack() {
  find "$work/zip" -exec touch --date="@$SOURCE_DATE_EPOCH" {} +
  find "$work/zip" -type d -exec chmod 755 {} + -o -exec chmod 644 {} +
  (cd "$work/zip" && find "$name" -type f | LC_ALL=C sort | TZ=UTC zip -q -X -9 -@ "$work/$name.zip") ||
    give_up "there is no zip file"
  mv "$work/$name.zip" "$output/"
}

SOURCE_DATE_EPOCH=$(get_seconds)
export SOURCE_DATE_EPOCH
output=${1:-$source_dir/build-packages}
mkdir -p "$output"
output=$(cd "$output" && pwd)
version=$(get_version "$source_dir")
name=featvis-$version-windows-x86_64
need zip zip
prepare_windows
cd "$work"
mkdir featvis
copy_sources "$work/featvis"
build
fill_folder
pack
say "$output/$name.zip is made. To install it: unpack it anywhere on Windows."
