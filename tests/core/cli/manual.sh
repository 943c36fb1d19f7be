#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# The manual's pages and the completion of shells, as they were built in $MANUAL. What is not
# installed, man or a shell, is not asked.

. "$(dirname -- "$0")/../../command-common.sh"

PATH=$(dirname -- "$FEATVIS"):$PATH

# A page has every option of its command's --help.
has_options() {
  command=$(basename "$1" .1 | cut -d- -f2- | tr - ' ')
  # shellcheck disable=SC2086 # words of a command
  "$FEATVIS" $command --help | sed -n 's/^ *\(-., \)\{0,1\} *\(--[a-z0-9-]*\).*/\2/p' |
    sort -u >wanted
  sed -n 's/^\\fB//; s/\\f[BIR]/ /g; s/\\-/-/gp' "$1" | grep -o -e '^--[a-z0-9-]*' -e ' --[a-z0-9-]* ' |
    tr -d ' ' | sort -u >found
  grep -qx -- --help found && ! comm -23 wanted found | grep -q .
}

each_page_has_options() {
  for page in "$MANUAL"/featvis-*.1; do
    has_options "$page" || { echo "$page" >errors && return 1; }
  done
}

pages_are_clean() {
  : >errors
  for page in "$MANUAL"/*.1; do
    man --warnings -l "$page" 2>>errors >/dev/null
  done
  [ ! -s errors ]
}

# bash_completes EXPECTED WORD…: the words of a line, parted as bash does
bash_completes() {
  bash -c '
    source "$1" || exit
    compopt() { :; }
    expected=$2
    shift 2
    COMP_WORDS=(featvis "$@")
    COMP_CWORD=$#
    _featvis
    [[ ${COMPREPLY[*]} == "$expected" ]] || { echo "${COMPREPLY[*]}" && false; }
  ' bash "$MANUAL/featvis" "$@" >errors 2>&1
}

fish_completes() {
  fish --no-config -c "source '$MANUAL/featvis.fish'; complete -C '$2'" 2>errors |
    cut -f1 | grep -qx -- "$1"
}

check "each page has the options of its command" each_page_has_options
if command -v man >/dev/null; then
  check "pages are set without a warning" pages_are_clean
fi
check "bash: a command" bash_completes texture te
check "bash: an option" bash_completes '--recipe= --relu=' render --re
check "bash: the words of an option" bash_completes 'keras book deepdream lucid maco resnet' render --recipe =
check "bash: a recipe" bash_completes lucid render --recipe lu
check "bash: a layer" bash_completes 'block5_conv1 block5_conv2 block5_conv3' render --layer = block5_c
check "bash: a layer of other weights" \
  bash_completes 'block2_conv1 block2_conv2' sheet --weights = sample --layer = block2_c
check "bash: a word behind weights" bash_completes fetch weights fe
check "bash: an option of that" bash_completes 'keras timm' weights fetch --source = ''
if command -v fish >/dev/null; then
  check "fish: a command" fish_completes texture 'featvis te'
  check "fish: a recipe" fish_completes --recipe=lucid 'featvis render --recipe=lu'
  check "fish: a layer" fish_completes --layer=block5_conv2 'featvis render --layer=block5'
  check "fish: a word behind weights" fish_completes fetch 'featvis weights fe'
fi
if command -v zsh >/dev/null; then
  check "zsh understands its file" zsh -n "$MANUAL/_featvis"
fi
echo "1..$number"
