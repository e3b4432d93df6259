"""Draw a computational graph as SVG: forward values in black above each line, gradients back in red below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from actlab.explain.derive.derivation import Derivation
from actlab.explain.derive.graph import Graph
from actlab.explain.derive.operations import equation, label, local_slope, number_text, pretty
from actlab.explain.show.layout import Edge, Item, Placed, place

LETTER = 7.4  # the width of a letter at 13 pixels, for fonts from Arial to DejaVu Sans
LONGEST = 30  # characters of a label; longer gradients are written with the gradient that arrives
MARGIN = 18.0
STYLE = """
:root { color-scheme: light dark; }
.paper { fill: #ffffff; }
.box { fill: #f5f7fa; stroke: #5b6675; stroke-width: 1.2; }
.input { fill: #ffffff; }
.line { fill: none; stroke: #5b6675; stroke-width: 1.2; }
.head { fill: #5b6675; }
text { font-family: system-ui, "DejaVu Sans", Arial, sans-serif; font-size: 13px; fill: #1c2430; text-anchor: middle; }
.title { font-size: 15px; font-weight: 600; text-anchor: start; }
.key { font-size: 12px; text-anchor: start; }
.back { fill: #c02a12; }
.name { font-style: italic; }
@media (prefers-color-scheme: dark) {
  .paper { fill: #14181e; } .box { fill: #1c222b; stroke: #9aa5b4; } .input { fill: #14181e; }
  .line { stroke: #9aa5b4; } .head { fill: #9aa5b4; } text { fill: #e6e9ee; } .back { fill: #ff8f7a; }
}
"""


@dataclass(frozen=True)
class Box:
    """A node as it is drawn."""

    text: str
    is_input: bool = False


@dataclass(frozen=True)
class Line:
    """An edge as it is drawn: what flows forward and what flows back."""

    source: int
    target: int
    forward: str
    back: str
    place: int = 0


def svg(graph: Graph, derivation: Derivation, title: str) -> str:
    """The picture of one formula; with a point the numbers, without it the names and local slopes."""
    boxes, lines = picture(graph, derivation)
    inputs = [step for step in derivation.steps if not graph.nodes[step.number].inputs]
    sums = ",  ".join(f"dy/d{step.name} = {_gradient(derivation, step.number)}" for step in reversed(inputs))
    heading = f"{title}: {equation(graph.formula)}"
    if derivation.at is not None:
        start = {**derivation.point, **derivation.parameters}
        heading += "   at " + ", ".join(f"{name} = {value:g}" for name, value in start.items())
    return draw(boxes, lines, heading, sums)


def picture(graph: Graph, derivation: Derivation) -> tuple[list[Box], list[Line]]:
    """The boxes and lines, with what is written on them; constants stand inside the boxes."""
    shown = [number for number, node in enumerate(graph.nodes) if not node.is_constant]
    index = {number: position for position, number in enumerate(shown)}
    boxes, lines = [], []
    for number in shown:
        node = graph.nodes[number]
        boxes.append(Box(label(graph, number), not node.inputs))
        for slot, taken in enumerate(node.inputs):
            if taken in index:
                lines.append(
                    Line(
                        index[taken],
                        index[number],
                        _value(graph, derivation, taken),
                        _flow(graph, derivation, number, slot),
                        slot,
                    )
                )
    boxes.append(Box("y", True))
    lines.append(Line(index[graph.output], len(boxes) - 1, _value(graph, derivation, graph.output), "1"))
    return boxes, lines


def _value(graph: Graph, derivation: Derivation, number: int) -> str:
    if derivation.values is not None:
        return number_text(derivation.values[number])
    return graph.nodes[number].name


def _gradient(derivation: Derivation, number: int) -> str:
    step = next(step for step in derivation.steps if step.number == number)
    if derivation.kink is not None and step.name == "x":
        return number_text(derivation.kink)
    if step.value is not None:
        return number_text(step.value)
    return pretty(step.formula)


def _flow(graph: Graph, derivation: Derivation, number: int, slot: int) -> str:
    if derivation.values is not None:
        return number_text(derivation.gradients[number, slot])
    taken = graph.nodes[number].inputs[slot]
    for step in derivation.steps:
        if step.number == taken:
            parts = [part for user, place, part in step.parts if (user, place) == (number, slot)]
            if parts and len(pretty(parts[0])) <= LONGEST:
                return pretty(parts[0])
    local = pretty(local_slope(graph, number, slot))
    name = graph.nodes[number].name
    return "0" if local == "0" else f"dy/d{name}" if local == "1" else f"dy/d{name}·{_bracketed(local)}"


def _bracketed(text: str) -> str:
    return f"({text})" if " " in text else text


def draw(boxes: Sequence[Box], lines: Sequence[Line], heading: str, below: str) -> str:
    """Lay out and write the SVG text."""
    sizes = [(max(34.0, LETTER * len(box.text) + 22), 34.0) for box in boxes]
    edges = [
        Edge(line.source, line.target, LETTER * max(len(line.forward), len(line.back)) + 10, 42.0, line.place)
        for line in lines
    ]
    placed = place(sizes, edges)
    parts = [part for number, box in enumerate(boxes) for part in _box(box, placed.nodes[number])]
    arriving = _ports(placed, lines)
    for number, line in enumerate(lines):
        parts += _line(line, placed, number, arriving[number])
    wide = max(placed.width + 2 * MARGIN, LETTER * 1.12 * max(len(heading), len(below)) + 2 * MARGIN, 470.0)
    high = placed.height + 3 * MARGIN + 72
    key = (
        f'<text class="key" x="{MARGIN}" y="{high - 14:.1f}">black, above: value, forward</text>'
        f'<text class="key back" x="{MARGIN + 190}" y="{high - 14:.1f}">red, below: gradient of y, back</text>'
    )
    described = f"{heading}. " + "; ".join(
        f"{boxes[line.source].text} to {boxes[line.target].text}: value {line.forward}, gradient {line.back}"
        for line in lines
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.0f}" height="{high:.0f}" '
        f'viewBox="0 0 {wide:.0f} {high:.0f}" role="img">\n<title>{escape(heading)}</title>\n'
        f"<desc>{escape(described)}</desc>\n<style>{STYLE}</style>\n"
        f'<rect class="paper" width="100%" height="100%"/>\n'
        f'<text class="title" x="{MARGIN}" y="{MARGIN + 10}">{escape(heading)}</text>\n'
        f'<text class="key back" x="{MARGIN}" y="{MARGIN + 31}">{escape(below)}</text>\n'
        f'<g transform="translate({MARGIN},{MARGIN + 50})">\n' + "\n".join(parts) + f"\n</g>\n{key}\n</svg>\n"
    )


def _box(box: Box, item: Item) -> list[str]:
    left, top = item.x - item.width / 2, item.y - item.height / 2
    radius = item.height / 2 if box.is_input else 6
    return [
        f'<rect class="box{" input" if box.is_input else ""}" x="{left:.1f}" y="{top:.1f}" width="{item.width:.1f}" '
        f'height="{item.height:.1f}" rx="{radius:.1f}"/>',
        f'<text class="{"name" if box.is_input else "operation"}" x="{item.x:.1f}" y="{item.y + 4.5:.1f}">'
        f"{escape(box.text)}</text>",
    ]


def _ports(placed: Placed, lines: Sequence[Line]) -> list[float]:
    """How far from the middle of its target each line arrives: spread by the height from which it comes."""
    offsets = [0.0] * len(lines)
    for target in {line.target for line in lines}:
        coming = sorted(
            (number for number, line in enumerate(lines) if line.target == target),
            key=lambda number: placed.paths[number][-1].y,
        )
        for position, number in enumerate(coming):
            offsets[number] = (position - (len(coming) - 1) / 2) * min(14.0, 24.0 / max(1, len(coming) - 1))
    return offsets


def _line(line: Line, placed: Placed, number: int, offset: float) -> list[str]:
    source, target, path = placed.nodes[line.source], placed.nodes[line.target], placed.paths[number]
    x, y = source.x + source.width / 2, source.y
    d = f"M{x:.1f} {y:.1f}"
    for item in path:
        d += _curve(x, y, item.x - item.width / 2, item.y) + f"H{item.x + item.width / 2:.1f}"
        x, y = item.x + item.width / 2, item.y
    end, height = target.x - target.width / 2, target.y + offset
    d += _curve(x, y, end - 7, height)
    shown = placed.labels[number]
    return [
        f'<path class="line" d="{d}"/>',
        f'<path class="head" d="M{end:.1f} {height:.1f}l-8 -4v8z"/>',
        f'<text x="{shown.x:.1f}" y="{shown.y - 6:.1f}">{escape(line.forward)}</text>',
        f'<text class="back" x="{shown.x:.1f}" y="{shown.y + 16:.1f}">{escape(line.back)}</text>',
    ]


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
