# SPDX-License-Identifier: GPL-3.0-or-later

"""What the sources say about the public functions and types, for the documentation and its test."""

import pathlib
import re

BLOCK = re.compile(r"/\*\*\n \* (\w+):(.*?)\*/", re.DOTALL)


def read(path):
    return pathlib.Path(path).read_text(encoding="utf-8")


def list_symbols(header):
    """The names that featvis.h declares."""
    text = re.sub(r"/\*.*?\*/", "", header, flags=re.DOTALL)
    found = re.findall(r"^FV_API[^;(]*?(fv_\w+)\s*\(|^\} (Fv\w+);|^typedef struct _(\w+) \w+;|"
                       r"^typedef \w+ \(\*(\w+)\)|^#define (\w+)|^(fv_\w+) \(gpointer", text, re.MULTILINE)
    names = (name for names in found for name in names if name)
    return [name for name in names if name != "FEATVIS_H"]


def list_sources(source):
    """The files with bodies of public functions."""
    return sorted(path for folder in ("core", "weights") for path in (source / folder).rglob("*.c")
                  if not {"cli", "examples", "documentation"} & set(path.parts))


def find_blocks(text, names):
    """Pairs of a name and its comment, of those that are among the names."""
    return [(found[1], found[0]) for found in BLOCK.finditer(text) if found[1] in names]


def read_sections(text):
    """Chapter → its symbols."""
    sections = {}
    for line in text.splitlines():
        chapter = re.match(r"<FILE>(\w+)</FILE>", line)
        if chapter:
            symbols = sections.setdefault(chapter[1], [])
        elif re.match(r"\w", line):
            symbols.append(line.strip())
    return sections
