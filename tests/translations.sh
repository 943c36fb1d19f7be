#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later

# Every source with messages is listed, and every message is translated with the same
# format. SOURCE is the source tree.

set -u

. "$(dirname "$0")/check-files.sh"
cd "$SOURCE" || exit 1
{
  grep -rlE --include='*.[ch]' '(^|[^A-Za-z_])(_|N_|C_|ngettext|g_dngettext) ?\(' core weights plug-in
  find plug-in -name '*.metainfo.xml.in'
} | sort >"$folder/sources"
sort po/POTFILES | diff - "$folder/sources" >"$folder/difference"
check 'every source with messages is in POTFILES' "$folder/difference"

xgettext --files-from=po/POTFILES --from-code=UTF-8 --keyword=_ --keyword=N_ --keyword=C_:1c,2 \
  --keyword=ngettext:1,2 --keyword=g_dngettext:2,3 --flag=g_set_error:4:c-format --flag=g_strdup_printf:1:c-format \
  --flag=g_string_append_printf:2:c-format --flag=g_print:1:c-format --flag=g_printerr:1:c-format \
  --flag=ngettext:1:pass-c-format --flag=ngettext:2:pass-c-format --flag=_:1:pass-c-format \
  --output="$folder/messages.pot" 2>"$folder/errors"
# Gettext says so where AppStream is not there to tell what is translated in its metadata.
sed -i '/fallback ITS rule file/d' "$folder/errors"
check 'the messages can be extracted' "$folder/errors"

# find_letters: messages of a .po file whose Alt key is another one than in English, where it
# was made sure that no two of a dialog are the same; sentences have none
find_letters() {
  msgcat --no-wrap "$1" | awk '
    function get_letter(text) { return match(text, /_[A-Za-z]/) ? toupper(substr(text, RSTART + 1, 1)) : "" }
    /^msgid "/ { message = $0; letter = get_letter($0) }
    /^msgstr/ && message !~ /\."$/ && get_letter($0) != letter { print message; print $0 }'
}

for language in $(grep -v '^#' po/LINGUAS); do
  msgmerge --quiet --no-fuzzy-matching "po/$language.po" "$folder/messages.pot" \
    --output-file="$folder/$language.po" 2>"$folder/errors"
  msgattrib --untranslated --no-obsolete "$folder/$language.po" >"$folder/missing"
  check "$language: no translation is missing" "$folder/missing"
  msgattrib --only-fuzzy --no-obsolete "$folder/$language.po" >"$folder/fuzzy"
  check "$language: no translation is fuzzy" "$folder/fuzzy"
  find_letters "$folder/$language.po" >"$folder/letters"
  check "$language: Alt keys are those of the English texts" "$folder/letters"
  msgfmt --check --output-file=/dev/null "$folder/$language.po" 2>"$folder/errors"
  check "$language: formats are kept" "$folder/errors"
done

echo "1..$number"
