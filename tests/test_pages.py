"""The generated pages of the site: what is shown to be used works, and what is missing ends the build, by name."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import actlab
from actlab.define import Source, choose_gate, gates

pytest.importorskip("mkdocs", reason="needs pip install 'actlab[docs]'")
ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def pages():
    specification = importlib.util.spec_from_file_location("actlab_site_pages", ROOT / "tools" / "pages.py")
    module = importlib.util.module_from_spec(specification)
    sys.modules[specification.name] = module
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def use_it_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.syspath_prepend(ROOT / "tools")
    monkeypatch.chdir(tmp_path)
    return importlib.import_module("use_it_in")


def test_the_blocks_under_use_it_in_run(use_it_in, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    """Of a function and a gate; a library that is not installed is named."""
    monkeypatch.setattr(use_it_in, "find_spec", lambda library: None if library == "onnx" else library)
    assert use_it_in.run_all(["mish", "swiglu"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "PyTorch: 2 blocks ran" in lines
    assert "Command line: 2 blocks ran" in lines
    assert lines[-1] == "ONNX: 2 blocks did not run, as onnx is not installed"


def test_a_block_that_fails_is_counted_and_shown(use_it_in, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    wrong = use_it_in.Block("mish", "NumPy", "python", "import actlab\n\nactlab.value('mihs', 1.0)\n")
    monkeypatch.setattr(use_it_in, "blocks", lambda name: [wrong])
    assert use_it_in.run_all(["mish"]) == 1
    assert "mish, NumPy: failed" in (printed := capsys.readouterr().out)
    assert "Did you mean 'mish'?" in printed


@pytest.mark.slow
def test_every_block_under_use_it_in_runs(use_it_in) -> None:
    assert use_it_in.main([]) == 0


def test_pages_show_the_blocks(pages, use_it_in, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE_FUNCTIONS", "mish")
    texts = pages.function_pages() | pages.gate_pages()
    assert {f"functions/{key}.md" for key in ("index", "mish", *gates())} == texts.keys()
    for key in ("mish", *gates()):
        text = texts[f"functions/{key}.md"]
        assert "<svg" in text
        shown = [match["tab"] for match in use_it_in.BLOCK.finditer(text)]
        assert shown == [block.tab for block in use_it_in.blocks(key)]


def test_a_record_without_a_source_ends_the_build(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = replace(actlab.record("mish"), source=Source("", 2026, ""))
    monkeypatch.setattr(pages, "record", lambda key: bare)
    with pytest.raises(pages.PluginError, match="record 'mish' has no source; add one in src/actlab/define/library.py"):
        pages._facts("mish")
    bare_gate = replace(choose_gate("swiglu").activation, source=Source("", 2026, ""))
    monkeypatch.setattr(pages, "gate", lambda key: bare_gate)
    with pytest.raises(pages.PluginError, match="record 'swiglu' has no source; add one in src/actlab/define/gates.py"):
        pages.gate_pages()


def test_a_public_name_that_the_reference_lacks_ends_the_build(pages, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_offered", lambda face: ["compare", "nowhere"] if not face else [])
    monkeypatch.setattr(actlab, "nowhere", test_pages_show_the_blocks, raising=False)
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
