"""The check of hand-written values and slopes: right ones pass, wrong ones are told apart."""

import math
from pathlib import Path

import numpy as np
import pytest

from actlab.errors import BadValue, UnknownName
from actlab.explain.checking import check, load


def published(u, *, cubed=True, misprint=False):
    e = np.exp(u)
    square = np.exp(2) * u if misprint else np.exp(2 * u)
    omega = 4 * (u + 1) + 4 * square + (np.exp(3 * u) if cubed else 0) + e * (4 * u + 6)
    return e * omega / (2 * e + np.exp(2 * u) + 2) ** 2


def right_backward(u, dz):
    sp = np.log1p(np.exp(u))
    return dz * (np.tanh(sp) + u / (np.cosh(sp) ** 2 * (1 + np.exp(-u))))


@pytest.mark.parametrize("function", [right_backward, lambda dz, u: right_backward(u, dz), published])
def test_a_right_one_passes_in_either_order_of_its_arguments(function) -> None:
    found = check(function, "mish")
    assert found.agrees, found
    assert found.points > 400


def test_the_published_bug_is_named() -> None:
    found = check(lambda dz, u: dz * published(u, cubed=False), "mish")
    assert not found.agrees
    assert "the term exp(3·x) is likely missing" in found.hint
    (region,) = found.regions
    assert region.high == 30.0
    assert region.got == pytest.approx(0, abs=1e-6)
    assert region.right == pytest.approx(1)


@pytest.mark.parametrize(
    ("function", "against", "hint"),
    [
        (lambda u: published(u, misprint=True), "mish", "exp(2·x) was likely read as e^2·x"),
        (lambda u: 1 / (1 + np.exp(-u)) + u / (1 + np.exp(-u)), "swish", "is likely missing"),
        (lambda u: np.tanh(u) ** 2 - 1, "tanh", ""),
        (lambda u: 1 + np.tanh(u) ** 2, "tanh", "the sign of"),
        (lambda u: 1 - np.tanh(u), "tanh", "the exponent of tanh(x) is likely missing"),
        (lambda u: published(u) * 1.37, "mish", "no single missing term"),
    ],
)
def test_what_is_likely_missing(function, against: str, hint: str) -> None:
    found = check(function, against, kind="slope")
    assert not found.agrees
    assert hint in found.hint


def test_value_and_slope_are_not_confused() -> None:
    value = lambda u: u * np.tanh(np.log1p(np.exp(u)))  # noqa: E731
    assert check(value, "mish").kind == "value"
    assert "this is the value itself" in check(value, "mish", kind="slope").hint
    assert "this is the slope" in check(published, "mish", kind="value").hint


def test_a_function_of_single_numbers_will_do() -> None:
    assert check(lambda u: u / (1 + math.exp(-u)), "silu").agrees
    assert check(lambda u: u if u > 0 else 0.1 * u, "leaky_relu:slope=0.1").agrees
    assert not check(lambda u: u if u > 0 else 0.1 * u, "leaky_relu:slope=0.2").agrees


def test_lost_digits_are_noted_but_not_called_wrong() -> None:
    found = check(lambda u: u * np.tanh(np.log(1 + np.exp(u))), "mish")
    assert found.agrees
    assert "it loses digits" in found.note


def test_overflow_alone_is_told_from_a_wrong_formula() -> None:
    found = check(lambda u: np.exp(30 * u) / (np.exp(30 * u) + 1), "1 / (1 + exp(-30 * x))", kind="value")
    assert not found.agrees
    assert found.hint.startswith(("right in the middle", "it is not a number"))


def test_own_formulas_can_be_checked_against() -> None:
    assert check(lambda u: np.cos(u), "sin(x)", kind="slope").agrees


def test_it_is_loaded_from_a_file_or_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "handmade.py").write_text("def f(x):\n    return x\n")
    assert load(f"{tmp_path / 'handmade.py'}:f")(3) == 3
    monkeypatch.chdir(tmp_path)
    assert load("handmade:f")(4) == 4


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("handmade", "expected module:function"),
        ("nowhere.py:f", "there is no file"),
        ("nowhere_at_all:f", "there is no module 'nowhere_at_all'"),
        ("math:cosinus", "math has no function 'cosinus'; it has: .*cos"),
    ],
)
def test_what_cannot_be_loaded_is_said(where: str, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        load(where)


def test_a_file_that_cannot_be_run_is_refused(tmp_path) -> None:
    (tmp_path / "wrong.py").write_text("def f(:\n")
    with pytest.raises(BadValue, match=r"wrong\.py cannot be run \(.*SyntaxError: .*line 1"):
        load(f"{tmp_path / 'wrong.py'}:f")


def test_wrong_use_is_explained() -> None:
    with pytest.raises(BadValue, match="kind: expected value, slope, backward, got 'forward'"):
        check(published, "mish", kind="forward")
    with pytest.raises(UnknownName, match="Did you mean 'mish'"):
        check(published, "mihs")
    with pytest.raises(BadValue, match=r"returned the shape \[\] for an array"):
        check(lambda u: np.sum(u), "mish")
    with pytest.raises(BadValue, match="takes neither an array nor a number"):
        check(lambda u: "text", "mish")


def test_an_error_of_the_users_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(
        BadValue, match=r"fails for an array \(.*test_checking.py, line \d+: ZeroDivisionError: division by"
    ):
        check(lambda u: 1 / 0, "mish")
    (tmp_path / "mine.py").write_text("one = 1\none.two\n")
    with pytest.raises(BadValue, match=r"mine.py cannot be run \(.*mine.py, line 2: AttributeError: 'int'"):
        load(f"{tmp_path / 'mine.py'}:f")


def mish_back(dz, u, z):
    sp = np.log1p(np.exp(u))
    return dz * (np.tanh(sp) + u / (np.cosh(sp) ** 2 * (1 + np.exp(-u)))) + 0 * z


def swish_back(dz, u, z, beta):
    return dz * (beta * z + 1 / (1 + np.exp(-beta * u)) * (1 - beta * z))


def test_the_article_s_backwards_are_taken_as_they_stand() -> None:
    assert check(mish_back, "mish").agrees
    assert check(mish_back, "mish").kind == "backward"
    for choice in ("swish", "swish:beta=2"):
        assert check(swish_back, choice).agrees


def test_an_article_s_backward_with_a_slip_is_refused() -> None:
    assert not check(lambda dz, u, z, beta: swish_back(dz, u, z, beta) + 0.01 * dz, "swish:beta=2").agrees
    assert not check(lambda dz, u, z, beta: swish_back(dz, u, z, 1.0), "swish:beta=2").agrees


def test_arguments_that_nobody_knows_are_named() -> None:
    with pytest.raises(BadValue, match=r"takes dz, u, z, gamma; expected x, or .* by their names \(beta\)"):
        check(lambda dz, u, z, gamma: dz, "swish")
