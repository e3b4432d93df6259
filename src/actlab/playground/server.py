"""Serve the page on loopback: one file, no folder, no other host."""

import errno
import socket
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from actlab.errors import BadValue
from actlab.playground import page

HOST = "127.0.0.1"
PORT = 8017
TRIED = 20  # ports, one after the other
READ_SECONDS = 10.0  # how long a connection may say nothing
OPEN_SECONDS = 60.0  # how long one may last: else it stays for ever by saying a letter now and then
MOST_CONNECTIONS = 64  # a browser opens six; each open one holds a thread
NAMES = ("127.0.0.1", "localhost", "[::1]")
# Nothing from anywhere: scripts and styles are in the page, the worker comes from a blob, links are data.
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob: data:; style-src 'unsafe-inline'; "
    "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class Server(ThreadingHTTPServer):
    """Bound to loopback; answers requests for the page and no others."""

    daemon_threads = True
    request_queue_size = MOST_CONNECTIONS  # at 5, what waits longer is tried again by the other side after a second
    allow_reuse_address = False  # on Linux a port in use would otherwise be taken from under another server

    def __init__(self, port: int) -> None:
        super().__init__((HOST, port), _Handler)
        self._places = threading.BoundedSemaphore(MOST_CONNECTIONS)
        self._until: dict[socket.socket, float] = {}  # for each open connection, when it has to end

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://{HOST}:{self.server_port}/"

    def verify_request(self, request: Any, client_address: Any) -> bool:  # noqa: ARG002 - socketserver passes it
        """Take a place for the connection; where none is left, answer 503 and let it be closed."""
        taken = self._places.acquire(blocking=False)
        if not taken:
            with suppress(OSError):  # it has gone already; here an error would end the server
                request.settimeout(READ_SECONDS)
                request.sendall(b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return taken

    def process_request_thread(self, request: socket.socket, client_address: Any) -> None:  # type: ignore[override]
        """Serve one connection, and give its place back."""
        self._until[request] = time.monotonic() + OPEN_SECONDS
        try:
            super().process_request_thread(request, client_address)
        finally:
            del self._until[request]
            self._places.release()

    def service_actions(self) -> None:
        """Break off what has lasted too long; ``serve_forever`` calls this twice a second."""
        now = time.monotonic()
        for connection, until in list(self._until.items()):
            if now > until:
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that broke off a connection; everything else is an error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server_version = "actlab"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        """Wait no longer than ``READ_SECONDS`` for what the other side sends."""
        super().setup()
        self.connection.settimeout(READ_SECONDS)

    def do_GET(self) -> None:
        """The page, for this machine's own names only."""
        self._answer(send_body=True)

    def do_HEAD(self) -> None:
        """As GET, without the page."""
        self._answer(send_body=False)

    def _answer(self, send_body: bool) -> None:
        # A page elsewhere can point a name of its own at 127.0.0.1 and read what is served there; the name tells.
        host = self.headers.get("Host", "")
        if host.rpartition(":")[0] not in NAMES and host not in NAMES:
            self._send(
                HTTPStatus.MISDIRECTED_REQUEST, b"This server answers to localhost only.\n", "text/plain", send_body
            )
        elif self.path.partition("?")[0] not in ("/", "/index.html"):
            self._send(HTTPStatus.NOT_FOUND, b"There is only one page here: /\n", "text/plain", send_body)
        else:
            self._send(HTTPStatus.OK, page().read_bytes(), "text/html; charset=utf-8", send_body)

    def _send(self, status: HTTPStatus, body: bytes, kind: str, send_body: bool) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        if send_body:
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is http.server's
        """Say nothing."""


def open_server(port: int = PORT, on_taken: Callable[[int], None] = lambda _: None) -> Server:
    """A server on ``port``, or on the next one that is free.

    Arguments:
        port: 1 to 65535, or 0 for any.
        on_taken: called with each port that is in use.
    """
    if not 0 <= port <= 65535:
        raise BadValue(f"--port: expected a number from 0 to 65535, got {port}.")
    for tried in range(port, min(port + TRIED, 65536)):
        try:
            return Server(tried)
        except OSError as error:
            if error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
            on_taken(tried)
    raise BadValue(f"--port: {port} to {min(port + TRIED, 65536) - 1} are all in use; choose another one.")
