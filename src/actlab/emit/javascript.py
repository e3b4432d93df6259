"""JavaScript for the browser: value, slope and curvature of every record and the value of every gate, in float64."""

import json
from collections.abc import Iterable
from math import isfinite

from actlab.define.activation import Activation
from actlab.define.gate import Gate
from actlab.emit.derivatives import Variables
from actlab.emit.printers import JavaScriptPrinter
from actlab.emit.program import WORDS_OF_GATES, Program, tuned_programs

_WORDS: dict[Variables, str] = {(): "value", ("x",): "slope", ("x", "x"): "curvature"}

# erfc(x) = exp(-x^2) times a continued fraction beyond 2, erf's series below: 60 terms of either reach float64. The
# fraction needs 60 at 2, 32 at 3, 17 at 5 and 11 at 8 (mpmath); always 60 made GELU take 13 ms for a picture, not 7.
_HELPERS = """
export function sigmoid(u) {
  const e = Math.exp(-Math.abs(u));
  return (u < 0 ? e : 1) / (1 + e);
}

export function softplus(u) {
  return Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
}

function series(x) {
  let term = x, sum = x;
  for (let n = 1; n < 60 && Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= -x * x / n;
    sum += term / (2 * n + 1);
  }
  return 2 / Math.sqrt(Math.PI) * sum;
}

function fraction(x) {
  if (x > 27.3) return 0; // below half of the smallest subnormal number
  let tail = 0;
  for (let n = Math.ceil(9 + 220 / (x * x)); n > 0; n--) tail = n / 2 / (x + tail);
  const high = Math.fround(x), low = x - high;
  return Math.exp(-high * high) * Math.exp(-low * (high + x)) / Math.sqrt(Math.PI) / (x + tail);
}

export function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  return x < 2 ? 1 - series(x) : fraction(x);
}

export function erf(x) {
  return Math.abs(x) < 2 ? series(x) : Math.sign(x) * (1 - fraction(Math.abs(x)));
}
"""


def emit(activations: Iterable[Activation], header: str, gates: Iterable[Gate] = ()) -> str:
    """The module: ``FUNCTIONS[key]`` has title, formula, parameters and the functions of (x, ...parameters).

    ``GATES[key]`` of each of ``gates`` has title, formula, parameters and the value of (a, b, ...parameters).
    """
    functions, units = "".join(map(_entry, activations)), "".join(_entry(gate, ((),)) for gate in gates)
    text = f"// {header}\n{_HELPERS}\nexport const FUNCTIONS = {{\n{functions}}};\n"
    return text + (f"\nexport const GATES = {{\n{units}}};\n" if units else "")


def standalone(record: Activation, header: str) -> str:
    """The module of one record: value, slope and curvature, or value and both slopes of a gate."""
    if not isinstance(record, Gate):
        return emit([record], header)
    return f"// {header}\n{_HELPERS}\nexport const GATES = {{\n{_entry(record, WORDS_OF_GATES)}}};\n"


def _entry(activation: Activation, orders: Iterable[Variables] = tuple(_WORDS)) -> str:
    facts = {
        "title": activation.title,
        "formula": activation.formula,
        "stable": activation.stable_form,
        "source": str(activation.source),
        "parameters": _parameters(activation),
    }
    lines = [f"  {activation.key}: {{"]
    lines += [f"    {name}: {json.dumps(fact, ensure_ascii=False)}," for name, fact in facts.items()]
    bodies = tuned_programs(activation)
    words = WORDS_OF_GATES if isinstance(activation, Gate) else _WORDS
    lines += [_function(words[order], bodies[order]) for order in orders]
    return "\n".join([*lines, "  },\n"])


def _parameters(activation: Activation) -> list[dict[str, object]]:
    return [
        {
            "name": parameter.name,
            "default": parameter.default,
            "lower": parameter.lower if isfinite(parameter.lower) else None,
            "upper": parameter.upper if isfinite(parameter.upper) else None,
            "learnable": parameter.learnable,
        }
        for parameter in activation.parameters
    ]


def _function(word: str, program: Program) -> str:
    printer, first = JavaScriptPrinter(), program.inputs[0]
    lines = [f"    {word}({', '.join([*program.inputs, *program.parameters])}) {{"]
    lines += [f"      const {step} = {printer.doprint(expression)};" for step, expression in program.steps]
    result = printer.doprint(program.result)
    lines.append(f"      return {f'Number.isNaN({first}) ? {first} : {result}' if program.nan else result};")
    return "\n".join([*lines, "    },"])
