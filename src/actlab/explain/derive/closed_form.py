"""Write a derivative as short as SymPy's tools can make it, and prove two formulas equal."""

from collections.abc import Iterator

import mpmath
import sympy
from sympy.core.relational import Relational

from actlab.define.expression import FUNCTIONS
from actlab.define.limits import attempted

LARGEST = 120  # operations; beyond it sympy.simplify takes seconds to minutes
PROVED = "proved"
EQUAL = "equal to 40 digits at {} points"
UNDECIDED = "not decided"  # there is no point at which both can be computed, or it takes too long
WRONG = ""
PATIENCE = 0.4  # seconds for one proof or one shorter form of an own formula
_POINTS = ("-5.3", "-2.1", "-0.7", "-0.2", "0.3", "0.9", "1.8", "4.4")
_E = sympy.Symbol("E_", positive=True)


def shortest(expression: sympy.Expr) -> sympy.Expr:
    """The shortest of a few equal forms; a choice by cases is shortened case by case.

    >>> x = sympy.Symbol("x", real=True)
    >>> shortest(1 / (1 + sympy.exp(-x)) - sympy.exp(-x) / (1 + sympy.exp(-x)) ** 2)
    exp(2*x)/(exp(x) + 1)**2
    """
    if expression.has(sympy.Piecewise):
        expression = attempted(PATIENCE, expression, sympy.piecewise_fold, expression)
        if not isinstance(expression, sympy.Piecewise):  # one case was left, or it takes too long
            return expression if expression.has(sympy.Piecewise) else shortest(expression)
        return sympy.Piecewise(*((shortest(case), _tidied(condition)) for case, condition in expression.args))
    candidates = [expression, attempted(PATIENCE, expression, sympy.factor_terms, expression)]
    candidates += [form for form in (rational_form(expression),) if form is not None]
    if sympy.count_ops(expression) <= LARGEST / 3:
        candidates.append(attempted(PATIENCE, expression, sympy.simplify, expression))
    # SymPy likes 1 / (4 cosh(x/2)^2) better than e^x / (1 + e^x)^2; readers do not.
    candidates = [form for form in candidates if not form.has(sympy.sinh, sympy.cosh, sympy.coth, sympy.sech)]
    return min(candidates, key=lambda form: (sympy.count_ops(form), str(form)))


def rational_form(expression: sympy.Expr) -> sympy.Expr | None:
    """The formula as one fraction in x and e^x, if it is one: the closed forms that papers print."""
    return attempted(PATIENCE, None, _rational_form, expression)


def _rational_form(expression: sympy.Expr) -> sympy.Expr | None:
    written = expression.rewrite(sympy.exp)
    exponents = [power.args[0] for power in written.atoms(sympy.exp)]
    if not exponents:
        return None
    base = min(
        (abs(exponent) if exponent.is_number else _unsigned(exponent) for exponent in exponents), key=sympy.count_ops
    )
    ratios = [sympy.cancel(exponent / base) for exponent in exponents]
    if not all(ratio.is_Rational for ratio in ratios):
        return None
    unit = sympy.ilcm(1, *(ratio.q for ratio in ratios))
    fraction = sympy.cancel(written.replace(sympy.exp, lambda u: _E ** (sympy.cancel(u / base) * unit)))
    if fraction.atoms(sympy.Function):
        return None
    upper, lower = sympy.fraction(sympy.factor(fraction))
    upper = sympy.Mul(*(_collected(factor) for factor in sympy.Mul.make_args(upper)))
    return (upper / lower).subs(_E, sympy.exp(base / unit))


def equal(one: sympy.Expr, other: sympy.Expr) -> str:
    """``proved`` if SymPy shows that the two are the same, else at how many points they agree, nothing if they do not.

    >>> x = sympy.Symbol("x", real=True)
    >>> equal(sympy.exp(2 * x), sympy.exp(x) ** 2)
    'proved'
    >>> equal(sympy.exp(2 * x), sympy.exp(x))
    ''
    """
    difference = one - other
    if attempted(PATIENCE, False, lambda: sympy.expand(difference) == 0):
        return PROVED
    at_points = attempted(PATIENCE, UNDECIDED, _equal_at_points, one, other)
    return PROVED if at_points != WRONG and attempted(PATIENCE, False, _vanishes, difference) else at_points


def _vanishes(difference: sympy.Expr) -> bool:
    if difference == 0 or sympy.expand(difference) == 0:
        return True
    if difference.has(sympy.Piecewise):
        if all(_vanishes(case) for case in _by_cases(difference)):
            return True
        folded = sympy.piecewise_fold(difference)
        if isinstance(folded, sympy.Piecewise):
            return all(_vanishes(case) for case, _ in folded.args)
        return bool(folded != difference and _vanishes(folded))
    if _rational_form(difference) == 0:
        return True
    return bool(sympy.count_ops(difference) <= LARGEST and sympy.simplify(difference) == 0)


def _by_cases(difference: sympy.Expr) -> Iterator[sympy.Expr]:
    """Without choices: each condition holds or not. Folding repeats a condition that several choices have."""
    conditions = sorted(difference.atoms(Relational), key=str)
    if not conditions:
        yield difference
        return
    first = conditions[0]
    for holds in (sympy.true, sympy.false):
        yield from _by_cases(difference.xreplace({first: holds, first.negated: sympy.Not(holds)}))


def _equal_at_points(one: sympy.Expr, other: sympy.Expr) -> str:
    names = sorted((one.free_symbols | other.free_symbols), key=str)
    functions = [sympy.lambdify(names, form, "mpmath") for form in (one, other)]
    agreeing = 0
    with mpmath.workdps(60):
        for shift, point in enumerate(_POINTS):
            places = [
                abs(mpmath.mpf(point)) if name.is_nonnegative else mpmath.mpf(point) + k * (shift + 1) / 7
                for k, name in enumerate(names)
            ]
            try:
                first, second = (function(*places) for function in functions)
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                continue
            if not (mpmath.isfinite(first) and mpmath.isfinite(second)):
                continue
            if abs(first - second) > mpmath.mpf("1e-40") * max(abs(first), abs(second), 1):
                return WRONG
            agreeing += 1
    return EQUAL.format(agreeing) if agreeing else UNDECIDED


def _tidied(condition: sympy.Basic) -> sympy.Basic:
    """A condition on x alone as one interval: (x <= -3) | (x < 3) is x < 3."""
    if condition in (True, False, sympy.true, sympy.false) or len(condition.free_symbols) != 1:
        return condition
    (symbol,) = condition.free_symbols
    bounds = attempted(PATIENCE, None, lambda: condition.as_set().as_relational(symbol))
    if bounds is None:
        return condition
    finite = [part for part in (bounds.args if isinstance(bounds, sympy.And) else [bounds]) if not part.has(sympy.oo)]
    return sympy.And(*finite) if finite else bounds


def _collected(factor: sympy.Expr) -> sympy.Expr:
    return sympy.collect(sympy.expand(factor), _E) if factor.is_Add else factor


def _unsigned(exponent: sympy.Expr) -> sympy.Expr:
    return -exponent if exponent.could_extract_minus_sign() else exponent


def plain(formula: sympy.Expr) -> sympy.Expr:
    """The formula with sigmoid, softplus and the like written out."""
    for mathematical, ours in FUNCTIONS.values():
        if isinstance(ours, type) and issubclass(ours, sympy.Function) and ours is not mathematical:
            formula = formula.replace(ours, mathematical)
    return formula
