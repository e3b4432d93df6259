"""Each public name is documented and typed, and its examples run."""

import ast
import doctest
import inspect
from pathlib import Path

import pytest

import actlab

PACKAGE = Path(actlab.__file__).parent


@pytest.mark.parametrize("name", ["", "define", "explain", "lab", "scratch", "swap", "swap.onnx", "vision"])
def test_each_public_name_has_a_docstring(name: str) -> None:
    module = __import__(f"actlab.{name}".rstrip("."), fromlist=["x"])
    bare = [each for each in module.__all__ if not is_documented(getattr(module, each))]
    assert not bare, f"actlab.{name}: no docstring for {', '.join(bare)}"


def is_documented(thing) -> bool:
    """A constant cannot have a docstring of its own; a dataclass gets a signature as one where it has none."""
    if not callable(thing) and not inspect.ismodule(thing):
        return True
    text = inspect.getdoc(thing) or ""
    return len(text) > 10 and not text.startswith(f"{getattr(thing, '__name__', '')}(")


def test_the_walk_refuses_a_name_without_a_docstring() -> None:
    def bare(): ...

    assert not is_documented(bare)


@pytest.mark.parametrize("name", ["nn", "functional"])
def test_the_stub_has_each_name_that_the_module_offers(name: str) -> None:
    stub = ast.parse((PACKAGE / f"{name}.pyi").read_text("utf-8"))
    typed = {node.name for node in stub.body if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    typed |= {alias.asname for node in stub.body if isinstance(node, ast.ImportFrom) for alias in node.names}
    own = {text for each in actlab.define.own() for text in (each.class_name, each.key)}
    assert set(dir(getattr(actlab, name))) - own <= typed | {"__dir__"}
    assert {"Mish", "SiLU"} <= typed or {"mish", "silu"} <= typed


@pytest.mark.parametrize("name", ["nn", "functional"])
def test_the_docstrings_made_from_the_records_hold(name: str) -> None:
    """Their examples run, and the docstring is the one of the stub, so that an editor shows the same."""
    module = getattr(actlab, name)
    stub = ast.parse((PACKAGE / f"{name}.pyi").read_text("utf-8"))
    texts = {
        node.name: ast.get_docstring(node) for node in stub.body if isinstance(node, ast.ClassDef | ast.FunctionDef)
    }
    runner = doctest.DocTestRunner(verbose=False)
    for key in sorted(key for key in set(texts) - {"__dir__"} if not is_gate(key, getattr(module, key))):
        text = inspect.getdoc(getattr(module, key))
        assert text == texts[key]
        runner.run(doctest.DocTestParser().get_doctest(text, {}, f"actlab.{name}.{key}", None, 0))
    assert runner.tries > 2 * 50
    assert runner.failures == 0


def is_gate(name: str, thing) -> bool:
    """Gates have docstrings of their own, which the stubs shorten."""
    from actlab.define import registry

    return registry.is_gate(name) or (isinstance(thing, type) and issubclass(thing, actlab.nn.GateModule))


def test_every_record_says_where_it_comes_from() -> None:
    bare = [
        key for key in actlab.names() if not (actlab.record(key).source.authors and actlab.record(key).source.title)
    ]
    assert not bare, f"records without a source: {', '.join(bare)}"
