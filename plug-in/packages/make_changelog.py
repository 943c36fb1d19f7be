#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes CHANGELOG.md as Debian has it.

    make_changelog.py CHANGELOG.md MAINTAINER SECONDS [VERSION]

SECONDS since 1970 are the date of a version that is not released yet. VERSION is written in place
of the newest one, with which a package is built."""

import datetime
import email.utils
import re
import sys
import textwrap

HEADING = re.compile(r"^## ([0-9.]+), (.*)\n", re.MULTILINE)


def read_versions(text):
    """Yields number, date and changes of each version, the newest first."""
    parts = HEADING.split(text)[1:]
    for number, date, changes in zip(parts[::3], parts[1::3], parts[2::3]):
        items = re.split(r"^- ", changes, flags=re.MULTILINE)[1:]
        yield number, date, [" ".join(item.split()) for item in items]


def get_seconds(date, otherwise):
    if re.fullmatch(r"\d{4}-\d\d-\d\d", date):
        return datetime.datetime.fromisoformat(date + "T00:00:00+00:00").timestamp()
    return otherwise


def write_version(number, seconds, changes, maintainer):
    print(f"featvis ({number}) stable; urgency=medium\n")
    for change in changes:
        print(textwrap.fill(change, 78, initial_indent="  * ", subsequent_indent="    ",
                            break_long_words=False, break_on_hyphens=False))
    print(f"\n -- {maintainer}  {email.utils.formatdate(seconds)}\n")


def main():
    path, maintainer, seconds, *version = sys.argv[1:]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    for i, (number, date, changes) in enumerate(read_versions(text)):
        if i == 0 and version:
            number = version[0]
        write_version(number, get_seconds(date, int(seconds)), changes, maintainer)


if __name__ == "__main__":
    main()
