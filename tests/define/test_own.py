"""Functions of the user's own: usable everywhere at once, and nothing but mathematics gets in."""

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from helpers.command import Call

import actlab
import actlab.nn
from actlab.define import own
from actlab.errors import ActlabError, BadValue


def test_an_own_function_is_known_everywhere_at_once() -> None:
    import torch

    record = actlab.define("snish", "x * tanh(log(1 + exp(x)) / 2)")
    x = np.linspace(-5, 5, 11)
    wanted = x * np.tanh(np.log1p(np.exp(x)) / 2)
    np.testing.assert_allclose(actlab.value("snish", x), wanted, rtol=1e-14)
    np.testing.assert_allclose(actlab.functional.snish(torch.from_numpy(x)).numpy(), wanted, rtol=1e-14)
    np.testing.assert_allclose(actlab.nn.Snish()(torch.from_numpy(x)).numpy(), wanted, rtol=1e-14)
    assert "snish" in actlab.names()
    assert own() == (record,)


def test_naive_forms_are_evaluated_stably() -> None:
    actlab.define("naive_mish", "x * tanh(log(1 + exp(x)))")
    actlab.define("naive_swish", "x * exp(x) / (1 + exp(x))")
    actlab.define("naive_gelu", "x * (1 + erf(x / sqrt(2))) / 2")
    x = np.float32([-80.0, -20.0, -5.0, 0.0, 5.0, 95.0, 1e30])
    for naive, known in (("naive_mish", "mish"), ("naive_swish", "swish"), ("naive_gelu", "gelu")):
        np.testing.assert_allclose(actlab.value(naive, x), actlab.value(known, x), rtol=1e-6)
        np.testing.assert_allclose(actlab.slope(naive, x), actlab.slope(known, x), rtol=1e-5, atol=1e-37)


def test_parameters_have_bounds_and_can_be_learned() -> None:
    actlab.define("scaled", "beta * x", parameters={"beta": {"default": 2.0, "lower": 1.0, "learnable": True}})
    assert list(actlab.nn.Scaled(learnable=True).state_dict()) == ["beta"]
    with pytest.raises(BadValue, match=r"'beta' must lie in \[1, inf\], got 0"):
        actlab.value("scaled", [1.0], beta=0.0)


def test_kinks_are_found() -> None:
    record = actlab.define("stairs", "max(x, 0) + max(x - 1, 0)")
    assert [(float(kink.at), float(kink.slope)) for kink in record.kinks] == [(0.0, 0.0), (1.0, 1.0)]


def test_a_steep_function_is_not_a_jump() -> None:
    assert actlab.define("steep", "tanh(1000 * x)").kinks == ()


def test_a_jump_is_accepted_when_it_is_said() -> None:
    with pytest.raises(BadValue, match="jumps at x = 1; if that is meant, say discontinuous=True"):
        actlab.define("gate", "where(x > 1, x, 0)")
    assert actlab.define("gate", "where(x > 1, x, 0)", discontinuous=True).discontinuous


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("x +", "a syntax error at position 3"),
        ("x * (1 + ", "a syntax error at position"),
        ("x * y", "the unknown name 'y' .known: x, pi, .*at position 5"),
        ("foo(x)", "the unknown function 'foo'"),
        ("exp(x, 2)", "exp with 2 arguments instead of 1"),
        ("1 / max(x, 0)", "is not a finite number for 20001 of 40001 points from x = -20 to 0"),
        ("1 / x", "is not a finite number for 1 of 40001 points"),
        ("log(x)", "is not a finite number"),
        ("x > 1", "a condition where a number is expected"),
        ("e = exp(x); e /", "a syntax error at position"),
        ("9**9**9 * x", "a power that is too large"),
        ("1e999 * x", "a number that is too large"),
        ("x" + " + x" * 600, "has 2401 characters, more than 2000"),
        ("-" * 1500 + "x", "too many operations inside each other"),
        ("True * x", "something that is not mathematics"),
        ("'a' * x", "something that is not mathematics"),
        ("[x][0]", "something that is not mathematics"),
        ("x if x else 1", "something that is not mathematics"),
        ("(lambda: x)()", "something that is not mathematics"),
        ("x.real", "something that is not mathematics"),
        ("x.__class__.__mro__", "something that is not mathematics"),
        ("__import__('os').system('true')", "something that is not mathematics"),
        ("exp.__globals__", "something that is not mathematics"),
        ("exp(x, **{})", "something that is not mathematics"),
        ("f'{x}'", "something that is not mathematics"),
        ("(y := x)", "something that is not mathematics"),
        ("where(1 < x < 2, x, 0)", "something that is not mathematics"),
        ("", "a syntax error"),
    ],
)
def test_a_formula_that_is_not_mathematics_is_refused(formula: str, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        actlab.define("refused", formula)
    assert "refused" not in actlab.names()


@pytest.mark.parametrize(
    ("key", "options", "message"),
    [
        ("mish", {}, "the name 'mish' is taken by Mish"),
        ("silu", {}, "the name 'silu' is taken by Swish"),
        ("My-function", {}, "small letters, digits and underscores, at most 64, got 'My-function'"),
        ("a" * 65, {}, "at most 64, got 'aaaa"),
        ("f", {"parameters": {"beta": {"default": 3.0, "upper": 2.0}}}, r"must lie in \[-inf, 2\], got 3"),
        ("f", {"parameters": {"beta": "one"}}, "parameter 'beta' expects a number, got 'one'"),
        ("f", {"parameters": {"x": 1.0}}, "a parameter's name is a word other than x"),
        ("f", {"parameters": {"lambda": 1.0}}, "without a meaning of its own, got 'lambda'"),
        ("f", {"parameters": {"exp": 1.0}}, "without a meaning of its own, got 'exp'"),
        ("f", {"parameters": {"double": 1.0}}, "without a meaning of its own, got 'double'"),
        ("f", {"parameters": {"t0": 1.0}}, "without a meaning of its own, got 't0'"),
        ("f", {"parameters": {"x_held": 1.0}}, "without a meaning of its own, got 'x_held'"),
        ("f", {"parameters": {"at_far": 1.0}}, "without a meaning of its own, got 'at_far'"),
        ("f", {"parameters": {"activation": 1.0}}, "without a meaning of its own, got 'activation'"),
        ("f", {"parameters": {"beta": {"default": 1.0, "lower": "0"}}}, "'beta': lower expects a number, got '0'"),
        ("f", {"parameters": {"beta": {"default": 1.0, "lower": 2, "upper": 1}}}, "lower 2 is above upper 1"),
        ("f", {"parameters": {"beta": 10**400}}, "'beta' must lie in|'beta' expects a finite number"),
        ("lambda", {}, "the name 'lambda' has a meaning of its own"),
        ("network", {}, "the name 'network' has a meaning of its own"),
        ("f", {"title": "1 + 2"}, "a title begins with a letter, as it names a class too; got '1 . 2'"),
        ("f", {"title": "F\nimport os"}, "a title is one line of printable characters"),
        ("f", {"title": "F\x1b[2J"}, "a title is one line of printable characters"),
        ("f", {"title": "Mish"}, "the class Mish is taken by mish"),
        ("f", {"stable": 3}, "stable of f: expected a text, got 3"),
        ("f", {"parameters": {"beta": {"lower": 1.0}}}, "expected default and perhaps lower"),
    ],
)
def test_bad_names_and_parameters_are_refused(key: str, options: dict, message: str) -> None:
    with pytest.raises(ActlabError, match=message):
        actlab.define(key, "x", **options)


def test_every_class_of_the_torch_layer_is_taken() -> None:
    classes = [name for name in actlab.nn.__all__ if isinstance(getattr(actlab.nn, name), type)]
    assert "GateModule" in classes
    for name in classes:
        with pytest.raises(ActlabError, match=f"the class {name} is taken by actlab.nn"):
            actlab.define("f", "x", title=name)


@pytest.mark.parametrize(
    ("formula", "stable", "parameters", "message"),
    [
        (
            "x * 1.17",
            "x * 1.18",
            {},
            r"at x = .* the formula gives .* and the stable form .*; expected an equal formula",
        ),
        ("x * tanh(x)", "where(x > 3, x * tanh(x) * 1.001, x * tanh(x))", {}, "at x = 3.0"),
        ("x", "where(x > 1234567, 0, x)", {}, "at x = 1234568"),
        ("x * beta", "x", {"beta": 1.0}, "beta = 0.37"),
        ("x * beta", "x * abs(beta)", {"beta": {"default": 1.0, "lower": -1.0}}, "beta = -"),
        (
            "x * tanh(x)",
            "x * x * tanh(x) / x",
            {},
            "at x = 0.0 the formula gives 0.0 and the stable form no finite number",
        ),
        ("x / (1 + exp(-x))", "where(x < -30, 0, x / (1 + exp(-x)))", {}, "the stable form 0.0"),
        (
            "max(x, 0)",
            "where(x >= 0, x, 0)",
            {},
            "at the kink x = 0 that of the formula is 0 and that of the stable form 1",
        ),
        ("tanh(a) * b", "tanh(a) * max(b, -9)", {}, r"at a = .*, b = -"),
    ],
)
def test_a_stable_form_that_is_another_function_is_refused(
    formula: str, stable: str, parameters: dict, message: str
) -> None:
    with pytest.raises(BadValue, match=message):
        actlab.define("refused", formula, stable=stable, parameters=parameters)
    assert "refused" not in actlab.names()


@pytest.mark.parametrize(
    ("formula", "stable"),
    [
        ("log(exp(x) + exp(-x)) - log(2)", "abs(x) + log1p(exp(-2 * abs(x))) - log(2)"),
        ("x * (1 + erf(x / sqrt(2))) / 2", "x * erfc(-x * 0.7071067811865476) / 2"),
        ("x * exp(x) / (1 + exp(x))", "x * sigmoid(x)"),
        ("exp(x) / (1 + exp(x)) * tanh(beta)", "where(x > 0, 1 / (1 + exp(-x)), exp(x) / (1 + exp(x))) * tanh(beta)"),
        ("a / (1 + exp(-a)) * b", "a * sigmoid(a) * b"),
    ],
)
def test_a_stable_form_that_loses_nothing_is_accepted(formula: str, stable: str) -> None:
    parameters = {"beta": 2.0} if "beta" in formula else {}
    assert actlab.define("accepted", formula, stable=stable, parameters=parameters).stable == stable


TOML = """
[snish]
formula = "x * tanh(log(1 + exp(x)) / 2)"

[ramp]
formula = "max(slope * x, 0)"
title = "Ramp"
parameters = { slope = { default = 2.0, lower = 0.0 } }
"""


def test_a_toml_file_serves_every_command_wherever_the_option_stands(
    actlab_command, call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my.toml").write_text(TOML)
    monkeypatch.chdir(tmp_path)
    assert "Ramp (slope 3)" in call("--define=my.toml", "show", "ramp:slope=3")[1]
    assert call("plot", "snish", "-o", "s.svg")[0] == 0  # in the same process it stays
    listed = actlab_command("list", "--define", "my.toml")
    assert "snish" in listed.stdout, listed.stderr
    assert "Snish" in call("compare", "relu", "snish", "--epochs", 1, "--seeds", 1, "--workers", 2)[1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[snish\n", "my.toml is not TOML"),
        ("snish = 1\n", r"\[snish\] is not the table of a function, got 1; expected\n\[my_function\]\nformula = "),
        (
            "[a]\nvalue = 'x'\n",
            r"\[a\] is not the table of a function, got \{'value': 'x'\}; expected\n\[my_f",
        ),
        ("", "my.toml defines no function; expected\n\\[my_function\\]"),
        ("[a]\nformula = 3\n", r"\[a\]: formula of a: expected a text, got 3"),
        ("[a]\nformula = 'x'\ntitle = 3\n", "title of a: expected a text, got 3"),
        ("[a]\nformula = 'x'\ndiscontinuous = 'yes'\n", "discontinuous of a: expected true or false, got 'yes'"),
        ("[a]\nformula = 'x'\nparameters = 3\n", "parameters of a: expected a table such as"),
        ("[a]\nformula = 'b*x'\nparameters = {b = 'one'}\n", "parameter 'b' expects a number, got 'one'"),
        ("[a]\nformula = 'b*x'\nparameters = {b = inf}\n", "parameter 'b' expects a finite number"),
        (
            "[a]\nformula = 'x * 1.17'\nstable = 'x * 1.18'\n",
            r"\[a\]: the stable form of a is another function: at x = ",
        ),
        ('[snish]\nformula = "x"\nparamters = {}\n', "has the unknown setting 'paramters'"),
    ],
)
def test_a_wrong_toml_file_is_explained(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, message: str
) -> None:
    (tmp_path / "my.toml").write_text(text)
    monkeypatch.chdir(tmp_path)
    code, _, messages = call("list", "--define", "my.toml")
    assert code == 2
    assert re.search(message, messages), messages


def test_a_missing_toml_file_is_named(actlab_command, tmp_path: Path) -> None:
    done = actlab_command("list", "--define", "none.toml", cwd=tmp_path)
    assert "cannot read none.toml: No such file or directory" in done.stderr


def test_the_package_can_be_called_and_imported_from() -> None:
    code = "import actlab; from actlab.define import choose; actlab.define('f', 'x / 2'); print(choose('f').key)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "f\n"


def test_the_scan_sees_a_jump_as_small_as_the_kink_of_sine_relu() -> None:
    with pytest.raises(BadValue, match="jumps at x = 0"):
        actlab.define("sine", "where(x > 0, x, 0.001 * (sin(x) - cos(x)))")
    assert math.isclose(actlab.value("sine_relu", [0.0])[0], -0.001)
