"""Markup in any text that a user can give stays text, in every kind of page, in a real browser."""

import gzip
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from helpers.made_up import diverged, finished, study
from matplotlib.figure import Figure
from rich.table import Table
from rich.text import Text

from actlab.define import record, registry
from actlab.define.own import define
from actlab.explain.explanation import explain
from actlab.explain.show import drawing
from actlab.explain.show import page as explanation_page
from actlab.lab.plan.plan import Plan
from actlab.lab.reading import load
from actlab.lab.store.export import RUNS, write_archive
from actlab.lab.store.store import Store
from actlab.lab.verdicts.findings import find
from actlab.landscape import page as landscape_page
from actlab.pages.drawing import logarithmic, style
from actlab.pages.render import render
from actlab.pages.write import write_text
from actlab.paper.audit import page as audit_page
from actlab.paper.audit.audit import Audited
from actlab.paper.claims import CLAIMS
from actlab.paper.judgement import Judgement, Line
from actlab.paper.replay import page as replay_page
from actlab.paper.replay.published import Replay
from actlab.report import catalogue, figures, numbers, page, tables
from actlab.report.terminal import print_findings
from actlab.terminal import Terminal

# In HTML, for matplotlib, which reads formulas between dollars, and for rich, which reads styles between brackets.
MARK = """m"'><script>window.RAN=1</script><img src=x onerror="window.RAN=1" data-marked>$\\frac$[/b]"""
SHORT = '"><b data-marked>$\\frac$[/b]'  # for the title of a function, which names a class too
IN_JSON = json.dumps(MARK)[1:-1].replace('"', '""')  # in a field of a table
FACTS = {MARK: MARK}  # as an archive from others may name them


def plan(**changes: object) -> Plan:
    words = {"title": MARK, "question": MARK, "notes": [MARK], "arms": ["relu", "mish"]}
    return Plan(study(**{**words, "profiles": {"quick": {"seeds": 3, "note": MARK}}, **changes}), "quick")


def report(of: Plan) -> str:
    tasks = of.known_tasks({})
    runs = {task: finished(task, 0.5 + 0.01 * task.seed) for task in tasks[:-2]}
    runs[tasks[-2]] = replace(diverged(tasks[-2]), message=MARK)
    return page.render([find(of, runs, {tasks[-1]: MARK})], runs, FACTS, MARK)


def of_levels() -> str:
    levels = {MARK: {"hidden": [4]}, "other": {"hidden": [8]}}
    return report(plan(factors={"width": {"title": MARK, "levels": levels}}))


def of_one_cell() -> str:
    return report(plan(factors={}))


def audit() -> str:
    claim = replace(CLAIMS[0], text=MARK, decided_by=MARK, sources=MARK)
    line = Line(MARK, "points", 2, MARK, MARK, 1, 2, (1.0, 2.0), 1.5, 1.0, 2.0, note=MARK, study=MARK)
    return audit_page.render([Audited(claim, Judgement("holds", MARK, 2, MARK, MARK, (line,), MARK))])


def landscape() -> str:
    figure = figures.draw_functions(numbers.function_curves(["relu"], (-1, 1)), (-1, 1))
    view = landscape_page.View(MARK, [0, 1], [0, 1], [[0, 1], [1, 0]], [[0, 1], [1, 0]])
    texts = {"kind": MARK, "title": MARK, "introduction": MARK, "caption": MARK}
    shown = landscape_page.Landscape(
        **texts, figure=figure, opaque=figure, columns=(MARK,), rows=((MARK, (MARK,)),), notes=(MARK,),
        settings={MARK: MARK}, raw=[], views=(view,),
    )  # fmt: skip
    return landscape_page.render(shown)


def explanation() -> str:
    return explanation_page.html(replace(explain("mish"), title=MARK))


def function() -> str:
    return render("actlab.report", "function.html.j2", catalogue.facts(replace(record("mish"), title=MARK)))


def index() -> str:
    own = replace(record("mish"), title=MARK, formula=MARK)
    values = {"rows": [{"activation": own, "numbers": (MARK,) * 7}], "columns": catalogue.COLUMNS}
    return render("actlab.report", "catalogue.html.j2", values, script="catalogue.js")


def own_title() -> str:
    """A function of one's own: its file names it, and its title is in tables, verdicts and figures."""
    define("marked", "x * tanh(x)", title=f"m{SHORT}")
    try:
        return report(plan(arms=["relu", "marked"], factors={}))
    finally:
        for known in (registry._records, registry._aliases):
            known.pop("marked", None)


def nodes() -> str:
    boxes, lines = [drawing.Box(MARK, is_input=True), drawing.Box(MARK)], [drawing.Line(0, 1, MARK, MARK)]
    return explanation_page._page(MARK, MARK, drawing.draw(boxes, lines, MARK, MARK), numbers=MARK)


def archive_of_others() -> str:
    """What somebody sent: a folder whose plan and table hold markup, read from the disk."""
    with TemporaryDirectory() as folder:
        store = Store(Path(folder) / "results.sqlite")
        store.open()
        asked = plan(factors={})
        store.keep_study(asked.name, asked.document())
        for task in asked.known_tasks({}):
            store.add(replace(diverged(task), message=MARK) if task.seed else finished(task, 0.5))
        write_archive(store, Path(folder))
        store.close()
        packed = Path(folder) / RUNS
        rows = re.sub(",2:[0-9a-f]{62}\n", ",\n", gzip.decompress(packed.read_bytes()).decode())  # without checksums
        packed.write_bytes(gzip.compress(rows.replace('""processor"": ""', f'""processor"": ""{IN_JSON}').encode()))
        found, runs, facts = load(Path(folder))
    assert MARK in facts["processor"]
    return page.render(found, runs, facts, found[0].plan.study.title)


def replay() -> str:
    return replay_page.render(Replay((), (), {}, FACTS))


PAGES = {"levels": of_levels, "one cell": of_one_cell, "audit": audit, "landscape": landscape}
PAGES |= {"explanation": explanation, "function": function, "replay": replay}
PAGES |= {"nodes": nodes, "index of functions": index, "own title": own_title, "archive of others": archive_of_others}


def faults(chromium, path: Path) -> dict[str, object]:
    tab = chromium.new_page()
    tab.goto(path.as_uri())
    tab.wait_for_load_state()
    found = tab.evaluate(
        """() => ({
            ran: window.RAN === 1,
            elements: document.querySelectorAll('[data-marked], [onerror], [src=x]').length,
            scripts: [...document.scripts].filter(each => each.textContent.startsWith('window.RAN')).length,
            policy: !!document.querySelector('meta[http-equiv=Content-Security-Policy]'),
            shown: document.documentElement.outerHTML.includes('data-marked'),
        })"""
    )
    tab.close()
    return found


RIGHT = {"ran": False, "elements": 0, "scripts": 0, "policy": True, "shown": True}


@pytest.mark.parametrize("kind", PAGES)
def test_markup_stays_text(chromium, tmp_path: Path, kind: str) -> None:
    assert faults(chromium, write_text(tmp_path / "page.html", PAGES[kind]())) == RIGHT


@pytest.mark.parametrize("factors", [{}, {"width": {"title": MARK, "levels": {MARK: {"hidden": [4]}}}}])
def test_markup_is_printed_as_it_is(capsys: pytest.CaptureFixture[str], factors: dict[str, object]) -> None:
    of = plan(factors=factors)
    runs = {task: finished(task, 0.5 + 0.01 * task.seed) for task in of.known_tasks({})}
    print_findings(find(of, runs, {}))
    assert "[/b]" in capsys.readouterr().out


def test_markup_is_no_html_in_markdown_and_no_command_in_latex() -> None:
    of = plan(factors={}, arms=["relu", "mish"], title=MARK + "^")
    found = find(of, {task: finished(task, 0.5) for task in of.known_tasks({})}, {})
    assert "<" not in tables.in_markdown(MARK + "\n\n" + MARK)
    assert "<script>" not in tables.markdown(found)
    assert r"\$\textbackslash frac\$[/b]\textasciicircum{}" in tables.latex(found)
    assert "# m&lt;b>" in replace(explain("mish"), title="m<b>").markdown()


def test_orders_to_a_terminal_are_not_printed() -> None:
    out = io.StringIO()
    terminal = Terminal(file=out, force_terminal=True, color_system=None)
    table = Table("\x1b]0;title\x07")
    table.add_row(Text("\x1b[2Jb"))
    terminal.print(table, "c\x9b31md")
    assert not set("\x1b\x07\x9b") & set(out.getvalue())
    assert all(letters in out.getvalue() for letters in ("]0;title", "[2Jb", "c31md"))


def test_the_labels_of_a_logarithmic_axis_are_plain_text() -> None:
    with style():
        axis = Figure().subplots()
        axis.set(xscale="log", xlim=(1e-2, 1e3))
        logarithmic(axis.xaxis)
        assert {label.get_text() for label in axis.get_xticklabels()} >= {"10⁻²", "10⁻¹", "10⁰", "10¹", "10²", "10³"}
        axis.set_xlim(1.5, 4.5)
        assert "2" in {label.get_text() for label in axis.get_xticklabels(minor=True)}


def test_the_oracle_sees_markup_that_did_not_stay_text(chromium, tmp_path: Path) -> None:
    wrong = faults(chromium, write_text(tmp_path / "page.html", f'<p title="{MARK}">'))
    assert wrong["ran"]
    assert wrong["elements"]
    assert not wrong["policy"]
