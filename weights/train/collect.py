#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect the pictures that the sample network is trained on.

    collect.py WORKDIR [package ...]

Downloads Debian packages with apt-get (nothing gets installed), unpacks them
under WORKDIR/packages, and gathers their photographs and textures into

    WORKDIR/pictures.bin    all pictures, R,G,B bytes, one behind the other
    WORKDIR/pictures.json   for each picture its package, file, tile, offset,
                            height and width; for each package its version,
                            the number of its pictures and their licences

Left out are small pictures, icons, pictures that are mostly transparent,
flat pictures, maps that are no pictures (normals, gloss, height ...) and
near-duplicates.  A big photograph counts as seven pictures: the whole of it
and its six sixths, which show it closer.

Needs python3-numpy and python3-pil.
"""

import collections
import fnmatch
import glob
import io
import json
import multiprocessing
import os
import re
import subprocess
import sys
import zipfile

import numpy as np
from PIL import Image

Image.MAX_IMAGE_PIXELS = None

# The most pictures that a package may give, so that none prevails.
PACKAGES = {
    "plasma-workspace-wallpapers": 400,
    "gnome-backgrounds": 200,
    "mate-backgrounds": 300,
    "ukui-wallpapers": 200,
    "lomiri-wallpapers-16.04": 200,
    "supertuxkart-data": 260,
    "gimp-data": 100,
    "python3-skimage": 100,
    "colobot-common-textures": 60,
    "ufoai-textures": 230,
    "redeclipse-data": 220,
    "nexuiz-textures": 150,
    "openarena-081-textures": 130,
    "tuxpaint-stamps-default": 60,
}

SIDE = 288         # a stored picture's shorter side, at most
SMALLEST = 128     # and at least
LONGEST = 2.0      # longer side / shorter side; the rest is cut off
BIG = 1000         # from this shorter side on, a photograph is cut in six
ALIKE = 0.93       # correlation of two thumbnails from which one is left out

ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".tga", ".tif", ".tiff",
           ".ppm", ".pat")

# Surface maps that belong to a texture, and things drawn for a screen.
NOT_A_PICTURE = re.compile(
    r"([_-](n|nm|nh|nrm|norm|normal|normals|normalmap|bump|height|h|hm|disp|"
    r"s|sm|spec|specular|gloss|gloss2|g|glow|gm|luma|mask|m|ao|add|alpha|"
    r"local|r|rm|roughness|shine|pants|shirt|reflect|blend|lm|lightmap)\.\w+$"
    r"|normalmap|lightmap|/icons?/|/gui/|/hud/|/ui/|/fonts?/|cursor|logo|"
    r"screenshot|/doc/|/sprites?/|/themes/|/skins/|/tests/|alphabets|"
    r"/symbols/|crosshair|/textures/keys/|/menu)", re.I)


def fetch(workdir, package):
    """Download and unpack a package; return its version."""
    debs = os.path.join(workdir, "debs")
    folder = os.path.join(workdir, "packages", package)
    os.makedirs(debs, exist_ok=True)
    pattern = os.path.join(debs, package + "_*.deb")
    if not glob.glob(pattern):
        subprocess.run(["apt-get", "-q", "download", package], cwd=debs,
                       check=True, stdout=subprocess.DEVNULL)
    deb = sorted(glob.glob(pattern))[0]
    if not os.path.isdir(folder):
        os.makedirs(folder)
        subprocess.run(["dpkg-deb", "-x", deb, folder], check=True)
    return subprocess.run(["dpkg-deb", "-f", deb, "Version"], check=True,
                          stdout=subprocess.PIPE,
                          universal_newlines=True).stdout.strip()


def licence_rules(workdir, package):
    """(pattern, licence) of the package's copyright file, in its order."""
    rules = []
    for path in sorted(glob.glob(os.path.join(
            workdir, "packages", package, "usr/share/doc/*/copyright"))):
        with open(path, encoding="utf-8", errors="replace") as file:
            text = file.read()
        for paragraph in re.split(r"\n\s*\n", text):
            files = re.search(r"^Files:((?:.*\n?)(?:[ \t].*\n?)*)", paragraph,
                              re.M)
            licence = re.search(r"^License:[ \t]*(\S.*)", paragraph, re.M)
            if files and licence:
                rules += [(pattern, licence.group(1).strip())
                          for pattern in files.group(1).split()]
    return rules


def licence_of(rules, entry):
    """A picture's licence: the last rule that its path ends with counts.

    Packages install under other folders than their sources have, so leading
    folders of a rule may be missing in the path.
    """
    path = "/" + entry["file"] + ("/" + entry["member"]
                                  if entry["member"] else "")
    found = "see the package's copyright file"
    for pattern, licence in rules:
        parts = pattern.split("/")
        for k in range(len(parts)):
            tail = "/".join(parts[k:])
            if k and tail.startswith("*"):
                break
            if fnmatch.fnmatchcase(path, "*/" + tail):
                found = licence
                break
    return found


def count_licences(workdir, package, entries):
    """How many of the package's pictures are under which licence."""
    rules = licence_rules(workdir, package)
    counter = collections.Counter(licence_of(rules, entry) for entry in entries
                                  if entry["package"] == package)
    return dict(counter.most_common())


def list_files(workdir, package):
    """(path, member) of every picture file; member is for zip archives."""
    top = os.path.join(workdir, "packages", package)
    for folder, subfolders, names in sorted(os.walk(top)):
        subfolders.sort()
        for name in sorted(names):
            path = os.path.join(folder, name)
            if os.path.islink(path):
                continue
            if name.endswith((".pk3", ".zip")):
                with zipfile.ZipFile(path) as archive:
                    for member in sorted(archive.namelist()):
                        if (member.lower().endswith(ENDINGS)
                                and not NOT_A_PICTURE.search("/" + member)):
                            yield path, member
            elif (name.lower().endswith(ENDINGS)
                  and not NOT_A_PICTURE.search(path[len(top):])):
                yield path, ""


def read_pattern(data):
    """GIMP's pattern format, which Pillow does not read."""
    size, _, width, height, depth = np.frombuffer(data[:20], ">u4")
    pixels = np.frombuffer(data[size:], np.uint8)
    pixels = pixels[:width * height * depth].reshape(height, width, depth)
    if depth < 3:
        pixels = pixels[:, :, :1].repeat(3, 2)
    return Image.fromarray(np.ascontiguousarray(pixels[:, :, :3]))


def load(path, member):
    """An R,G,B picture without its transparent margin, or None."""
    if member:
        with zipfile.ZipFile(path) as archive:
            data = archive.read(member)
    else:
        with open(path, "rb") as file:
            data = file.read()
    if (member or path).endswith(".pat"):
        return read_pattern(data)
    picture = Image.open(io.BytesIO(data))
    if min(picture.size) < SMALLEST:
        return None
    if picture.format == "JPEG":
        picture.draft("RGB", (2 * BIG, 2 * BIG))
    if picture.mode.startswith("I"):        # 16 bits a pixel
        return None
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        picture = picture.convert("RGBA")
        alpha = picture.getchannel("A").point(lambda a: 255 * (a > 127))
        box = alpha.getbbox()
        if box is None:
            return None
        alpha = alpha.crop(box)
        opaque = np.asarray(alpha).mean() / 255
        if opaque < 0.6:
            return None
        ground = Image.new("RGB", alpha.size, (128, 128, 128))
        ground.paste(picture.convert("RGB").crop(box), mask=alpha)
        return ground
    return picture.convert("RGB")


def fit(picture):
    """Cut to at most LONGEST:1 and scale the shorter side to SIDE."""
    width, height = picture.size
    short = min(width, height)
    if max(width, height) > LONGEST * short:
        long = int(LONGEST * short)
        w, h = min(width, long), min(height, long)
        left, top = (width - w) // 2, (height - h) // 2
        picture = picture.crop((left, top, left + w, top + h))
    if short > SIDE:
        scale = SIDE / short
        picture = picture.resize((round(picture.width * scale),
                                  round(picture.height * scale)),
                                 Image.BOX if scale < 0.2 else Image.LANCZOS)
    return picture


def worth_it(picture):
    """Not flat, not a normal map, not a drawing of a few colours."""
    pixels = np.asarray(picture.resize((96, 96), Image.BOX), np.float32)
    gray = pixels.mean(2)
    if gray.std() < 10:
        return False
    red, green, blue = pixels.reshape(-1, 3).mean(0)
    if blue > 190 and abs(red - 128) < 22 and abs(green - 128) < 22:
        return False
    steps = (np.abs(np.diff(gray, axis=0)).mean()
             + np.abs(np.diff(gray, axis=1)).mean())
    if steps < 3:                               # smooth, out of focus, dark
        return False
    same = (np.abs(np.diff(pixels, axis=1)).max(2) == 0).mean()
    return same < 0.5                           # areas of one colour


def thumbnail(picture):
    """16x16 gray, mean 0, length 1: the same for a brighter copy."""
    gray = np.asarray(picture.convert("L").resize((16, 16), Image.BOX),
                      np.float32).ravel()
    gray -= gray.mean()
    return gray / (np.linalg.norm(gray) + 1e-6)


def prepare(job):
    """One file to a list of (tile, pixels, thumbnail)."""
    path, member = job
    try:
        picture = load(path, member)
    except Exception:           # a damaged file or one that Pillow can't read
        return []
    if picture is None or min(picture.size) < SMALLEST:
        return []
    pieces = [("", picture)]
    photograph = ("/backgrounds/" in path or "/wallpapers/" in path)
    if photograph and min(picture.size) >= BIG:
        width, height = picture.size
        columns, rows = (3, 2) if width >= height else (2, 3)
        for tile in range(6):
            x, y = tile % columns, tile // columns
            pieces.append((str(tile), picture.crop(
                (x * width // columns, y * height // rows,
                 (x + 1) * width // columns, (y + 1) * height // rows))))
    result = []
    for tile, piece in pieces:
        piece = fit(piece)
        if worth_it(piece):
            result.append((tile, np.array(piece), thumbnail(piece)))
    return result


class Collection:
    """The pictures kept so far, of which no two are alike."""

    def __init__(self, file):
        self.file, self.offset = file, 0
        self.entries, self.thumbnails = [], []

    def keep(self, source, tile, pixels, thumb):
        """Add a picture unless it is known; return how many were added."""
        if self.thumbnails:
            likeness = np.abs(np.stack(self.thumbnails) @ thumb)
            if likeness.max() > ALIKE:
                return 0
        self.thumbnails.append(thumb)
        self.file.write(pixels.tobytes())
        self.entries.append(dict(source, tile=tile, offset=self.offset,
                                 height=pixels.shape[0],
                                 width=pixels.shape[1]))
        self.offset += pixels.size
        return 1


def main():
    workdir = sys.argv[1]
    packages = sys.argv[2:] or list(PACKAGES)
    random = np.random.RandomState(1)
    summary = {}
    with open(os.path.join(workdir, "pictures.bin"), "wb") as file, \
            multiprocessing.Pool(2) as pool:
        collection = Collection(file)
        for package in packages:
            version = fetch(workdir, package)
            folder = os.path.join(workdir, "packages", package)
            jobs = list(list_files(workdir, package))
            # Shuffled, so that a package's share is of all its folders.
            jobs = [jobs[k] for k in random.permutation(len(jobs))]
            count, most = 0, PACKAGES.get(package, 300)
            for first in range(0, len(jobs), 32):
                if count >= most:
                    break
                group = jobs[first:first + 32]
                for (path, member), pieces in zip(
                        group, pool.map(prepare, group, 2)):
                    source = {"package": package, "member": member,
                              "file": os.path.relpath(path, folder)}
                    for piece in pieces if count < most else ():
                        count += collection.keep(source, *piece)
            summary[package] = {"version": version, "files": len(jobs),
                                "pictures": count,
                                "licences": count_licences(
                                    workdir, package, collection.entries)}
            print(package, version, len(jobs), "files,", count, "pictures",
                  flush=True)
    with open(os.path.join(workdir, "pictures.json"), "w") as file:
        json.dump({"packages": summary, "pictures": collection.entries}, file,
                  indent=1)
    print(len(collection.entries), "pictures,", collection.offset >> 20, "MiB")


if __name__ == "__main__":
    main()
