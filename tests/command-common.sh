# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests of the featvis command share: a home of its own, and TAP lines. FEATVIS
# is the program.

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export HOME="$folder" XDG_DATA_HOME="$folder/data" XDG_CACHE_HOME="$folder/cache" LC_ALL=C.UTF-8
unset FEATVIS_WEIGHTS KERAS_HOME TORCH_HOME HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE
cd "$folder" || exit 1
number=0

# check NAME COMMAND…: the command succeeds
check() {
  number=$((number + 1))
  name=$1
  shift
  if "$@"; then
    echo "ok $number - $name"
  else
    echo "not ok $number - $name"
    sed 's/^/# /' errors
  fi
}

# run CODE ARGUMENT…: featvis exits with that code
run() {
  expected=$1
  shift
  "$FEATVIS" "$@" >output 2>errors
  [ $? -eq "$expected" ]
}

# fails CODE WORD ARGUMENT…: it fails in one sentence with that word, and leaves no file
fails() {
  code=$1
  word=$2
  shift 2
  run "$code" "$@" && [ "$(wc -l <errors)" -eq 1 ] && grep -q -e "$word" errors \
    && [ ! -s output ] && leaves_nothing
}

# has_alpha FILE: in the words of ImageMagick 6, or of 7
has_alpha() {
  case $(identify -format '%A' "$1") in
    True | Blend) ;;
    *) false ;;
  esac
}

# Nothing was written under a name that the tests give to results.
leaves_nothing() {
  [ "$(find . -name 'out.*' | wc -l)" -eq 0 ]
}
