#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Installs a shell's completion by the name that the shell looks for, which is no name for a
file of the build.

usage: install_completion.py FILE FOLDER NAME
"""

import os
import pathlib
import shutil
import sys

source, folder, name = sys.argv[1:]
target = pathlib.Path(os.environ["MESON_INSTALL_DESTDIR_PREFIX"]) / folder
target.mkdir(parents=True, exist_ok=True)
shutil.copyfile(source, target / name)
