# SPDX-License-Identifier: GPL-3.0-or-later

"""A server on 127.0.0.1 that behaves well or badly, as the address says.

    python3 fetch_server.py FOLDER LOG [silent]

makes FOLDER/weights.safetensors, which holds VGG16's first two layers, and serves the
folder's files as http://127.0.0.1:PORT/BEHAVIOUR/NAME. The system chooses the port, which
is printed. Each request adds a line to LOG: address, the header Range, status, and how
many bytes of the file were sent. A request to be a proxy is refused, or not answered at
all. The server ends with its standard input.
"""

import array
import hashlib
import json
import math
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER, LOG = sys.argv[1:3]
IS_SILENT = "silent" in sys.argv[3:]
PAGE = b"<!DOCTYPE html><title>Sign in</title><p>Sign in to use this network.</p>"
PIECE = 4096
counts = {}
lock = threading.Lock()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self):
        if IS_SILENT:
            self.record(self.path, 0, 0)
            time.sleep(600)
        self.refuse(403)

    def do_GET(self):
        _, behaviour, name = self.path.split("?")[0].split("/", 2)
        with lock:
            self.number = counts[self.path] = counts.get(self.path, 0) + 1
        method = getattr(self, "serve_" + behaviour.replace("-", "_"), None)
        if method is None:
            return self.refuse(404)
        try:
            method(name)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    # What an address can begin with

    def serve_good(self, name):
        self.send_file(self.read(name))

    def serve_slow(self, name):
        self.send_file(self.read(name), seconds=0.02)

    def serve_break(self, name):
        """Breaks off the first answer in the middle."""
        self.send_file(self.read(name), stop=None if self.number > 1 else 50000)

    def serve_break_always(self, name):
        self.send_file(self.read(name), stop=10000)

    def serve_no_ranges(self, name):
        self.send_file(self.read(name), ranges=False, stop=None if self.number > 1 else 50000)

    def serve_no_ranges_ever(self, name):
        self.send_file(self.read(name), ranges=False)

    def serve_wrong_range(self, name):
        """Breaks off, and then sends another part than was asked for."""
        if "Range" not in self.headers:
            self.send_file(self.read(name), stop=None if self.number > 1 else 50000)
        else:
            self.headers.replace_header("Range", "bytes=7-")
            self.send_file(self.read(name), stop=1)

    def serve_changed(self, name):
        """Breaks off what is another file of the same size."""
        content = self.read(name)
        if self.number == 1:
            self.send_file(bytes(len(content)), stop=50000)
        else:
            self.send_file(content)

    def serve_stall(self, name):
        """Sends nothing any more after some of the file."""
        self.send_file(self.read(name), stop=50000, wait=600)

    def serve_silent(self, name):
        time.sleep(600)

    def serve_no_length(self, name):
        self.send_file(self.read(name), length=False)

    def serve_longer(self, name):
        self.send_file(self.read(name) + b"more", length=False)

    def serve_endless(self, name):
        self.send_file(bytes(100 << 20), length=False)

    def serve_trickle(self, name):
        """Sends some bytes a second for ever, of a file without a known size."""
        self.send_file(bytes(100 << 20), length=False, seconds=0.1, piece=13)

    def serve_endless_headers(self, name):
        """Sends one header a tenth of a second for ever."""
        self.send_response(200)
        self.flush_headers()
        while True:
            self.wfile.write(b"X-More: headers\r\n")
            time.sleep(0.1)

    def serve_empty(self, name):
        self.send_file(b"")

    def serve_page(self, name):
        self.send_file(PAGE, ranges=False, kind="text/html; charset=utf-8")

    def serve_zeros(self, name):
        """The right size, and nothing else."""
        self.send_file(bytes(len(self.read(name))))

    def serve_huge(self, name):
        """Announces more than any disk has."""
        self.send_response(200)
        self.send_header("Content-Length", str(1 << 60))
        self.end_headers()
        self.wfile.write(bytes(PIECE))

    def serve_once_500(self, name):
        if self.number == 1:
            self.refuse(500)
        else:
            self.send_file(self.read(name))

    def serve_500(self, name):
        self.refuse(500)

    def serve_403(self, name):
        self.refuse(403)

    def serve_moved(self, name):
        self.refuse(302, "/good/" + name)

    def serve_moved_to_file(self, name):
        self.refuse(302, "file://" + os.path.join(FOLDER, name))

    def serve_moved_round(self, name):
        self.refuse(302, self.path)

    # How

    def read(self, name):
        with open(os.path.join(FOLDER, os.path.basename(name)), "rb") as file:
            return file.read()

    def refuse(self, status, location=None):
        self.record(self.path, status, 0)
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", str(len(PAGE)))
        self.end_headers()
        self.wfile.write(PAGE)

    def send_file(self, content, ranges=True, length=True, kind="application/octet-stream",
                  stop=None, seconds=0, wait=0, piece=PIECE):
        """Sends what the request's range asks for; no more than @stop bytes."""
        size = len(content)
        match = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if match and ranges:
            first, last = int(match[1]), min(int(match[2] or size - 1), size - 1)
            if first >= size:
                return self.refuse(416)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
        else:
            first, last = 0, size - 1
            self.send_response(200)
        if length:
            self.send_header("Content-Length", str(last + 1 - first))
        else:
            self.send_header("Connection", "close")
            self.close_connection = True
        self.send_header("Content-Type", kind)
        self.send_header("ETag", '"' + hashlib.md5(content).hexdigest() + '"')
        self.end_headers()
        end = last + 1 if stop is None else min(last + 1, first + stop)
        self.send_pieces(content, first, end, 206 if match and ranges else 200, seconds, piece)
        if stop is not None:
            self.wfile.flush()
            time.sleep(wait)
            self.close_connection = True

    def send_pieces(self, content, first, end, status, seconds, piece):
        position = first
        try:
            while position < end:
                self.wfile.write(content[position:min(position + piece, end)])
                position = min(position + piece, end)
                time.sleep(seconds)
        finally:
            self.record(self.path, status, position - first)

    def record(self, path, status, n_bytes):
        with lock, open(LOG, "a", encoding="utf-8") as log:
            print(path, self.headers.get("Range", "-"), status, n_bytes, file=log)

    def log_message(self, *arguments):
        pass


def make_weights():
    """Values of which no two pieces are alike, so that a wrong mixture shows."""
    header, data = {}, array.array("f")
    for name, shape in (("block1_conv1", (3, 3, 3, 64)), ("block1_conv2", (3, 3, 64, 64))):
        for part, sizes in (("kernel", shape), ("bias", shape[-1:])):
            count, begin = math.prod(sizes), 4 * len(data)
            data.extend(i / 1024 for i in range(len(data), len(data) + count))
            header[f"{name}/{part}"] = {
                "dtype": "F32", "shape": sizes, "data_offsets": [begin, 4 * len(data)]}
    if sys.byteorder == "big":
        data.byteswap()
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + data.tobytes()


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """That a client went away is part of the tests."""


def main():
    with open(os.path.join(FOLDER, "weights.safetensors"), "wb") as file:
        file.write(make_weights())
    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


main()
