# SPDX-License-Identifier: GPL-3.0-or-later
# shellcheck shell=sh

# What the tests with the real GIMP share: a profile and a home of their own, and
# results in the Test Anything Protocol.
#
# $PLUG_IN and $FEATVIS_COMMAND are the built plug-in and command.

here=$(cd "$(dirname "$0")" && pwd)
n_tests=0

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
  sed 's/^/# /' "$work/gimp.log"
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
  limit=$((600 * unit))
  [ $limit -le 3000 ] || limit=3000
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
  export XDG_CONFIG_HOME="$work/config" GIMP2_DIRECTORY="$work/profile"
  export FEATVIS_WEIGHTS="$here/files/small.safetensors" LC_ALL=C.UTF-8
  unset KERAS_HOME TORCH_HOME HF_HOME DISPLAY
  mkdir -p "$HOME" "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_CONFIG_HOME"
  for folder in brushes dynamics fonts gradients palettes patterns tool-presets; do
    mkdir -p "$GIMP2_DIRECTORY/$folder"
  done

  name=visualize-vgg16-filter
  mkdir -p "$GIMP2_DIRECTORY/plug-ins/$name"
  cp "$PLUG_IN" "$GIMP2_DIRECTORY/plug-ins/$name/$name"
}

clean_up ()
{
  for process in $processes; do
    kill -KILL "$process" 2>/dev/null
    wait "$process" 2>/dev/null
  done
  rm -rf "$work"
}

# run_scheme FILE [HELPERS…]: the Script-Fu file, after those with helpers, in a GIMP
# without windows. It writes a line "ok TEXT" or "not ok TEXT" for each check, and "done"
# when it came to its end. $gimp_options are GIMP's.
gimp_options='--no-data --no-fonts'
run_scheme ()
{
  script=$1
  shift
  {
    echo "(define work \"$work\")"
    cat "$here/common.scm"
    for helpers; do
      cat "$here/$helpers"
    done
    cat "$here/$script"
    echo "(finish)"
  } >"$work/script.scm"
  : >"$work/results"
  # shellcheck disable=SC2086 # several options
  timeout 3000 gimp -i $gimp_options -b "(load \"$work/script.scm\")" \
    -b '(gimp-quit 0)' >"$work/gimp.log" 2>&1

  while read -r line; do
    case $line in
      "ok "*) pass "${line#ok }" ;;
      "not ok "*) fail "${line#not ok }" ;;
    esac
  done <"$work/results"

  check "$script came to its end" grep -qx 'done' "$work/results"
  check "$script left no buffers behind" sh -c "! grep 'leaked' '$work/gimp.log'"
  tail -n 1 "$work/results" | grep -qx 'done' || sed 's/^/# /' "$work/gimp.log"
}
