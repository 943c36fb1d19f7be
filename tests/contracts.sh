#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Each public function has a test of its contract: a case that is called "/contract/" and
# its name. HEADER is featvis.h, the arguments are the programs with these tests.

set -u

. "$(dirname "$0")/check-files.sh"

# Declarations may go over several lines: the name is the first before a parenthesis. What
# is a function's pointer, a macro or a comment does not begin with FV_API.
tr '\n' ' ' <"$HEADER" | grep -oE 'FV_API [^;#(]*\(' | grep -oE 'fv_[a-z0-9_]+ ?\($' \
  | tr -d ' (' | sort >"$folder/functions"
# Each version of GLib lists them in another way.
for program; do
  "$program" -l
done | grep -oE '/contract/fv_[a-z0-9_]+' | sed 's,/contract/,,' | sort >"$folder/cases"

[ "$(wc -l <"$folder/functions")" -ge 90 ] || echo 'few functions are found' >"$folder/few"
check 'the header is understood' "$folder/few"
comm -23 "$folder/functions" "$folder/cases" >"$folder/untested"
check 'each public function has a test of its contract' "$folder/untested"
comm -13 "$folder/functions" "$folder/cases" >"$folder/unknown"
check 'each of these tests is of a public function' "$folder/unknown"
uniq -d "$folder/cases" >"$folder/twice"
check 'no function has two' "$folder/twice"

echo "1..$number"
