"""The site as `make site` builds it: whole, offline, and refusing what is broken. Two function pages, for speed."""

import os
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import util
from pathlib import Path
from threading import Thread
from types import ModuleType, SimpleNamespace

import pytest
import yaml

ROOT = Path(__file__).parent.parent
pytest.importorskip("mkdocs", reason="needs pip install 'actlab[docs]'")
pytest.importorskip("material", reason="needs pip install 'actlab[docs]'")


def build(config: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SITE_FUNCTIONS": "mish leaky_relu", "NO_MKDOCS_2_WARNING": "1"}
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "-f",
        str(config),
        "-d",
        str(folder),
    ]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False, cwd=ROOT)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT / "mkdocs.yml", folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_site_asks_for_nothing_and_searches_from_disk(site: Path, chromium) -> None:
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "index.html").as_uri())
    page.wait_for_selector("html.js")  # its script has run, and listens
    page.locator("[data-md-component=search-query]").focus()
    page.keyboard.type("leaky")
    page.locator("a.md-search-result__link[href*='functions/leaky_relu.html']").first.wait_for(state="attached")
    for each in ("functions/mish.html", "reference/nn.html", "playground.html"):
        page.goto((site / each).as_uri())
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:", "about:"))] == []
    page.close()


def test_no_script_of_a_page_fails_and_the_table_of_functions_sorts(site: Path, chromium) -> None:
    page = chromium.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    for each in ("index.html", "playground.html", "evidence/index.html", "functions/index.html"):
        page.goto((site / each).as_uri())
    rows = [page.eval_on_selector_all("#catalogue tbody tr", "rows => rows.map(row => row.cells[0].innerText)")]
    for _ in range(2):
        page.locator("#catalogue th button").first.click()
        rows.append(page.eval_on_selector_all("#catalogue tbody tr", "rows => rows.map(row => row.cells[0].innerText)"))
    page.close()
    assert faults == []
    assert rows[1:] == [sorted(rows[0]), sorted(rows[0], reverse=True)]


def test_pages_hold_what_the_records_and_examples_say(site: Path) -> None:
    mish = (site / "functions" / "mish.html").read_text("utf-8")
    assert "<math" in mish
    assert mish.count("<svg") > 2  # chart and gradient graph beside the icons
    assert "-0x1.0332cap+1" in mish  # the witness of the largest error
    assert "accelerate" in (site / "guides" / "fast.html").read_text("utf-8")
    assert "step   0: the neuron says" in (site / "tutorials" / "from_scratch.html").read_text("utf-8")
    assert "SavingMish" not in (site / "reference" / "nn.html").read_text("utf-8")


@pytest.fixture(scope="module")
def served(site: Path) -> Iterator[str]:
    """The address of the site on a server of this machine."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=site))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("place", ["disk", "server"])
def test_the_policy_of_a_page_hinders_none_of_its_own_scripts(place: str, site: Path, served: str, chromium) -> None:
    start = served if place == "server" else site.as_uri()
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for each in (
        "functions/mish",
        "tutorials/index",
        "reference/nn",
        "evidence/index",
        "playground",
        "functions/index",
    ):
        page.goto(f"{start}/{each}.html")
        page.wait_for_selector("html.js")
        assert page.locator('meta[http-equiv="Content-Security-Policy"]').count() == 1
    page.locator("#catalogue th button").nth(1).click()  # the table's own script
    assert page.locator("#catalogue th[aria-sort=ascending]").count() == 1
    page.goto(f"{start}/playground.html")
    page.frame_locator("iframe.whole").locator("canvas").first.wait_for()
    page.locator("[data-md-component=search-query]").focus()  # its worker loads the index
    page.keyboard.type("leaky")
    page.locator("a.md-search-result__link[href*='leaky_relu.html']").first.wait_for(state="attached")
    if place == "server":
        page.goto(f"{start}/404.html")
        page.wait_for_selector("html.js")
    assert said == []
    page.close()


INJECTED = """<script>window.ran = "an inline script"</script><script src="{served}/elsewhere.js"></script>
<img src="nowhere.png" onerror="window.ran = 'a handler'"><svg onload="window.ran = 'a handler of a figure'"></svg>
<iframe srcdoc="<script>parent.ran = 'a frame'</script>"></iframe>
<a id="link" href="javascript:void(window.ran = 'a link')">x</a>"""


def test_a_script_in_a_text_of_the_site_does_not_run(site: Path, served: str, chromium) -> None:
    (site / "elsewhere.js").write_text("window.ran = 'a script from elsewhere'")
    text = (site / "functions" / "mish.html").read_text("utf-8")
    injected = text.replace("<article", INJECTED.format(served=served) + "<article", 1)
    unguarded = injected.replace("Content-Security-Policy", "Nothing")
    for name, whole in (("guarded", injected), ("unguarded", unguarded)):
        place = site / "functions" / f"{name}.html"
        place.write_text(whole, "utf-8")
        page = chromium.new_page()
        page.goto(place.as_uri())
        page.wait_for_selector("html.js")
        assert (page.evaluate("window.ran ?? null") is None) == (name == "guarded")
        page.locator("#link").evaluate("link => link.click()")
        page.wait_for_timeout(100)  # a link's script runs after the click
        assert page.evaluate("window.ran ?? null") == {"guarded": None, "unguarded": "a link"}[name]
        page.close()


def test_a_script_that_is_written_on_a_page_is_not_allowed_by_the_build(tmp_path: Path, chromium) -> None:
    policy = load("policy")
    content = "<h1>A title</h1><script>window.ran = 1</script>"
    frame = f'<html><head><meta charset="utf-8"><script>window.own = 1</script></head><body>{content}</body></html>'
    (tmp_path / "page.html").write_text(policy.on_post_page(frame, SimpleNamespace(content=content, url="page.html")))
    page = chromium.new_page()
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("[window.own, window.ran ?? null]") == [1, None]
    page.close()


def load(name: str) -> ModuleType:
    spec = util.spec_from_file_location(name, ROOT / "tools" / f"{name}.py")
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[a dead link](nowhere.md)", "nowhere.md"),
        ("[a dead anchor](#nowhere)", "nowhere"),
        ('```python\n--8<-- "examples/nowhere.py"\n```', "nowhere.py"),
        ("::: actlab.nowhere", "actlab.nowhere"),
    ],
)
def test_a_broken_page_ends_the_build_and_is_named(text: str, message: str, tmp_path: Path) -> None:
    config = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(f"# Broken\n\n{text}\n")
    for key in ("nav", "hooks", "not_in_nav", "watch", "site_dir", "extra_css"):
        config.pop(key)
    config["theme"] = {"name": "mkdocs"}
    config["plugins"] = [each for each in config["plugins"] if isinstance(each, dict)]
    options = config["plugins"][0]["mkdocstrings"]["handlers"]["python"]
    options["paths"] = [str(ROOT / "src")]
    options["options"].pop("extensions")
    config["markdown_extensions"][-1]["pymdownx.snippets"]["base_path"] = [str(ROOT)]
    (tmp_path / "mkdocs.yml").write_text(yaml.safe_dump(config))
    done = build(tmp_path / "mkdocs.yml", tmp_path / "out")
    assert done.returncode != 0
    assert message in done.stdout + done.stderr
