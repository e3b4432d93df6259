"""Derivations: right, checked at every step, and as the article and the papers print them."""

import xml.etree.ElementTree as ElementTree
from functools import cache

import mpmath
import numpy as np
import pytest
import sympy

import actlab
from actlab.define import language
from actlab.define.expression import FUNCTIONS, derivative, mathematics, symbols_of
from actlab.define.library import RECORDS
from actlab.errors import BadValue, UnknownName
from actlab.explain.derive import slope_forms as slope_forms_module
from actlab.explain.derive.closed_form import PROVED, equal, shortest
from actlab.explain.derive.derivation import derive
from actlab.explain.derive.graph import graph_of
from actlab.explain.derive.operations import SLOPES, forward, pretty
from actlab.explain.derive.slope_forms import slope_forms
from actlab.explain.derive.stability import as_text
from actlab.explain.explanation import explain as explained

x = sympy.Symbol("x", real=True)
explain = cache(explained)  # half a second each, and nothing changes an explanation
KEYS = [record.key for record in RECORDS]


@pytest.mark.parametrize("key", KEYS)
def test_every_step_of_every_record_agrees_with_differences_and_with_sympy(key: str) -> None:
    found = explain(key, at=0.7)
    assert found.derivation.checked
    gradient = next(step for step in found.derivation.steps if step.name == "x").value
    # The derivation works from the paper's formula at 60 digits, the array code from the stable form in float64.
    assert float(gradient) == pytest.approx(float(actlab.slope(key, np.float64(0.7))), rel=1e-13, abs=1e-300)
    assert float(found.derivation.values[-1]) == pytest.approx(float(actlab.value(key, np.float64(0.7))), rel=1e-13)


def test_mish_has_the_published_closed_form() -> None:
    found = explain("mish").derivation.slope
    e = sympy.exp
    omega = 4 * (x + 1) + 4 * e(2 * x) + e(3 * x) + e(x) * (4 * x + 6)
    delta = 2 * e(x) + e(2 * x) + 2
    published = e(x) * omega / delta**2
    assert equal(found.fraction, published) == PROVED
    assert equal(found.simplified, published) == PROVED
    assert sympy.expand(sympy.denom(found.fraction) - delta**2) == 0  # printed as in the paper, not only equal to it


def test_the_article_s_forms_of_swish_and_mish_are_the_same_slopes() -> None:
    beta = sympy.Symbol("beta", real=True)
    gate = 1 / (1 + sympy.exp(-beta * x))
    swish = explain("swish").derivation.slope.result
    assert equal(swish, beta * x * gate + gate * (1 - beta * x * gate)) == PROVED
    sp = sympy.log(1 + sympy.exp(x))
    article = sympy.tanh(sp) + x / (sympy.cosh(sp) ** 2 * (1 + sympy.exp(-x)))
    assert equal(explain("mish").derivation.slope.result, article) == PROVED
    misprint = sympy.exp(x) * (4 * (x + 1) + 4 * sympy.exp(2) * x + sympy.exp(3 * x) + sympy.exp(x) * (4 * x + 6))
    assert not equal(explain("mish").derivation.slope.result, misprint / (2 * sympy.exp(x) + sympy.exp(2 * x) + 2) ** 2)


def test_the_graph_of_mish_is_the_article_s() -> None:
    graph = explain("mish", at=1.0).graph
    assert [node.operation for node in graph.nodes] == ["input", "softplus", "tanh", "*"]
    steps = {step.name: step for step in explain("mish", at=1.0).derivation.steps}
    assert pretty(steps["a"].formula) == "x·(1 − b²)"
    assert pretty(steps["x"].formula) == "b + x·(1 − b²)·sigmoid(x)"
    assert "product: swap the factors" in steps["b"].law
    assert "used more than once: the gradients add up" in steps["x"].law
    assert float(steps["x"].value) == pytest.approx(1.0490362200997922, rel=1e-15)  # torch.nn.functional.mish, autograd


@pytest.mark.parametrize(
    "operation", [name for name, known in language.FUNCTIONS.items() if name in SLOPES and known.arguments == 1]
)
def test_the_slopes_of_textbooks_are_those_of_the_functions(operation: str) -> None:
    u = sympy.Symbol("u", real=True)
    graph = graph_of(f"{operation}(x)")
    found = derive(graph, explain(f"{operation}(x)").choice, None)
    assert equal(found.slope.result.subs(x, u), derivative(FUNCTIONS[operation].plain(u), u))


def test_choices_are_proved_case_by_case() -> None:
    one = sympy.Piecewise((x, x > 2), (sympy.Piecewise((2, x <= 2), (0, True)), True))  # the second choice is none
    assert equal(one * sympy.exp(-one) * sympy.exp(one), sympy.Piecewise((x, x > 2), (2, True))) == PROVED
    assert not equal(one, sympy.Piecewise((x, x > 2), (3, True)))
    assert {step.proof for step in explain("sparse_plus").derivation.steps} == {PROVED}


def test_a_wrong_law_does_not_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SLOPES, "tanh", ("1 + y**2",))
    found = explained("tanh", at=0.5).derivation
    wrong = next(step for step in found.steps if step.name == "x")
    assert wrong.differences == 0
    assert wrong.proof == ""
    assert not found.checked
    assert "WRONG" in explained("tanh", at=0.5).text()


@pytest.mark.parametrize(
    "formula",
    [
        "sign(log(sign(x)))",  # log is 0 at every x above 0, just where sign jumps
        "erf(pi) / exp(6 * x) - (where(cos(x) <= pi, x, sign(x)) + erf(x + 6))",  # exp(6 x) is 2e-10, its inverse bends
        "expm1(exp(max(exp(x), x)))",  # a step of 1e-18 is one of 1e10 further on
    ],
)
def test_a_jump_and_a_small_value_on_the_way_are_no_fault_of_the_derivation(formula: str) -> None:
    assert not [step.name for step in explain(formula).derivation.steps if step.is_wrong]


@pytest.mark.parametrize(
    ("formula", "at", "slope"),
    [
        ("x * tanh(exp(x))", 0.5, None),
        ("log(1 + exp(x))", 3.0, None),
        ("e = exp(x); e / (1 + e)", -2.0, None),
        ("x * x * x", 2.0, 12.0),
        ("where(x > 0, x, x / 2)", -1.0, 0.5),
        ("sqrt(1 + x**2)", 1.0, 2**-0.5),
        ("x", 1.0, 1.0),
    ],
)
def test_own_formulas_are_derived(formula: str, at: float, slope: float | None) -> None:
    found = explain(formula, at=at)
    assert found.derivation.checked
    value = float(next(step for step in found.derivation.steps if step.name == "x").value)
    if slope is None:
        h = 1e-6
        with mpmath.workdps(40):
            low, high = (forward(found.graph, {"x": at + sign * h})[-1] for sign in (-1, 1))
            slope = float((high - low) / (2 * h))
    assert value == pytest.approx(slope, rel=1e-8)


@pytest.mark.parametrize("at", [-1000.0, -745.5, 88.8, 710.0, 1000.0])
def test_far_out_the_values_are_exact(at: float) -> None:
    found = explain("mish", at=at).derivation
    slope = float(next(step for step in found.steps if step.name == "x").value)
    assert slope == pytest.approx(float(actlab.slope("mish", np.float64(at))), rel=1e-12, abs=1e-300)
    assert found.checked


def test_at_a_kink_the_declared_slope_is_given_and_said() -> None:
    found = explain("leaky_relu:slope=0.2", at=0.0)
    assert found.derivation.kink == 0.2
    assert "x = 0 is a kink" in found.text()
    assert "dy/dx = 0.2" in found.svg()


def test_naive_forms_fail_where_running_them_fails() -> None:
    found = explain("mish")
    (written,) = [form for form in found.values if form.title == "as written"]
    (failure,) = written.failures
    with np.errstate(all="ignore"):
        point = np.float32(failure.x)
        got = point * np.tanh(np.log(np.float32(1) + np.exp(point)))
    assert float(got) == failure.got
    assert failure.x == pytest.approx(-10.48, abs=0.05)
    assert "log of a number rounded" in failure.reason
    (fraction,) = [form for form in found.slopes if form.title == "one fraction of exponentials"]
    (overflow,) = fraction.failures
    assert np.isnan(overflow.got)
    assert overflow.x == pytest.approx(np.log(np.finfo(np.float32).max) / 4, rel=1e-4)
    assert "overflows" in overflow.reason
    (stable,) = [form for form in found.values if form.title == "stable form"]
    assert not stable.failures


def test_an_own_formula_gets_a_stable_form() -> None:
    found = explain("x * tanh(log(1 + exp(x)))")
    assert found.stable == "x * tanh(softplus(x))"
    assert found.values[0].failures
    assert not found.values[1].failures
    assert explain("(exp(x) - 1) / 2").stable == "expm1(x) / 2"


@pytest.mark.parametrize("key", ["mish", "swish", "gelu", "selu", "hard_swish", "srelu", "soft_clipping"])
@pytest.mark.parametrize("at", [None, 1.0])
def test_pictures_are_well_formed_and_no_label_lies_on_a_box(key: str, at: float | None) -> None:
    root = ElementTree.fromstring(explain(key, at=at).svg())
    space = "{http://www.w3.org/2000/svg}"
    width = float(root.get("width"))
    boxes = [
        tuple(float(box.get(name)) for name in ("x", "y", "width", "height"))
        for box in root.iter(f"{space}rect")
        if "box" in box.get("class", "")
    ]
    assert len(boxes) == len({box[:2] for box in boxes})
    for i, (left, top, wide, high) in enumerate(boxes):
        assert left >= 0
        assert left + wide < width
        for other in boxes[i + 1 :]:
            apart = left + wide <= other[0] or other[0] + other[2] <= left
            assert apart or top + high <= other[1] or other[1] + other[3] <= top
    labels = [text for text in root.iter(f"{space}text") if text.get("class") in (None, "back")]
    assert labels
    for text in labels:
        at_x, at_y, half = float(text.get("x")), float(text.get("y")), 3.3 * len(text.text)
        for left, top, wide, high in boxes:
            assert at_x + half <= left or at_x - half >= left + wide or at_y < top or at_y - 9 > top + high
    assert root.find(f"{space}title").text
    assert "gradient" in root.find(f"{space}desc").text


def test_the_picture_carries_values_and_gradients() -> None:
    text = explain("mish", at=1.0).svg()
    for number in ("1.3133", "0.8651", "0.2516", "0.18394", "1.049"):
        assert f">{number}<" in text or f"= {number}<" in text


def test_markdown_and_page_hold_the_steps() -> None:
    found = explain("swish", at=1.0)
    assert r"\operatorname{sigmoid}" in found.markdown()
    assert "| product: swap the factors |" in found.markdown()
    page = found.html()
    assert page.count("<math") >= 6
    assert "<svg" in page
    assert "http:" not in page.replace("http://www.w3.org/", "")


def test_the_page_opens_from_disk_with_its_mathematics_set(chromium, tmp_path) -> None:
    path = tmp_path / "mish.html"
    path.write_text(explain("mish", at=1.0).html(), "utf-8")
    complaints, requests = [], []
    tab = chromium.new_page()
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("request", lambda request: requests.append(request.url))
    tab.goto(path.as_uri())
    assert not complaints
    assert requests == [path.as_uri()]
    heights = tab.evaluate("[...document.querySelectorAll('math')].map((m) => m.getBoundingClientRect().height)")
    assert min(heights) > 10
    assert max(heights) > 30  # a fraction is set as one
    tab.close()


@pytest.mark.parametrize("show", ["all", "steps", "graph"])
def test_the_terminal_gets_text(show: str) -> None:
    text = explain("mish", at=1.0).text(show)
    assert "b = tanh(a)  =  0.8651" in text
    assert ("Why a stable form" in text) == (show != "graph")


@pytest.mark.parametrize(
    ("formula", "message"),
    [
        ("x +", "a syntax error at position"),
        ("x * foo(x)", "unknown function 'foo'"),
        ("x * y", "unknown name 'y'"),
        ("__import__('os')", "unknown function"),
        ("9**9**9 * x", "a power that is too large"),
        ("2 + 3", "does not depend on x"),
        ("1 / max(x, 0)", "divides by zero for a whole range of x"),
        ("1 / (x - x)", "divides by zero or leaves the real numbers"),
    ],
)
def test_a_formula_that_cannot_be_read_is_refused_with_its_position(formula: str, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        explain(formula)


def test_a_misspelt_name_gets_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'mish'"):
        explain("mihs")


def test_a_point_outside_the_domain_is_refused() -> None:
    with pytest.raises(BadValue, match="no finite real value at x = -1"):
        explain("log(x)", at=-1.0)


@pytest.mark.parametrize("at", [float("nan"), float("inf")])
def test_a_point_must_be_finite(at: float) -> None:
    with pytest.raises(BadValue, match="at: expected a finite number"):
        explain("mish", at=at)


def test_the_package_is_the_call() -> None:
    import actlab.explain

    assert actlab.explain("mish", at=1.0).title == "Mish"
    assert actlab.explain("network").check.agrees


def test_a_choice_whose_text_would_double_with_each_condition_is_refused() -> None:
    conditions = [sympy.Or(sympy.And(x > 2 * n, x < 2 * n + 1), sympy.Eq(x, -n)) for n in range(16)]
    with pytest.raises(BadValue, match=r"too large to be written with where\(\)"):
        as_text(sympy.Piecewise((x, sympy.And(*conditions)), (0, True)))


def test_shortest_prefers_what_readers_do() -> None:
    e = sympy.exp(x)
    assert (
        str(shortest(1 / (1 + sympy.exp(-x)) - sympy.exp(-x) / (1 + sympy.exp(-x)) ** 2)) == "exp(2*x)/(exp(x) + 1)**2"
    )
    assert shortest(sympy.Piecewise((e * 1, x > 0), (e, True))) == e


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("swish", ["beta·f + (1 − beta·f)·sigmoid(beta·x)"]),
        ("mish", ["x/((1 + exp(−x))·cosh(sp)²) + tanh(sp), where sp = softplus(x)", "w·exp(x)/d², where w = "]),
        ("tanh", ["1 − f²"]),
        ("e_swish", ["f + (beta − f)·sigmoid(x)"]),
        ("relu", ["(1 if x > 0 else 0)"]),
    ],
)
def test_the_slope_is_written_as_the_sources_write_it(name: str, forms: list[str]) -> None:
    found = [str(form) for form in slope_forms(actlab.record(name))]
    assert all(any(shown.startswith(form) for shown in found[:2]) for form in forms), found
    text = explain(name).text()
    assert name == "relu" or forms[0].split(", where")[0] in text


@pytest.mark.parametrize("key", KEYS)
def test_every_form_of_the_slope_has_the_value_of_the_slope(key: str) -> None:
    record = actlab.record(key)
    symbols = symbols_of(record)
    value = mathematics(record.formula, symbols)
    given = {symbols[name]: number for name, number in actlab.choose(key).parameters.items()}
    for form in explain(key, at=0.7).forms:
        for point in (-1.37, 0.81):
            got = form.written_out(value).subs(given).subs(x, point).evalf(20)
            assert float(got) == pytest.approx(float(actlab.slope(key, np.float64(point))), rel=1e-12), form


def test_a_form_that_is_not_the_slope_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = slope_forms_module.SlopeForm("misprint", sympy.exp(2) * x)
    monkeypatch.setattr(slope_forms_module, "_forms", lambda *_: iter([wrong]))
    assert [form.title for form in slope_forms(actlab.record("mish"))] == ["shortened"]


@pytest.mark.parametrize(
    "formula",
    [
        "x*tanh(exp(x))*tanh(x)",
        "max(exp(-abs(sin(x))), softplus(max(x, 0)))",
        "max(x,0) + max(x-1,0) + max(x-2,0) + max(x-3,0) + max(x-4,0) + max(x-5,0) + max(x-6,0) + max(x-7,0)",
        "abs(log1p(abs(x))) + exp(1) * x",
    ],
)
def test_what_took_too_long_or_crashed_is_explained(formula: str) -> None:
    found = explained(formula)
    assert not any(step.is_wrong for step in found.derivation.steps)
    assert "dy/dx" in found.text()


@pytest.mark.parametrize("name", ["reglu", "swiglu", "swiglu_oai"])
def test_both_slopes_of_a_gate_are_derived(name: str) -> None:
    found = explain(name, at=(0.7, -1.3))
    assert found.derivation.checked
    assert found.graph.variables == ("a", "b")
    steps = {step.name: float(step.value) for step in found.derivation.steps}
    assert (steps["a"], steps["b"]) == pytest.approx([float(each) for each in actlab.slope(name, 0.7, -1.3)], rel=1e-13)
    assert float(found.derivation.values[-1]) == pytest.approx(float(actlab.value(name, 0.7, -1.3)), rel=1e-13)
    assert "Back, from y to a and b" in found.text("steps")


def test_a_gate_is_a_graph_with_two_inputs() -> None:
    drawn = explain("swiglu").svg()
    assert "dy/da = b·f + a·alpha·b·f·(1 − f),  dy/db = g" in "".join(ElementTree.fromstring(drawn).itertext())
    assert "b to ×: value b, gradient g" in drawn
    assert r"\frac{dy}{d b}" in explain("swiglu").markdown("steps")


def test_a_formula_in_a_and_b_is_a_gate() -> None:
    slopes = explain("a * tanh(b)").derivation.slopes
    a, b = (sympy.Symbol(name, real=True) for name in "ab")
    assert equal(slopes["a"].result, sympy.tanh(b)) == PROVED
    assert equal(slopes["b"].result, a / sympy.cosh(b) ** 2) == PROVED


@pytest.mark.parametrize(
    ("name", "at", "message"),
    [
        ("swiglu", 1.0, r"at: swiglu is a gate and expects two numbers, a and b, got 1.0"),
        ("mish", (1.0, 2.0), r"at: mish expects one number, got \(1.0, 2.0\)"),
        ("swiglu", (1.0, float("inf")), "at: expected a finite number"),
        ("mish", "a", "at: expected a finite number, got 'a'"),
    ],
)
def test_a_point_has_a_number_for_each_input(name: str, at: float | tuple[float, float], message: str) -> None:
    with pytest.raises(BadValue, match=message):
        explained(name, at)
