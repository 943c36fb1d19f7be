#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Finds and uses widgets as a screen reader does: by their names, through the
accessibility bus, whose address is $AT_SPI_BUS_ADDRESS.

    widgets.py SECONDS

reads requests, each a line of words parted by tabs: a verb, the title of a window (a
regular expression) and the verb's arguments. It answers each by a line: “ok”, with a text
for some verbs, or “no”, with what was missing. A request waits until what it names can be
used, and until what it does has come about, but no longer than those seconds; then the
window's widgets go to stderr. Nothing is done twice.
"""

import os
import re
import sys
import time

from gi.repository import Gio, GLib

ATSPI = "org.a11y.atspi."
ROOT = "/org/a11y/atspi/accessible/root"
REGISTRY = ("org.a11y.atspi.Registry", ROOT)
CALL_LIMIT = 60_000  # milliseconds: a program may be busy
STATES = {"checked": 4, "expanded": 10, "focused": 12, "selected": 23, "sensitive": 24,
          "showing": 25, "visible": 30}
LABELLED_BY = 2
BUTTONS = {"button", "push button", "toggle button", "check box", "radio button"}


class Missing(Exception):
    """What was looked for is not there, or not yet."""


class Widget:
    """A proxy that remembers nothing, so that it is always as the program says."""

    def __init__(self, reference):
        self.program, self.path = reference

    def call(self, interface, method, arguments=None):
        try:
            answer = bus.call_sync(self.program, self.path, interface, method, arguments,
                                   None, Gio.DBusCallFlags.NO_AUTO_START, CALL_LIMIT, None)
        except GLib.Error as error:
            raise Missing(error.message) from error
        values = answer.unpack()
        return values[0] if values else None

    def get(self, interface, name):
        return self.call("org.freedesktop.DBus.Properties", "Get",
                         GLib.Variant("(ss)", (ATSPI + interface, name)))

    def name(self):
        return self.get("Accessible", "Name")

    def role(self):
        return self.call(ATSPI + "Accessible", "GetRoleName")

    def children(self):
        return [Widget(child) for child in self.call(ATSPI + "Accessible", "GetChildren")]

    def is_(self, state):
        bits = self.call(ATSPI + "Accessible", "GetState")
        return bool(bits[STATES[state] // 32] >> STATES[state] % 32 & 1)

    def names(self):
        """Its own name, and those of its labels, without the colon."""
        relations = self.call(ATSPI + "Accessible", "GetRelationSet")
        labels = [Widget(target).name() for kind, targets in relations
                  if kind == LABELLED_BY for target in targets]
        return [self.name()] + [label.rstrip(":") for label in labels]

    def has_focus(self):
        """Of a list, it is the items that have it."""
        return self.is_("focused") or any(child.is_("focused") for child in self.children())

    def act(self):
        if not self.call(ATSPI + "Action", "DoAction", GLib.Variant("(i)", (0,))):
            raise Missing("it cannot be activated")

    def text(self):
        return self.call(ATSPI + "Text", "GetText", GLib.Variant("(ii)", (0, -1)))

    def set_text(self, text):
        self.call(ATSPI + "EditableText", "SetTextContents", GLib.Variant("(s)", (text,)))

    def value(self):
        return self.get("Value", "CurrentValue")

    def set_value(self, value):
        self.call("org.freedesktop.DBus.Properties", "Set",
                  GLib.Variant("(ssv)", (ATSPI + "Value", "CurrentValue",
                                         GLib.Variant("d", value))))

    def select(self, index):
        self.call(ATSPI + "Selection", "SelectChild", GLib.Variant("(i)", (index,)))

    def inside(self, is_shown=True):
        """All that is in it; if only what is shown, without looking into the rest."""
        for child in self.children():
            try:
                role = child.role()
                if not is_shown or child.is_("showing"):
                    yield child, role
                    yield from child.inside(is_shown)
            except Missing:  # it has just gone
                continue

    def in_reach(self, state="showing"):
        """What is shown, or would be if its page were scrolled, which GTK 3 tells apart."""
        for child in self.children():
            try:
                role = child.role()
                if child.is_(state):
                    yield child, role
                    yield from child.in_reach("visible" if role == "viewport" else state)
            except Missing:
                continue

    def tell(self, depth=0):
        try:
            states = [state for state in STATES if self.is_(state)]
            print("  " * depth + self.role(), self.names(), *states, file=sys.stderr)
            for child in self.children():
                if child.is_("showing"):
                    child.tell(depth + 1)
        except Missing as missing:
            print("  " * depth + str(missing), file=sys.stderr)


def wait(find, *arguments):
    """The function's answer, once it has one."""
    while True:
        try:
            return find(*arguments)
        except Missing:
            if time.monotonic() > end:
                raise
        time.sleep(0.05)


def list_windows(title):
    """The windows of all programs whose title is such a one, the newest first."""
    found = []
    for program in Widget(REGISTRY).children():
        try:
            for window in program.children():
                if re.search(title, window.name()) and window.is_("showing"):
                    found.insert(0, window)
        except Missing:
            continue
    return found


def find(title, name, roles):
    """The widget of that name, which can be used."""
    for window in list_windows(title):
        for widget, role in window.in_reach():
            if role in roles and any(name == its_name or re.fullmatch(name, its_name)
                                     for its_name in widget.names()):
                if not widget.is_("sensitive"):
                    raise Missing(f"“{name}” is insensitive")
                return widget
    raise Missing(f"there is no “{name}” in “{title}”")


def expect(what, test):
    """Waits for what an action does."""
    def look():
        if not test():
            raise Missing(what)
    wait(look)


# The verbs


def activate(title, name):
    wait(find, title, name, BUTTONS).act()


def set_checked(title, name, answer):
    widget = wait(find, title, name, BUTTONS)
    if widget.is_("checked") != (answer == "yes"):
        widget.act()
    expect(f"“{name}” is not to be changed", lambda: widget.is_("checked") == (answer == "yes"))


def expand(title, name):
    def look():
        for window in list_windows(title):
            for widget, role in window.in_reach():
                if role == "toggle button" and name == widget.name():
                    return widget
        raise Missing(f"there is no “{name}” to be opened")
    widget = wait(look)
    if not widget.is_("expanded"):
        widget.act()
    expect(f"“{name}” does not open", lambda: widget.is_("expanded"))


def focus_on(title, name):
    def look():
        for window in list_windows(title):
            for widget, _ in window.inside():
                if name in widget.names():
                    return widget
        raise Missing(f"there is no “{name}”")
    widget = wait(look)
    widget.call(ATSPI + "Component", "GrabFocus")
    expect(f"“{name}” does not take the focus", widget.has_focus)


def set_text(title, name, text=""):
    widget = wait(find, title, name, {"text", "spin button"})
    widget.set_text(text)
    expect(f"“{name}” does not take “{text}”", lambda: widget.text() == text)


def set_value(title, name, value):
    widget = wait(find, title, name, {"spin button", "slider"})
    widget.set_value(float(value))
    expect(f"“{name}” does not take {value}", lambda: widget.value() == float(value))


def choose_nth(title, name, index):
    """An item whose name does not matter."""
    combo = wait(find, title, name, {"combo box"})
    item = combo.children()[0].children()[int(index)].name()
    combo.select(int(index))
    expect(f"“{name}” does not take “{item}”", lambda: combo.name() == item)


def choose(title, name, item):
    widget = wait(find, title, name, {"combo box"})
    index = wait(find_item, widget, item)
    widget.select(index)
    expect(f"“{name}” does not take “{item}”", lambda: re.search(item, widget.name()))


def list_items(combo):
    return [child.name() for menu in combo.children() for child in menu.children()]


def items(title, name):
    """What a combo box offers."""
    return wait(lambda: "; ".join(list_items(find(title, name, {"combo box"}))))


def find_item(combo, item):
    names = list_items(combo)
    for index, name in enumerate(names):
        if re.search(item, name):
            return index
    raise Missing(f"there is no “{item}” among {names}")


def turn_to(title, name):
    def find_page():
        for window in list_windows(title):
            for widget, role in window.inside():
                if role == "page tab list":
                    for index, page in enumerate(widget.children()):
                        if page.name() == name:
                            return widget, index, page
        raise Missing(f"there is no page “{name}” in “{title}”")
    notebook, index, page = wait(find_page)
    notebook.select(index)
    expect(f"the page “{name}” does not come", lambda: page.children()[0].is_("showing"))


def place(title, name):
    """Where what the wheel can change is on the screen, away from a number's buttons."""
    widget = wait(find, title, name, {"combo box", "spin button", "slider"})
    x, y, width, height = widget.call(ATSPI + "Component", "GetExtents",
                                      GLib.Variant("(u)", (0,)))
    return f"{x + width // 4} {y + height // 2}"


def menu(title, *path):
    """An entry of a menu, such as “Edit”, “^Undo”; all but the first are patterns."""
    def find_entry():
        bars = [widget for window in list_windows(title)
                for widget, role in window.inside() if role == "menu bar"]
        if not bars:
            raise Missing("there is no menu")
        entry = bars[0]
        for step in path:
            entry = next((child for child in entry.children()
                          if re.search(step, child.name())), None)
            if not entry:
                raise Missing(f"the menu has no “{step}”")
        if not entry.is_("sensitive"):
            raise Missing(f"the entry “{path[-1]}” is insensitive")
        return entry
    wait(find_entry).act()


def text(title, name):
    return wait(lambda: find(title, name, {"text", "spin button"}).text())


def has_text(title, name, text=""):
    def look():
        its_text = find(title, name, {"text", "spin button"}).text()
        if its_text != text:
            raise Missing(f"“{name}” has the text “{its_text}”")
    wait(look)


def tells(title, pattern):
    """A label, or a button, says that."""
    def look():
        for window in list_windows(title):
            for widget, role in window.inside():
                if re.search(pattern, widget.name()):
                    return widget.name()
        raise Missing(f"nothing says “{pattern}”")
    return wait(look)


def lacks(title, pattern):
    """Nothing that is shown says that."""
    def look():
        for window in list_windows(title):
            for widget, role in window.inside():
                if re.search(pattern, widget.name()):
                    raise Missing(f"“{widget.name()}” is still there")
    wait(look)


def is_(title, name, state):
    """Some widget of that name is in that state; “not-…” is its opposite."""
    def look():
        for window in list_windows(title):
            for widget, role in window.inside():
                if name in widget.names() and \
                        (role == "toggle button" or not state.endswith("expanded")) and \
                        widget.is_(state.removeprefix("not-")) != state.startswith("not-"):
                    return
        raise Missing(f"“{name}” is not {state}")
    wait(look)


def tree(title):
    for window in list_windows(title):
        window.tell()


VERBS = {"activate": activate, "expand": expand, "focus_on": focus_on, "set_checked": set_checked, "set_text": set_text,
         "set_value": set_value, "choose": choose, "choose_nth": choose_nth, "items": items, "place": place,
         "turn_to": turn_to, "menu": menu, "text": text, "has_text": has_text, "tells": tells, "lacks": lacks, "is": is_,
         "tree": tree}


def answer(verb, title, *arguments):
    try:
        return "ok", VERBS[verb](title, *arguments)
    except Missing as missing:
        print(verb, title, *arguments, missing, file=sys.stderr)
        tree(title)
        return "no", missing


bus = Gio.DBusConnection.new_for_address_sync(
    os.environ["AT_SPI_BUS_ADDRESS"],
    Gio.DBusConnectionFlags.AUTHENTICATION_CLIENT |
    Gio.DBusConnectionFlags.MESSAGE_BUS_CONNECTION, None, None)
for line in sys.stdin:
    end = time.monotonic() + float(sys.argv[1])
    result, what = answer(*line.rstrip("\n").split("\t"))
    print(result, "" if what is None else str(what).replace("\n", " "), flush=True)
