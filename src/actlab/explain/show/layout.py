"""Place the nodes of a graph in layers from left to right, without a Graphviz binary.

After Sugiyama, Tagawa and Toda (1981): every edge gets a place of its own for its label between the layers, and one in
each layer that it passes, so that neither lines nor labels cross a box; the order within a layer follows the barycentre
of the neighbours; the heights are least squares under minimal distances.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 60
GAP = 16.0  # between the boxes of a layer
CURVE = 34.0  # between one layer and the next: room for a line to change its height


@dataclass
class Item:
    """A node, or the place of an edge's label, or the passage of an edge through a layer."""

    rank: int
    width: float
    height: float
    x: float = 0.0  # the middle
    y: float = 0.0
    chain: list["Item"] = field(default_factory=list)  # of a passing line: its pieces and its ends


@dataclass(frozen=True)
class Edge:
    """An edge with the size of its label; ``place`` says at which input of the target it arrives."""

    source: int
    target: int
    width: float
    height: float
    place: int = 0


@dataclass(frozen=True)
class Placed:
    """The nodes, and for each edge the items it passes: the label is at ``labels[i]``."""

    nodes: list[Item]
    paths: list[list[Item]]
    labels: list[Item]
    width: float
    height: float


def place(sizes: Sequence[tuple[float, float]], edges: Sequence[Edge]) -> Placed:
    """Positions for nodes of the given sizes (width, height), numbered so that edges go from lower to higher."""
    ranks = _ranks(len(sizes), edges)
    nodes = [Item(2 * rank, *size) for rank, size in zip(ranks, sizes, strict=True)]
    items, chains, labels = list(nodes), [], []
    for edge in edges:
        first, last = nodes[edge.source].rank, nodes[edge.target].rank
        passed = [Item(rank, 0.0, 8.0) for rank in range(first + 1, last)]
        if len(passed) > 1:
            for piece in passed:
                piece.chain = [nodes[edge.source], *passed, nodes[edge.target]]
        shown = passed[0]
        shown.width, shown.height = edge.width, edge.height
        items += passed
        labels.append(shown)
        chains.append(passed)
    layers = [[item for item in items if item.rank == rank] for rank in range(max(item.rank for item in items) + 1)]
    near = _neighbours(nodes, edges, chains)
    _order(layers, near)
    _heights(layers, near)
    left = 0.0
    for layer in layers:
        widest = max((item.width for item in layer), default=0.0)
        for item in layer:
            item.x = left + widest / 2
        left += widest + CURVE
    top = min(item.y - item.height / 2 for item in items)
    for item in items:
        item.y -= top
    return Placed(nodes, chains, labels, left - CURVE, max(item.y + item.height / 2 for item in items))


def _ranks(count: int, edges: Sequence[Edge]) -> list[int]:
    """The longest way from an input; an input itself stands right before the first that needs it."""
    ranks = [0] * count
    for edge in sorted(edges, key=lambda edge: edge.target):
        ranks[edge.target] = max(ranks[edge.target], ranks[edge.source] + 1)
    targets = {edge.target for edge in edges}
    for number in range(count):
        users = [ranks[edge.target] for edge in edges if edge.source == number]
        if number not in targets and users:
            ranks[number] = min(users) - 1
    return ranks


Neighbours = dict[int, tuple[list[Item], list[Item]]]  # by id: to the left, to the right


def _neighbours(nodes: Sequence[Item], edges: Sequence[Edge], chains: Sequence[Sequence[Item]]) -> Neighbours:
    near: Neighbours = {}
    for edge, chain in sorted(zip(edges, chains, strict=True), key=lambda pair: pair[0].place):
        path = [nodes[edge.source], *chain, nodes[edge.target]]
        for one, other in pairwise(path):
            near.setdefault(id(one), ([], []))[1].append(other)
            near.setdefault(id(other), ([], []))[0].append(one)
    return near


def _order(layers: list[list[Item]], near: Neighbours) -> None:
    for layer in layers:
        for position, item in enumerate(layer):
            item.y = float(position)
    best, fewest = [list(layer) for layer in layers], _crossings(layers, near)
    for sweep in range(SWEEPS):
        side = sweep % 2
        for layer in layers if side == 0 else reversed(layers):
            layer.sort(key=lambda item: _mean([n.y for n in near.get(id(item), ([], []))[side]], item.y))
            for position, item in enumerate(layer):
                item.y = position - (len(layer) - 1) / 2
        crossings = _crossings(layers, near)
        if crossings < fewest:
            best, fewest = [list(layer) for layer in layers], crossings
    layers[:] = best


def _crossings(layers: list[list[Item]], near: Neighbours) -> int:
    count = 0
    for layer, following in pairwise(layers):
        place = {id(item): position for position, item in enumerate(following)}
        lines = [(i, place[id(n)]) for i, item in enumerate(layer) for n in near.get(id(item), ([], []))[1]]
        count += sum(a < c and b > d for a, b in lines for c, d in lines)
    return count


def _heights(layers: list[list[Item]], near: Neighbours) -> None:
    for layer in layers:
        for item, height in zip(layer, _spaced(layer, [0.0] * len(layer)), strict=True):
            item.y = height
    for sweep in range(SWEEPS):
        for layer in layers if sweep % 2 else reversed(layers):
            heights = []
            for item in layer:
                left, right = near.get(id(item), ([], []))
                # A line that passes several layers stays straight: its pieces share one height.
                pulls = [n.y for n in (item.chain or (*left, *right))]
                heights.append(_mean(pulls, item.y))
            for item, height in zip(layer, _spaced(layer, heights), strict=True):
                item.y = height


def _spaced(layer: Sequence[Item], heights: Sequence[float]) -> list[float]:
    """The heights nearest to those wanted (least squares) that keep order and distances: pool adjacent violators."""
    offsets = [0.0]
    for above, below in pairwise(layer):
        offsets.append(offsets[-1] + (above.height + below.height) / 2 + GAP)
    pools: list[tuple[float, int]] = []
    for want, offset in zip(heights, offsets, strict=True):
        mean, size = want - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (mean * size + other * count) / (size + count), size + count
        pools.append((mean, size))
    levels = [mean for mean, size in pools for _ in range(size)]
    return [level + offset for level, offset in zip(levels, offsets, strict=True)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise
