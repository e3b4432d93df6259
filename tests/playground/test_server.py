"""The server: this machine only, one page, the next free port."""

import http.client
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from actlab.errors import BadValue
from actlab.playground import page
from actlab.playground.server import MOST_CONNECTIONS, Server, open_server


@pytest.fixture
def server() -> Iterator[Server]:
    with open_server(0) as found:
        thread = threading.Thread(target=found.serve_forever, args=(0.02,))
        thread.start()
        yield found
        found.shutdown()
        thread.join()


def ask(server: Server, path: str = "/", method: str = "GET", **headers: str) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=120)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, dict(answer.getheaders())


def test_it_serves_the_page(server: Server) -> None:
    status, body, headers = ask(server)
    assert status == 200
    assert body == page().read_bytes()
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert ask(server, "/index.html?x=1")[0] == 200


def test_head_gives_the_length_alone(server: Server) -> None:
    status, body, headers = ask(server, method="HEAD")
    assert (status, body, int(headers["Content-Length"])) == (200, b"", page().stat().st_size)


@pytest.mark.parametrize("path", ["/etc/passwd", "/../server.py", "/server.py", "/engine.mjs", "/%2e%2e/"])
def test_it_serves_nothing_else(server: Server, path: str) -> None:
    assert ask(server, path)[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8017", "127.0.0.1.evil.example:80", "", "192.168.0.4", "localhost.evil:1"]
)
def test_other_names_are_refused(server: Server, host: str) -> None:
    status, body, _ = ask(server, Host=host)
    assert status == 421
    assert b"localhost" in body


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}"])
def test_its_own_names_are_answered(server: Server, host: str) -> None:
    assert ask(server, Host=host.format(port=server.server_port))[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(server: Server, method: str) -> None:
    assert ask(server, method=method)[0] == 501


def test_it_listens_on_loopback_only(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, server: Server) -> Server:
    monkeypatch.setattr("actlab.playground.server.READ_SECONDS", 0.5)
    return server


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: localhost\r\n"], ids=["nothing", "half a request"])
def test_a_connection_that_says_nothing_is_closed(impatient: Server, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", impatient.server_port), timeout=30) as silent:
        silent.sendall(sent)
        assert silent.recv(1) == b""


def test_a_connection_that_says_a_letter_now_and_then_is_closed(
    monkeypatch: pytest.MonkeyPatch, server: Server
) -> None:
    monkeypatch.setattr("actlab.playground.server.OPEN_SECONDS", 0.3)

    def speak(slowly: socket.socket) -> None:
        for _ in range(1000):
            slowly.sendall(b"G")
            time.sleep(0.05)

    with socket.create_connection(("127.0.0.1", server.server_port)) as one, pytest.raises(ConnectionError):
        speak(one)


def test_a_refused_connection_that_has_gone_already_does_not_end_the_server(server: Server) -> None:
    held = [socket.create_connection(("127.0.0.1", server.server_port), timeout=30) for _ in range(MOST_CONNECTIONS)]
    for _ in range(100):
        with socket.socket() as gone:
            gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            gone.connect(("127.0.0.1", server.server_port))
    for connection in held:
        connection.close()
    comes_back(server)


def test_many_open_connections_hold_few_threads_and_the_page_comes_back(server: Server) -> None:
    before = threading.active_count()
    opened = [socket.create_connection(("127.0.0.1", server.server_port), timeout=30) for _ in range(200)]
    try:
        refusals = [connection.recv(12) for connection in opened[MOST_CONNECTIONS:]]
        assert set(refusals) == {b"HTTP/1.1 503"}
        assert threading.active_count() - before <= MOST_CONNECTIONS
    finally:
        for connection in opened:
            connection.close()
    comes_back(server)


def comes_back(server: Server) -> None:
    end = time.monotonic() + 30
    while ask(server)[0] != 200:
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_port_in_use_is_passed_over_and_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told: list[int] = []
        with open_server(port, told.append) as found:
            assert told[0] == port
            assert found.server_port > port


def test_when_all_are_in_use_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("actlab.playground.server.TRIED", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(BadValue, match=f"--port: {port} to {port} are all in use"):
            open_server(port)


@pytest.mark.parametrize("port", [-1, 65536])
def test_a_port_that_does_not_exist_is_refused(port: int) -> None:
    with pytest.raises(BadValue, match="--port: expected a number from 0 to 65535"):
        open_server(port)


def test_the_command_serves_until_it_is_interrupted() -> None:
    code = "import typer; from actlab.commands.play import play; app = typer.Typer(); app.command()(play); app()"
    command = [sys.executable, "-c", code, "--port", "0", "--no-browser"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),  # a background shell ignores it
    )
    line = process.stdout.readline()
    port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", line).group(1))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()
    with socket.create_connection(("127.0.0.1", port)) as broken:  # a browser that is closed while it asks
        broken.sendall(b"GET / HT")
        time.sleep(0.2)
        broken.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=300)
    assert process.returncode == 0, errors
    assert "Stopped." in errors
    assert "Traceback" not in errors
