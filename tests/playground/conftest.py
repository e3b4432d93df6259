"""Node and the page for the tests of the playground; what is missing skips by name, in CI it is an error."""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from actlab.playground import engine, page


def absent(what: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(f"{what} must be there in CI")
    pytest.skip(f"{what} is not there")


@pytest.fixture(scope="session")
def node() -> Callable[[str, Any], Any]:
    """Run a module's text in Node with the engine as ``engine`` and an argument as ``given``; gives what it returns."""
    path = shutil.which("node")
    if path is None:
        absent("node")

    def run(body: str, given: Any = None) -> Any:
        code = (
            f"import * as engine from {json.dumps(engine().as_uri())};\n"
            "let text = ''; for await (const part of process.stdin) text += part;\n"
            "const given = JSON.parse(text);\n"
            f"const result = await (async () => {{ {body} }})();\n"
            "console.log(JSON.stringify(result));"
        )
        command = [path, "--input-type=module", "-e", code]
        done = subprocess.run(
            command, input=json.dumps(given), capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return run


class Tab:
    """A browser tab on the page that fails when the page complains or asks for anything."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.complaints, self.requests = tab, [], []
        self.listeners = {
            "console": lambda message: self.complaints.append(message.text),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "request": lambda request: self.requests.append(request.url),
        }
        for event, listener in self.listeners.items():
            tab.on(event, listener)

    def open(self, fragment: str = "", url: str | None = None) -> Any:
        self.tab.goto((url or page().as_uri()) + fragment)
        self.until("document.getElementById('panel').children.length > 0")
        return self.tab

    def wait_for_network(self) -> None:
        self.until("document.querySelectorAll('#numbers dd').length > 1")

    def epoch(self) -> int:
        return int(self.tab.inner_text("#epoch").replace(",", ""))

    def linked(self, text: str) -> None:
        """Wait for the link to hold a text: it is written a fifth of a second after the last change at most."""
        self.until(f"decodeURIComponent(location.hash).includes({json.dumps(text)})")

    def pick(self, opener: str, key: str) -> None:
        """Choose a function in the gallery that a button opens."""
        self.tab.click(opener)
        self.tab.click(f"#pick-{key}")

    def until(self, expression: str, seconds: float = 60) -> None:
        """Playwright's own waiting evaluates a string in the page, which the server's policy forbids."""
        end = time.monotonic() + seconds
        while not self.tab.evaluate(expression):
            assert time.monotonic() < end, f"not within {seconds} s: {expression}"
            time.sleep(0.02)

    def train_to(self, epoch: int) -> None:
        shown = "document.getElementById('epoch').textContent.replace(/,/g, '')"
        self.tab.click("#play")
        self.until(f"Number({shown}) >= {epoch}")
        self.tab.click("#play")
        # A frame may still be on its way; the link is right when it names the epoch that is shown.
        self.tab.wait_for_timeout(300)
        self.until(f"location.hash.includes('epoch=' + {shown})")


# Playwright waits for a text by eval, which the page's policy forbids; tests of the policy do without.
VIEW = {"viewport": {"width": 1280, "height": 900}, "bypass_csp": True}


@pytest.fixture(scope="session")
def plain_tab(chromium) -> Iterator[Any]:
    """A tab that tests use one after another: a new one takes half a second, and the page stores nothing."""
    tab = chromium.new_page(**VIEW)
    yield tab
    tab.close()


@pytest.fixture
def tabs(chromium, plain_tab) -> Iterator[Callable[..., Tab]]:
    """Open tabs; at the end none may have complained or asked for anything but the page, its data or its worker."""
    opened: list[Tab] = []

    def new(**options: Any) -> Tab:
        plain = not options and all(found.tab is not plain_tab for found in opened)
        opened.append(Tab(plain_tab if plain else chromium.new_page(**{**VIEW, **options})))
        return opened[-1]

    yield new
    for found in opened:
        if found.tab is plain_tab:
            found.tab.goto("about:blank")
            for event, listener in found.listeners.items():
                found.tab.remove_listener(event, listener)
        else:
            found.tab.close()
    for found in opened:
        assert not found.complaints
        own = {page().as_uri(), *(url for url in found.requests if url.startswith("http://127.0.0.1:"))}
        elsewhere = [
            url for url in found.requests if url.split("#")[0] not in own and not url.startswith(("blob:", "data:"))
        ]
        assert not elsewhere


@pytest.fixture
def tab(tabs: Callable[..., Tab]) -> Tab:
    return tabs()


@pytest.fixture
def two_tabs(chromium, tmp_path: Path) -> Iterator[tuple[Tab, Any]]:
    """The page and an empty tab of a window in which a tab behind another one is hidden, as for anyone.

    Playwright holds every page of a browser that it starts visible; in one that it only connects to, it does not.
    """
    flags = ["--headless=new", "--no-sandbox", "--disable-background-networking", "--remote-debugging-port=0"]
    command = [shutil.which("chromium"), *flags, f"--user-data-dir={tmp_path / 'profile'}", "about:blank"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            address = next(match[0] for line in process.stderr if (match := re.search(r"ws://\S+", line)))
            browser = chromium.browser_type.connect_over_cdp(address, no_defaults=True)
            page_of = browser.contexts[0].new_page
            yield Tab(page_of()), page_of()
            browser.close()
        finally:
            process.terminate()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    def make(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return make


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, a development dependency of the page."""
    path = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
    if not path.is_file():
        absent("axe-core (cd web && npm ci --ignore-scripts)")
    return path.read_text("utf-8")
