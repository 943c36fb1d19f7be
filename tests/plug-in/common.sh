# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests with the real GIMP share: a profile and a home of their own, and
# results in the Test Anything Protocol.
#
# $PLUG_IN and $FEATVIS_COMMAND are the built plug-in and command, $GIMP_MAJOR is the GIMP
# that the plug-in is for: 2 (that is, 2.10) or 3; else it is that which is installed.

test_folder=$(cd "$(dirname "$0")" && pwd)
here=$(cd "$test_folder/.." && pwd)
tab=$(printf '\t')
n_tests=0

GIMP_MAJOR=${GIMP_MAJOR:-$(gimp --version | sed 's/.* version \([0-9]*\).*/\1/')}
. "$here/gimp$GIMP_MAJOR.sh"

pass ()
{
  n_tests=$((n_tests + 1))
  echo "ok $n_tests - $1"
}

fail ()
{
  n_tests=$((n_tests + 1))
  echo "not ok $n_tests - $1"
}

# skip DESCRIPTION REASON
skip ()
{
  n_tests=$((n_tests + 1))
  echo "ok $n_tests - $1 # SKIP $2"
}

# check DESCRIPTION COMMAND…: passes if the command succeeds. Where one has waited in vain,
# nothing that follows can tell anything.
check ()
{
  description=$1
  shift
  if "$@" >"$work/check.log" 2>&1; then
    pass "$description"
  else
    fail "$description"
    sed 's/^/# /' "$work/check.log"
  fi
  [ -z "$waited_in_vain" ] || give_up
}

# After a failure that makes all that follows pointless
give_up ()
{
  [ ! -f "$work/gimp.log" ] || sed 's/^/# /' "$work/gimp.log"
  finish
  exit 1
}

finish ()
{
  echo "1..$n_tests"
}

# need PROGRAM…: skips the whole test if one is not installed
need ()
{
  for program; do
    command -v "$program" >/dev/null && continue
    echo "1..0 # SKIP $program is not installed"
    exit 0
  done
}

# measure_limit: how many seconds a wait may last. They are many, as a wait ends as soon as
# it can, and more on a machine on which a piece of work lasts longer than it should.
# WAIT_LIMIT=SECONDS sets it instead.
measure_limit ()
{
  limit=$WAIT_LIMIT
  [ -z "$limit" ] || return 0
  begin=$(date +%s%N)
  sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done'
  unit=$((($(date +%s%N) - begin) / 100000000 + 1))
  limit=$((300 * unit))
  [ $limit -le 1800 ] || limit=1800
}

# wait_for COMMAND…: until it succeeds, but not for ever
wait_for ()
{
  deadline=$(($(date +%s) + limit))
  until "$@" >/dev/null 2>&1; do
    if [ "$(date +%s)" -ge $deadline ]; then
      waited_in_vain="$*"
      echo "waited in vain for: $waited_in_vain"
      return 1
    fi
    sleep 0.1
  done
}

# start_service NAME COMMAND…: a process that lasts as long as the test
start_service ()
{
  service=$1
  shift
  "$@" >"$work/$service.log" 2>&1 &
  service_process=$!
  processes="$processes $service_process"
}

service_has_ended ()
{
  ! kill -0 "$service_process"
}

ready_or_ended ()
{
  "$@" || service_has_ended
}

# wait_for_service COMMAND…: until the service that was started last makes it succeed,
# which one that has ended never will
wait_for_service ()
{
  wait_for ready_or_ended "$@" && "$@" >/dev/null 2>&1 && return
  waited_in_vain="$service: $*"
  echo "waited in vain for $waited_in_vain"
  cat "$work/$service.log"
  return 1
}

# draw NAME COMMAND…: the command's picture, as NAME.ppm
draw ()
{
  output=$1
  shift
  "$FEATVIS_COMMAND" "$@" -o "$work/$output.png" >"$work/$output.txt" &&
    convert "$work/$output.png" -depth 8 "$work/$output.ppm"
}

# same_pixels A B: the pictures A.ppm and B.ppm have the same pixels
same_pixels ()
{
  [ "$(compare -metric AE "$work/$1.ppm" "$work/$2.ppm" null: 2>&1)" = 0 ]
}

# near_pixels A B: but for the rounding of 8 bits
near_pixels ()
{
  [ "$(compare -metric AE -fuzz 0.5% "$work/$1.ppm" "$work/$2.ppm" null: 2>&1)" = 0 ]
}

# A home where no weights are found but the small ones, and a GIMP profile with the
# plug-in.
set_up ()
{
  work=$(mktemp -d)
  trap clean_up EXIT
  trap 'exit 1' HUP INT TERM
  measure_limit

  export HOME="$work/home" XDG_DATA_HOME="$work/data" XDG_CACHE_HOME="$work/cache"
  export XDG_CONFIG_HOME="$work/config"
  profile=$work/profile
  export GIMP2_DIRECTORY="$profile" GIMP3_DIRECTORY="$profile"
  export FEATVIS_WEIGHTS="$here/files/small.safetensors" LC_ALL=C.UTF-8
  unset KERAS_HOME TORCH_HOME HF_HOME HF_HUB_CACHE HUGGINGFACE_HUB_CACHE DISPLAY
  mkdir -p "$HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_CONFIG_HOME"
  for folder in brushes dynamics fonts gradients palettes patterns tool-presets; do
    mkdir -p "$profile/$folder"
  done

  name=visualize-vgg16-filter
  mkdir -p "$profile/plug-ins/$name"
  cp "$PLUG_IN" "$profile/plug-ins/$name/$name"
  conversions=$XDG_CACHE_HOME/babl/babl-fishes
  mkdir "$XDG_CACHE_HOME/babl"
  take "$PLUG_IN_LIST" "$profile/pluginrc"
  take "$PIXEL_CONVERSIONS" "$conversions"
  choose_operations
  # For each conversion of pixels GIMP tries which chain of others is the quickest, for a
  # second and more. Those of two links are tried in less, and are as exact.
  export BABL_PATH_LENGTH=2
}

# What takes GIMP long to find out goes from one test to the next: the list of its plug-ins,
# $PLUG_IN_LIST, for which it starts each of a hundred, and the conversions of pixels that
# are quick here, $PIXEL_CONVERSIONS. It finds by itself what has changed since; the plug-in
# that is tested has always changed, as it is a new copy, and takes no such conversions.
take ()
{
  [ ! -f "$1" ] || cp "$1" "$2"
}

hand_on ()
{
  [ -n "$2" ] && [ -f "$1" ] || return 0
  cp "$1" "$2.$$" && mv "$2.$$" "$2"
}

# GIMP and most of its plug-ins load all of GEGL's operations when they start, which takes
# longer than what they do here. Most of that are the libraries of operations that read and
# write files; GIMP has plug-ins of its own for them.
choose_operations ()
{
  folder=$(pkg-config --variable=pluginsdir gegl-0.4) && [ -d "$folder" ] || return 0
  export GEGL_PATH="$work/gegl"
  mkdir "$GEGL_PATH"
  for module in "$folder"/*.so; do
    case $module in
      *-load.so | *-save.so) ;;
      *) ln -s "$module" "$GEGL_PATH" ;;
    esac
  done
}

# is_child PROCESS: the number of one that has ended may by now be another's
is_child ()
{
  grep -qx "PPid:$tab$$" "/proc/$1/status" 2>/dev/null
}

clean_up ()
{
  for process in $processes; do
    ! is_child "$process" || kill -KILL "$process"
    wait "$process" 2>/dev/null
  done
  hand_on "$profile/pluginrc" "$PLUG_IN_LIST"
  hand_on "$conversions" "$PIXEL_CONVERSIONS"
  rm -rf "$work"
}

# run_gimp ARGUMENT…: a GIMP without windows, which quits at the end. $gimp_options are
# options.
gimp_options='--no-data --no-fonts'
run_gimp ()
{
  # shellcheck disable=SC2086 # several options
  run_console $gimp_options "$@" >"$work/gimp.log" 2>&1 </dev/null
}

# run_scheme FILE…: the Script-Fu files, one after another in the same GIMP, as its start
# takes longer than most of them. Each has an interpreter of its own: neither what it
# defines nor an error in it reaches the next one. It writes a line "ok TEXT" or
# "not ok TEXT" for each check, and "done" when it came to its end.
run_scheme ()
{
  scripts=$*
  set --
  for script in $scripts; do
    write_script "$script"
    set -- "$@" -b "(load \"$work/$script\")"
  done
  run_gimp "$@"
  for script in $scripts; do
    read_results "$script"
  done
  check "$scripts: no buffers are left behind" sh -c "! grep 'leaked' '$work/gimp.log'"
}

# write_script FILE: with the helpers before it
write_script ()
{
  {
    printf '(define work "%s")\n(define script "%s")\n' "$work" "$1"
    cat "$here/gimp$GIMP_MAJOR.scm" "$here/common.scm" "$test_folder/$1"
    echo "(finish)"
  } >"$work/$1"
  : >"$work/$1.results"
}

read_results ()
{
  while read -r line; do
    case $line in
      "ok "*) pass "${line#ok }" ;;
      "not ok "*) fail "${line#not ok }" ;;
    esac
  done <"$work/$1.results"

  check "$1 came to its end" grep -qx 'done' "$work/$1.results"
  tail -n 1 "$work/$1.results" | grep -qx 'done' || sed 's/^/# /' "$work/gimp.log"
}
