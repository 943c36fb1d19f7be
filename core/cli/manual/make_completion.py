#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes what a shell needs to complete the command's words: commands, options, the words
that an option takes, layers, and files.

usage: make_completion.py PROGRAM bash|zsh|fish TEMPLATE OUTPUT

In TEMPLATE, @COMMANDS@, @OPTIONS@ and @LAYERS@ are replaced. Layers are those of VGG16 until
the line names other weights: then the shell asks featvis.
"""

import pathlib
import sys

import options

WEIGHTS = "sample vgg16 vgg19 googlenet resnet50v2"


def get_words(option):
    """What an option takes: words, or how the shell finds them."""
    if option.choices:
        return " ".join(option.choices)
    if option.name == "weights":
        return "@weights"
    if option.takes_layer:
        return "@layers"
    return "@files" if option.takes_file else ""


def spell(option):
    return f"--{option.name}=" if option.value else f"--{option.name}"


def bash_options(commands):
    """Of each command its options; and of each option with a value what that may be."""
    lines = []
    for command in commands:
        words = " ".join(spell(option) for option in command.options)
        lines.append(f'  ["{command.name}"]="{words}"')
        lines += [f'  ["{command.name} --{option.name}"]="{get_words(option)}"'
                  for option in command.options if get_words(option)]
    return "\n".join(lines)


def bash_commands(commands):
    return " ".join(command.name for command in commands if " " not in command.name)


def quote(text):
    return "'" + text.replace("'", r"'\''") + "'"


def zsh_value(option):
    words = get_words(option)
    if words == "@layers":
        return ":layer:_featvis_layers"
    if words == "@weights":
        return ":weights:_featvis_weights"
    if words == "@files":
        return ":file:_files"
    return f":value:({words})" if words else ":value:"


def zsh_option(option):
    text = option.text.replace("[", "(").replace("]", ")").replace(":", r"\:")
    equals = "=" if option.value else ""
    value = zsh_value(option) if option.value else ""
    return quote(f"--{option.name}{equals}[{text}]{value}")


def zsh_options(commands):
    lines = []
    for command in commands:
        rows = " \\\n        ".join(map(zsh_option, command.options))
        lines.append(f"    {quote(command.name)})\n      _arguments \\\n        {rows} \\\n"
                     "        '*:file:_files'\n      ;;")
    return "\n".join(lines)


def zsh_commands(commands):
    return "\n".join(f"    {quote(command.name + ':' + command.blurb)}"
                     for command in commands if " " not in command.name)


def fish_commands(commands):
    names = [command for command in commands if " " not in command.name]
    return "\n".join("complete -c featvis -n __featvis_needs_command -f "
                     f"-a {command.name} -d {quote(command.blurb)}" for command in names)


def fish_value(option):
    words = get_words(option)
    if words == "@layers":
        return "-x -a '(__featvis_layers)'"
    if words == "@weights":
        return f"-r -a {quote(WEIGHTS)}"
    if words == "@files":
        return "-r -F"
    return f"-x -a {quote(words)}" if words else "-x"


def fish_options(commands):
    lines = []
    for command in commands:
        for option in command.options:
            value = fish_value(option) if option.value else "-f"
            short = f"-s {option.short} " if option.short else ""
            lines.append(f"complete -c featvis -n {quote('__featvis_is ' + command.name)} "
                         f"{short}-l {option.name} {value} -d {quote(option.text)}")
    return "\n".join(lines)


SHELLS = {"bash": (bash_commands, bash_options), "zsh": (zsh_commands, zsh_options),
          "fish": (fish_commands, fish_options)}


def main():
    program, shell, template, output = sys.argv[1:]
    commands = options.read_commands(program)
    make_commands, make_options = SHELLS[shell]
    text = pathlib.Path(template).read_text(encoding="utf-8")
    text = text.replace("@COMMANDS@", make_commands(commands))
    text = text.replace("@OPTIONS@", make_options(commands))
    text = text.replace("@LAYERS@", " ".join(options.read_layers(program)))
    pathlib.Path(output).write_text(text.replace("@WEIGHTS@", WEIGHTS), encoding="utf-8")


main()
