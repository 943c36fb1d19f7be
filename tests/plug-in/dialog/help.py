#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Checks the pages of the help: help.py PAGES SOURCE COMMAND

PAGES has a folder for each language, SOURCE the plug-in's sources, and COMMAND is featvis.
What has to be on the pages is taken from the sources and from the command's --help. Prints
what is wrong."""

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

PROCEDURES = {
    "plug-in-visualize-vgg16-filter": ("procedures/filter.c", "render"),
    "plug-in-vgg16-filter-sheet": ("procedures/sheet.c", "sheet"),
    "plug-in-vgg16-activations": ("procedures/activations.c", "activations"),
    "plug-in-vgg16-heatmap": ("procedures/heatmap.c", "heatmap"),
    "plug-in-vgg16-dream": ("procedures/dream.c", "dream"),
    "plug-in-vgg16-texture": ("procedures/texture.c", "texture"),
    "plug-in-vgg16-style": ("procedures/style.c", "style"),
    "plug-in-vgg16-repeat": ("procedures/repeat.c", None),
}
LETTERS = {"en": "[a-z]{3}", "ja": "[\u3040-\u30ff\u4e00-\u9fff]", "ko": "[\uac00-\ud7a3]"}
# Options of the command that are arguments of the procedures, or its own
OWN = set("help layer layers filter filters class output folder resume shard join weights "
          "convention recipe seed start size trace objective guide mask plot style variants diversity".split())

pages, source, command = sys.argv[1:]
problems = []


def complain(page, problem):
    problems.append(f"{os.path.relpath(page, pages)}: {problem}")


def find(root, tag):
    return list(root.iter(tag))


def read_text(element):
    return "".join(element.itertext())


def check_links(page, root):
    ids = {element.get("id") for element in root.iter()}
    for tag, name in ("a", "href"), ("img", "src"), ("link", "href"):
        for element in find(root, tag):
            target = element.get(name)
            if target.startswith("#"):
                if target[1:] not in ids:
                    complain(page, f"there is no {target}")
            elif not os.path.isfile(os.path.join(os.path.dirname(page), target)):
                complain(page, f"there is no {target}")


def check_language(page, root, language):
    if root.get("lang") != language:
        complain(page, f"its lang is {root.get('lang')}")
    for paragraph in find(root, "p") + find(root, "h2"):
        if not re.search(LETTERS[language], read_text(paragraph)):
            complain(page, f"not in its language: {read_text(paragraph)}")


def check_labels(page, root, file):
    labels = {read_text(element) for element in find(root, "dt")}
    with open(os.path.join(source, file), encoding="utf-8") as text:
        for label in re.findall(r'\.label = N_ \("([^"…]*)"\)', text.read()):
            if label.replace("_", "").rstrip(":") not in labels:
                complain(page, f"it does not name the setting “{label}”")


def check_options(page, root, task):
    keys = {read_text(row[0]) for row in find(root, "tr")}
    text = subprocess.run([command, task, "--help"], check=True, capture_output=True, text=True)
    expected = set(re.findall(r"--([a-z0-9-]+)", text.stdout)) - OWN
    if len(expected) < 5:
        complain(page, f"featvis {task} has no options")
    for key in expected - keys:
        complain(page, f"it does not name the option {key}")


def check_page(page, language):
    if not os.path.isfile(page):
        complain(page, "it does not exist")
        return None
    try:
        root = ElementTree.parse(page).getroot()
    except ElementTree.ParseError as error:
        complain(page, error)
        return None
    check_links(page, root)
    check_language(page, root, language)
    return root


def check_list(file, folder):
    items = {item.get("id"): item.get("ref") for item in ElementTree.parse(file).getroot()}
    for procedure in PROCEDURES:
        if items.get(procedure) != procedure + ".html":
            complain(file, f"it does not tell where {procedure} is")
    for target in items.values():
        if not os.path.isfile(os.path.join(folder, target)):
            complain(file, f"there is no {target}")


for language in LETTERS:
    folder = os.path.join(pages, language)
    for procedure, (file, task) in PROCEDURES.items():
        page = os.path.join(folder, procedure + ".html")
        root = check_page(page, language)
        if root is not None and language == "en":
            check_labels(page, root, file)
        if root is not None and task:
            check_options(page, root, task)
    for name in "index", "layers":
        page = os.path.join(folder, name + ".html")
        root = check_page(page, language)
        if root is not None and name == "layers" and len(find(root, "img")) != 13:
            complain(page, "there is not a picture for each layer")
    check_list(os.path.join(folder, "gimp-help.xml"), folder)

print("\n".join(problems), end="")
sys.exit(1 if problems else 0)
