#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""What packages are made of agrees with the sources.

    packages.py SOURCE METAINFO

METAINFO is the file with all translations. What needs a program that is not there is skipped; the
packages themselves are tried by plug-in/packages/try-deb.sh."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

import tap  # pylint: disable=wrong-import-position

PACKAGES = "plug-in/packages"
ID = "org.gimp.GIMP.Plugin.VisualizeVGG16"
MANIFEST = f"{PACKAGES}/flatpak/{ID}.json"
# What every Debian machine that builds packages has, and what only a clone is built or used with
ALWAYS_THERE = {"gcc", "libc6-dev", "ninja-build"}
ONLY_USED = {"ca-certificates"}
OTHER_NAMES = {"pkg-config": "pkgconf"}
# What GNOME's runtime has, and GIMP's Flatpak; the others' modules
FLATPAK_HAS = {"gio-2.0", "json-glib-1.0", "libcurl", "pangocairo", "gdk-pixbuf-2.0", "libjpeg", "lcms2",
               "gimp-2.0", "gimpui-2.0", "gimp-3.0", "gimpui-3.0"}
MODULES = {"hdf5": "hdf5", "libseccomp": "libseccomp", "libzip": "libzip", "libxxhash": "xxhash",
           "libprotobuf-c": "protobuf-c"}
# There is no page of the project on the network yet; AppStream before 1.0 calls developers otherwise.
EXPECTED_OF_METAINFO = ("url-homepage-missing", "unknown-tag developer")


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def get_version():
    return re.search(r"^  version: '(.*)',$", read("meson.build"), re.MULTILINE).group(1)


def get_date():
    """Returns: the newest version in CHANGELOG.md, and its date if it is released"""
    version, date = re.search(r"^## ([0-9.]+), (.*)$", read("CHANGELOG.md"), re.MULTILINE).groups()
    return version, date if re.fullmatch(r"[0-9-]+", date) else None


def run(*command, **options):
    if not shutil.which(command[0]):
        raise tap.Skipped(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    return done.returncode, done.stdout, done.stderr


def compare(what, found, wanted):
    for name in sorted(set(wanted) - set(found)):
        yield f"{what} lacks {name}"
    for name in sorted(set(found) - set(wanted)):
        yield f"{what} has {name}, which is nowhere else"


def check_symbols():
    functions = re.findall(r"FV_API [^;#(]*?\b(fv_[a-z0-9_]+) ?\(", read("core/featvis.h"))
    symbols = re.findall(r"^ (\w+)@", read(f"{PACKAGES}/debian/libfeatvis0.symbols"), re.MULTILINE)
    yield from compare("libfeatvis0.symbols", symbols, functions)


def check_build_dependencies():
    script = read("plug-in/install.sh")
    wanted = set(re.search(r'^packages="(.*?)\$', script, re.MULTILINE | re.DOTALL).group(1).split())
    wanted = {OTHER_NAMES.get(name, name) for name in wanted - ALWAYS_THERE - ONLY_USED}
    fields = re.search(r"^Build-Depends:\n((?: .*\n)+)", read(f"{PACKAGES}/debian/control"), re.MULTILINE)
    found = {re.match(r"[\w.+-]+", line.strip()).group() for line in fields.group(1).splitlines()}
    yield from compare("debian/control", found - {"debhelper-compat", "libgimp2.0-dev", "python3"}, wanted)


def check_changelog():
    _, text, _ = run("python3", "-B", f"{PACKAGES}/make_changelog.py", "CHANGELOG.md", "Name <name@example.org>",
                     "0", "9.9~test")
    code, fields, complaints = run("dpkg-parsechangelog", "-l", "-", input=text)
    if code != 0 or complaints:
        yield complaints
    if "\nVersion: 9.9~test\n" not in fields or "featvis" not in fields:
        yield f"the changelog is not understood: {fields[:200]}"


def check_versions():
    version, date = get_date()
    release = xml.parse(f"{PACKAGES}/{ID}.metainfo.xml.in").find("releases/release")
    if not get_version() == version == release.get("version"):
        yield f"meson.build has {get_version()}, CHANGELOG.md {version}, the metadata {release.get('version')}"
    if date and (release.get("date") != date or release.get("type")):
        yield f"{version} was released on {date}; the metadata should say that date, and no type"
    if not date and release.get("type") != "development":
        yield f"{version} is not released; the metadata should say type=\"development\""


def check_metainfo(path):
    texts = re.findall(r"<(?:name|summary|p|li)>", read(f"{PACKAGES}/{ID}.metainfo.xml.in"))
    for language in re.findall(r"^\w+$", read("po/LINGUAS"), re.MULTILINE):
        if read(path).count(f'xml:lang="{language}"') != len(texts):
            yield f"not all texts are translated into {language}"
    _, output, _ = run("appstreamcli", "validate", "--no-net", "--no-color", path)
    if "Validation" not in output:
        yield "appstreamcli tells nothing"
    for line in re.findall("^[EWI]: .*", output, re.MULTILINE):
        if not line.endswith(EXPECTED_OF_METAINFO):
            yield line


def list_modules(modules):
    for module in modules:
        yield from list_modules(module.get("modules", []))
        yield module


def check_modules():
    dependencies = re.findall(r"dependency\('([\w.-]+)'", read("meson.build"))
    modules = list(list_modules(json.loads(read(MANIFEST))["modules"]))
    names = {module["name"] for module in modules}
    for name in dependencies:
        if name not in FLATPAK_HAS and MODULES.get(name) not in names:
            yield f"no module is {name}"
    for module in modules:
        for source in module["sources"]:
            if source["type"] == "archive" and not re.fullmatch("[0-9a-f]{64}", source["sha256"]):
                yield f"{module['name']} has no checksum"


def check_manifest():
    with tempfile.TemporaryDirectory() as folder:  # it would else write into the current one
        code, manifest, complaints = run("flatpak-builder", "--show-manifest", os.path.abspath(MANIFEST), cwd=folder)
    if code != 0 or complaints or json.loads(manifest)["id"] != ID:
        yield complaints


def check_icon():
    drawing, picture = (f"plug-in/icon/visualize-vgg16-filter.{kind}" for kind in ("svg", "png"))
    with tempfile.NamedTemporaryFile(suffix=".png") as rendered:
        code, _, complaints = run("rsvg-convert", "-w", "48", "-h", "48", "-o", rendered.name, drawing)
        if code != 0:
            yield complaints
            return
        # Versions of librsvg round in their own ways.
        _, _, difference = run("compare", "-metric", "MAE", picture, rendered.name, "null:")
    if not float(re.search(r"\((.*)\)", difference).group(1)) < 0.01:
        yield f"{picture} is another picture than {drawing}: {difference}"


def main():
    source, metainfo = sys.argv[1:]
    metainfo = os.path.abspath(metainfo)
    os.chdir(source)
    checks = {
        "Debian knows each function of the library": check_symbols(),
        "Debian builds with what install.sh installs": check_build_dependencies(),
        "Debian's changelog is understood": check_changelog(),
        "versions and dates agree": check_versions(),
        "the metadata is valid in all languages": check_metainfo(metainfo),
        "the Flatpak has what the build needs": check_modules(),
        "flatpak-builder understands the manifest": check_manifest(),
        "the icon is what is drawn": check_icon(),
    }
    return tap.report(checks)


if __name__ == "__main__":
    sys.exit(main())
