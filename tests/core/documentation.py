#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Each symbol of featvis.h is documented, and has a place in a chapter.

    documentation.py SOURCE

This needs no tool of documentation; where gtk-doc is, the test “core documentation pages” makes
the pages, too, which fails at whatever that warns of.
"""

import pathlib
import re
import sys

source = pathlib.Path(sys.argv[1])
sys.dont_write_bytecode = True
sys.path[:0] = [str(source / "core/documentation"), str(source / "tests")]

import comments  # pylint: disable=wrong-import-position
import tap  # pylint: disable=wrong-import-position

UNDOCUMENTED = {"FV_API", "fv_memory_free_at"}  # by which the header itself is made
ARGUMENT = re.compile(r"^ \* @(\w+):", re.MULTILINE)
DECLARATION = re.compile(r"^FV_API\s+([^;]*?)\b(fv_\w+)\s*\(([^;]*)\);", re.MULTILINE)


def get_text(block):
    """What a comment says beside arguments and “Returns”."""
    text = re.sub(r"^ \* (@\w+|Returns):.*(\n \*   .*)*", "", block, flags=re.MULTILINE)
    return "".join(line.removeprefix(" *").strip() for line in text.splitlines()[2:-1])


def list_blocks(names):
    """Name → its comments."""
    blocks = {name: [] for name in names}
    for path in [source / "core/featvis.h", *comments.list_sources(source)]:
        for name, block in comments.find_blocks(comments.read(path), names):
            blocks[name].append(block)
    return blocks


def check_presence(blocks):
    for name, found in blocks.items():
        if len(found) != 1 and name not in UNDOCUMENTED:
            yield f"{name} has {len(found)} comments"
        elif found and not get_text(found[0]) and " * Returns:" not in found[0]:
            yield f"{name}: its comment does not say what it is or does"


def check_functions(header, blocks):
    """Arguments and what is returned are documented, and no others."""
    for kind, name, arguments in DECLARATION.findall(header):
        block = "".join(blocks[name])
        declared = [] if arguments.strip() == "void" else re.findall(r"(\w+)(?:\[\w+\])?(?:,|$)", arguments)
        documented = ARGUMENT.findall(block)
        if declared != documented:
            yield f"{name} takes {', '.join(declared)}; documented are {', '.join(documented)}"
        if (" * Returns:" in block) != (kind.strip() != "void"):
            yield f"{name} returns “{kind.strip()}”, and is not documented so"


def check_members(header, blocks):
    for body, name in re.findall(r"^typedef (?:struct|enum)\n\{\n(.*?)^\} (\w+);", header, re.MULTILINE | re.DOTALL):
        declared = re.findall(r"^  (?:.*[ *])?(\w+)(?:\[\w+\])?[,;]?$", body, re.MULTILINE)
        documented = ARGUMENT.findall("".join(blocks[name]))
        if declared != documented:
            yield f"{name} has {', '.join(declared)}; documented are {', '.join(documented)}"


def check_layout(blocks):
    """clang-format takes the indentation away where it breaks lines."""
    for name, found in blocks.items():
        for line in re.findall(r"^ \* (?:@\w+|Returns):.*\n(?: \*   .*\n)*( \* (?!@\w+:|Returns:)\S.*)", "".join(found),
                               re.MULTILINE):
            yield f"{name}: “{line}” goes on with an argument, and is not indented"


def check_links(blocks, names):
    """What is referred to is public."""
    chapters = {path.name: comments.read(path) for path in (source / "core/documentation/chapters").iterdir()}
    constants = set(re.findall(r"@(FV_\w+):", "".join(sum(blocks.values(), []))))
    for where, text in [*((name, "".join(found)) for name, found in blocks.items()), *chapters.items()]:
        for link in re.findall(r"#(F[vV]\w+)|%(FV_\w+)|\b(fv_\w+) ?\(\)", text):
            link = "".join(link)
            if link not in names and link not in constants:
                yield f"{where}: {link} is nothing public"


def check_places(names):
    """Each symbol has one place, and each example."""
    sections = comments.read_sections(comments.read(source / "core/documentation/featvis-sections.txt"))
    places = sum(sections.values(), [])
    for name in sorted(set(names) | set(places)):
        if places.count(name) != 1 or name not in names:
            yield f"{name} has {places.count(name)} places in featvis-sections.txt" + \
                ("" if name in names else ", and is not in featvis.h")
    folder = source / "core/documentation/chapters"
    if {path.stem for path in folder.iterdir()} != set(sections):
        yield "the chapters of featvis-sections.txt are not those of chapters/"
    text = "".join(comments.read(path) for path in folder.iterdir())
    for path in sorted((source / "core/examples").glob("*.[ch]")):
        if text.count(f"{{{{{path.name}}}}}") != 1:
            yield f"{path.name} is not shown once"


def main():
    header = comments.read(source / "core/featvis.h")
    names = comments.list_symbols(header)
    blocks = list_blocks(names)
    checks = {
        "the header is understood": [] if len(names) > 200 and len(DECLARATION.findall(header)) > 140 else ["few"],
        "each symbol has a comment": check_presence(blocks),
        "arguments and what is returned are those of the declaration": check_functions(header, blocks),
        "members are those of the declaration": check_members(header, blocks),
        "what goes on with an argument is indented": check_layout(blocks),
        "what is referred to is public": check_links(blocks, names),
        "each symbol and each example has one place": check_places(names),
    }
    return tap.report(checks)


if __name__ == "__main__":
    sys.exit(main())
