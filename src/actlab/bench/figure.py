"""The chart of a benchmark: a panel for each table, a bar for each row, relative to the baseline."""

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from actlab.bench.measure import Bench, Timing
from actlab.pages.drawing import COLOURS, logarithmic, style

MOST_COLUMNS = 3


def draw_bench(run: Bench) -> Figure:
    """Bars with the middle half of the rounds, on a logarithmic axis; the machine stands below."""
    groups: dict[str, list[Timing]] = {}
    for cell in run.cells:
        groups.setdefault(f"{cell.table}, {cell.type}", []).append(cell)
    columns = min(MOST_COLUMNS, len(groups))
    rows = -(-len(groups) // columns)
    with style():
        figure = Figure(figsize=(4.6 * columns, 3.8 * rows + 0.4), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False).flatten()
        for axis, (title, cells) in zip(axes, groups.items(), strict=False):
            _panel(axis, title, cells)
        for axis in axes[len(groups) :]:
            axis.axis("off")
        figure.supxlabel(", ".join(f"{name} {value}" for name, value in run.machine.items()), fontsize=8)
    return figure


def _panel(axis: Axes, title: str, cells: list[Timing]) -> None:
    names = [name for name in dict.fromkeys(cell.row for cell in cells) if name != cells[0].baseline]
    sizes = list(dict.fromkeys(cell.size for cell in cells))
    height = 0.8 / len(sizes)
    for index, size in enumerate(sizes):
        shown = [cell for cell in cells if cell.size == size and cell.row in names]
        spread = [[abs(cell.quartiles[side] - cell.ratio) for cell in shown] for side in (0, 1)]
        places = [names.index(cell.row) + index * height for cell in shown]
        ratios = [cell.ratio for cell in shown]
        axis.barh(places, ratios, height, xerr=spread, label=size, color=COLOURS[index % len(COLOURS)])
    axis.axvline(1, linewidth=0.8, color="black")
    axis.set(xscale="log", title=title, xlabel=f"times {cells[0].baseline}")
    logarithmic(axis.xaxis)
    axis.set_yticks([place + 0.4 - height / 2 for place in range(len(names))], names)
    axis.invert_yaxis()
    axis.legend(frameon=False, fontsize=8)
