"""The generated pages of the site: what is shown to be used works, and what is missing ends the build, by name."""

import importlib.util
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import actlab
from actlab.define import Source, choose_gate, gates

pytest.importorskip("mkdocs", reason="needs pip install 'actlab[docs]'")
ROOT = Path(__file__).parent.parent
SOME = ("mish", "leaky_relu")


@pytest.fixture(scope="module")
def pages():
    specification = importlib.util.spec_from_file_location("actlab_site_pages", ROOT / "tools" / "pages.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


def use_it(page: str) -> str:
    """The Python blocks of a page, in their order."""
    return "\n".join(re.sub(r"(?m)^    ", "", text) for text in re.findall(r"    ```python\n(.*?)    ```", page, re.S))


def run_uses(pages, monkeypatch: pytest.MonkeyPatch, functions: tuple[str, ...]) -> None:
    monkeypatch.setenv("SITE_FUNCTIONS", " ".join(functions))
    for name, page in pages.function_pages().items():
        if name != "functions/index.md":
            assert use_it(page)
            exec(compile(use_it(page), name, "exec"), {})


def test_the_code_under_use_it_in_runs(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    run_uses(pages, monkeypatch, SOME)


@pytest.mark.slow
def test_the_code_under_use_it_in_runs_for_every_function(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    run_uses(pages, monkeypatch, actlab.names())


def test_each_gate_has_a_page_whose_code_runs(pages) -> None:
    texts = pages.gate_pages()
    assert {f"functions/{key}.md" for key in gates()} == texts.keys()
    for name, page in texts.items():
        assert "<svg" in page
        exec(compile(use_it(page), name, "exec"), {})


def test_a_record_without_a_source_ends_the_build(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(actlab.record("mish"), source=Source("", 2026, ""))
    monkeypatch.setattr(pages, "record", lambda key: bare)
    with pytest.raises(pages.PluginError, match="record 'mish' has no source; add one in src/actlab/define/library"):
        pages._facts("mish")
    bare_gate = replace(choose_gate("swiglu").activation, source=Source("", 2026, ""))
    monkeypatch.setattr(pages, "gate", lambda key: bare_gate)
    with pytest.raises(pages.PluginError, match="record 'swiglu' has no source; add one in src/actlab/define/gates.py"):
        pages.gate_pages()


def test_a_public_name_that_the_reference_lacks_ends_the_build(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_offered", lambda face: ["compare", "nowhere"] if not face else [])
    monkeypatch.setattr(actlab, "nowhere", test_each_gate_has_a_page_whose_code_runs, raising=False)
    monkeypatch.setattr(pages, "undocumented", list)
    with pytest.raises(pages.PluginError, match="docs/reference shows no actlab.nowhere; add a line `::: NAME`"):
        pages.on_env(None)


def test_a_public_name_without_a_docstring_ends_the_build(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_offered", lambda face: ["compare", "bare"] if not face else [])
    monkeypatch.setattr(actlab, "bare", lambda: None, raising=False)
    with pytest.raises(pages.PluginError, match="no docstring for actlab.bare; write one where the name is defined"):
        pages.on_env(None)


def test_the_public_face_is_whole(pages) -> None:
    assert pages.on_env("as it was") == "as it was"
