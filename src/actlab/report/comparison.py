"""What the commands show: progress, then tables and sentences, and the files they write."""

import json
import sys
from pathlib import Path

from actlab.lab.execute import comparison as lab
from actlab.lab.plan.run import Run
from actlab.lab.plan.specification import Specification
from actlab.progress import bar
from actlab.report import page, terminal


def compare_and_report(
    specification: Specification, out: Path | None, workers: int, force: bool, as_json: bool
) -> lab.Comparison:
    """Run a comparison with a progress bar, write its files, and print table and verdicts (or JSON)."""
    folder = out or lab.default_folder(specification)
    epochs = specification.epochs + 1  # row 0 is an evaluation, counted as one
    total = len(specification.activations) * specification.seeds
    with bar("training", total * epochs) as progress:
        finished = 0

        def resumed(runs: int) -> None:
            nonlocal finished
            finished = runs
            progress.advance(runs * epochs)
            progress.say(f"run {min(finished + 1, total)} of {total}")

        def happened(event: object) -> None:
            nonlocal finished
            if not isinstance(event, Run):
                progress.advance()
                return
            finished += 1
            progress.advance(epochs - len(event.epochs))  # a diverged run ends early
            progress.say(f"run {min(finished + 1, total)} of {total}")

        result = lab.run(specification, folder, workers, force, happened, resumed, _warn)
    lab.write_json(result, folder)
    report = page.write(result, folder)
    if as_json:
        print(json.dumps(result.to_json(), allow_nan=False))
    else:
        terminal.print_comparison(result)
    print(f"Report: {report}", file=sys.stderr)
    return result


def _warn(message: str) -> None:
    print(f"actlab: {message}", file=sys.stderr)
