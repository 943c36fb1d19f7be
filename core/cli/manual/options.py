# SPDX-License-Identifier: GPL-3.0-or-later
"""What `featvis --help` and the help of each command tell, as data: it is made from the same
tables that the options are read by, so that manual and completion cannot tell otherwise."""

import os
import re
import subprocess
from dataclasses import dataclass, field

# The words that may follow a command, with a help of their own
PARTS = {"weights": ("info", "convert", "fetch")}


@dataclass
class Option:
    short: str
    name: str
    value: str  # as --help has it: N, FILE.png, a|b; empty for a switch
    text: str

    @property
    def choices(self):
        """The words that it takes, if --help tells all of them."""
        if "|" not in self.value or not re.fullmatch(r"[a-z0-9|]+", self.value):
            return []
        return self.value.split("|")

    @property
    def takes_layer(self):
        return self.value.startswith("LAYER")

    @property
    def takes_file(self):
        return not self.choices and ("FILE" in self.value or "FOLDER" in self.value)


@dataclass
class Command:
    name: str  # such as “weights fetch”
    blurb: str
    usage: str
    summary: str
    options: list = field(default_factory=list)

    @property
    def page(self):
        return "featvis-" + self.name.replace(" ", "-")


def ask(program, *words):
    """What the program prints, in English."""
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "LANGUAGE": ""}
    return subprocess.run([program, *words], check=True, text=True, capture_output=True,
                          env=environment).stdout


def read_option(line):
    match = re.fullmatch(r"  (?:-(\w), )?--([\w-]+)(?:=(\S+))? *(.*)", line)
    if match is None:
        raise SystemExit(f"This line of --help is not understood: {line}")
    return Option(*(part or "" for part in match.groups()))


def shorten(summary):
    """The beginning of a sentence, as a page's name has it."""
    words = re.split(r"[,:;.]", summary)[0]
    return words[0].lower() + words[1:]


def read_command(program, name, blurb):
    """One command, from its --help: usage, summary and options, parted by empty lines."""
    usage, *chapters = ask(program, *name.split(), "--help").strip("\n").split("\n\n")
    command = Command(name, blurb, usage.splitlines()[-1].strip(), "")
    for chapter in chapters:
        lines = chapter.splitlines()
        if re.fullmatch(r"(Help|Application) Options:", lines[0]):
            command.options += [read_option(line) for line in lines[1:]]
        elif not command.summary:
            command.summary = " ".join(lines)
    command.blurb = blurb or shorten(command.summary)
    return command


def read_commands(program):
    lines = ask(program, "--help").split("Commands:\n")[1].split("\n\n")[0].splitlines()
    commands = []
    for line in lines:
        name, blurb = line.split(None, 1)
        commands.append(read_command(program, name, blurb))
        for part in PARTS.get(name, ()):
            commands.append(read_command(program, f"{name} {part}", ""))
    return commands


def read_layers(program):
    """The layers of VGG16, which the sample network has."""
    text = ask(program, "weights", "info", "sample")
    return re.findall(r"^layer +([^,]+),", text, re.M)
