#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the manual's pages: featvis.1, and one for each command.

usage: make_manual.py PROGRAM VERSION TEMPLATE PAGE.1…

The pages that are asked for have to be all that there are: so the build knows their names.
"""

import pathlib
import sys

import options


def escape(text):
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return "\\&" + text if text.startswith((".", "'")) else text


def describe(option):
    """A tagged paragraph."""
    name = f"\\fB{escape('--' + option.name)}\\fR"
    if option.short:
        name = f"\\fB{escape('-' + option.short)}\\fR, {name}"
    if option.value:
        name += f"=\\fI{escape(option.value)}\\fR"
    return f".TP\n{name}\n{escape(option.text)}"


def make_page(command, version):
    lines = [
        '.\\" SPDX-License-Identifier: GPL-3.0-or-later',
        f'.TH {command.page.upper()} 1 "" "featvis {version}" "User Commands"',
        ".SH NAME", f"{escape(command.page)} \\- {escape(command.blurb)}",
        ".SH SYNOPSIS", escape(command.usage),
        ".SH DESCRIPTION", escape(command.summary),
        ".SH OPTIONS", *map(describe, command.options),
        ".SH SEE ALSO", ".BR featvis (1)"]
    return "\n".join(lines) + "\n"


def fill_template(template, commands, version):
    blurbs = "\n".join(f".TP\n.B {escape(c.name)}\n{escape(c.blurb)}" for c in commands)
    pages = ",\n".join(f".BR {escape(c.page)} (1)" for c in commands)
    return (template.replace("@VERSION@", version).replace("@COMMANDS@", blurbs)
            .replace("@PAGES@", pages))


def main():
    program, version, template, *targets = sys.argv[1:]
    commands = options.read_commands(program)
    pages = {command.page + ".1": make_page(command, version) for command in commands}
    pages["featvis.1"] = fill_template(pathlib.Path(template).read_text(encoding="utf-8"),
                                       commands, version)
    names = {pathlib.Path(target).name for target in targets}
    if names != set(pages):
        sys.exit(f"meson.build has other pages than there are: {names ^ set(pages)}")
    for target in targets:
        pathlib.Path(target).write_text(pages[pathlib.Path(target).name], encoding="utf-8")


main()
