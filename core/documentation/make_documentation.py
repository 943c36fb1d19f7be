#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the documentation of the library, in HTML, by gtk-doc.

usage: make_documentation.py SOURCE VERSION FOLDER [DEPFILE]

FOLDER gets the pages. What gtk-doc sees are featvis.h, the comments of the public functions, and a
section for each chapter, whose text is chapters/NAME.md. A line {{FILE}} there stands for
that file of core/examples. Whatever gtk-doc warns of is a failure.
"""

import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.sax.saxutils

import comments

MODULE = "featvis"
EXAMPLE = re.compile(r"^\{\{(.+)\}\}$", re.MULTILINE)
# A place in the text that gtk-doc leaves as it is
PLACE = "example-place-"
# What GLib documents, whose pages need not be there
FOREIGN = re.compile(r'no link for: "(g-|G[A-Z-]|NULL|TRUE|FALSE)')


class Failure(Exception):
    """The documentation is not as it ought to be."""


class Maker:
    """The files of one run, in a folder of their own."""

    def __init__(self, source, version, work):
        self.source = source
        self.here = source / "core/documentation"
        self.version = version
        self.work = work
        self.read_files = []
        self.examples = []

    def read(self, path):
        self.read_files.append(path)
        return comments.read(path)

    def run(self, *command, folder=None):
        """Runs a tool of gtk-doc, which tells what it misses and succeeds nevertheless."""
        done = subprocess.run(command, cwd=folder or self.work, capture_output=True, text=True, check=False)
        lines = (done.stdout + done.stderr).splitlines()
        complaints = [line for line in lines if re.search("warning|error", line, re.IGNORECASE)
                      and not FOREIGN.search(line)]
        if done.returncode != 0 or complaints:
            raise Failure(f"{command[0]}: " + "\n".join(complaints or lines))

    def make_section(self, chapter):
        """The comment from which gtk-doc takes a chapter's text."""
        title, short, text = self.read(self.here / f"chapters/{chapter}.md").split("\n\n", 2)

        def mark(found):
            self.examples.append(found[1])
            return f"{PLACE}{len(self.examples) - 1}."

        lines = EXAMPLE.sub(mark, text).splitlines()
        body = "\n".join(f" * {line}".rstrip() for line in lines)
        return (f"/**\n * SECTION:{chapter}\n * @title: {title.removeprefix('# ')}\n"
                f" * @short_description: {short}\n *\n{body}\n */\n")

    def write_sources(self, chapters):
        folder = self.work / "source"
        folder.mkdir()
        header = self.read(self.source / "core/featvis.h")
        names = set(comments.list_symbols(header))
        # The scanner sees no structure whose brace is on the next line.
        (folder / "featvis.h").write_text(header.replace("struct\n{", "struct {"), encoding="utf-8")
        blocks = [self.make_section(chapter) for chapter in chapters]
        for path in comments.list_sources(self.source):
            blocks += [block for _, block in comments.find_blocks(self.read(path), names)]
        (folder / "comments.c").write_text("\n".join(blocks), encoding="utf-8")

    def check_lists(self):
        """gtk-doc's own lists of what has no place in a chapter, or is not there. Its list of what has
        no comment has also what tells all by its arguments and “Returns”: the test documentation.py
        looks for these."""
        for name in ("unused", "undeclared"):
            path = self.work / f"{MODULE}-{name}.txt"
            if path.exists() and path.read_text(encoding="utf-8").strip():
                raise Failure(f"{name} symbols: {path.read_text(encoding='utf-8')}")

    def show_examples(self, text):
        """The examples in place of their marks, for a highlighter and links."""
        def show(found):
            name = self.examples[int(found[1])]
            code = self.read(self.source / "core/examples" / name).split("\n\n", 1)[1]
            return (f'</para><formalpara><title>{name}</title><para/></formalpara><informalexample><programlisting '
                    f'language="C">{xml.sax.saxutils.escape(code)}</programlisting></informalexample><para>')
        return re.sub(rf"{PLACE}(\d+)\.", show, text)

    def finish_chapter(self, path):
        """Tells first how a thing is done, and then by which functions."""
        text = self.show_examples(comments.read(path))
        description = re.search(r'<refsect1 id="[^"]+\.description".*?</refsect1>\n', text, re.DOTALL)
        text = text.replace(description[0], "")
        end = text.index("</refnamediv>") + len("</refnamediv>\n")
        path.write_text(text[:end] + description[0] + text[end:], encoding="utf-8")

    def make(self, folder):
        sections = self.read(self.here / f"{MODULE}-sections.txt")
        chapters = list(comments.read_sections(sections))
        self.write_sources(chapters)
        (self.work / f"{MODULE}-sections.txt").write_text(sections, encoding="utf-8")
        main = self.read(self.here / f"{MODULE}-docs.xml").replace("@VERSION@", self.version)
        (self.work / f"{MODULE}-docs.xml").write_text(main, encoding="utf-8")
        self.run("gtkdoc-scan", f"--module={MODULE}", "--source-dir=source", "--ignore-decorators=FV_API")
        self.run("gtkdoc-mkdb", f"--module={MODULE}", "--output-format=xml", "--source-dir=source",
                 "--name-space=fv", "--sgml-mode")
        self.check_lists()
        for chapter in chapters:
            self.finish_chapter(self.work / f"xml/{chapter}.xml")
        folder.mkdir()
        self.run("gtkdoc-mkhtml", MODULE, str(self.work / f"{MODULE}-docs.xml"), folder=folder)
        self.run("gtkdoc-fixxref", f"--module={MODULE}", f"--module-dir={folder}", "--html-dir=/usr/share/gtk-doc/html")


def main():
    source, version, target = pathlib.Path(sys.argv[1]).resolve(), sys.argv[2], pathlib.Path(sys.argv[3])
    with tempfile.TemporaryDirectory() as work:
        maker = Maker(source, version, pathlib.Path(work))
        try:
            maker.make(pathlib.Path(work) / "html")
        except Failure as failure:
            print(f"make_documentation.py: {failure}", file=sys.stderr)
            return 1
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(pathlib.Path(work) / "html", target)
    if len(sys.argv) > 4:
        files = " ".join(str(path).replace(" ", "\\ ") for path in maker.read_files)
        pathlib.Path(sys.argv[4]).write_text(f"{target}: {files}\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
