"""``actlab study``, ``watch`` and ``export``: controlled studies from the command line."""

import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from actlab.commands.options import need_torch
from actlab.errors import BadValue
from actlab.pages.document import as_json as json_of

if TYPE_CHECKING:
    from actlab.lab.plan.plan import Plan
    from actlab.lab.plan.run import Run, Task
    from actlab.lab.verdicts.findings import Findings

app = typer.Typer(help="Controlled studies of activations.", no_args_is_help=True)

Names = Annotated[list[str], typer.Argument(help="Studies by name or pattern (mnist-*), TOML files, or all.")]
ProfileName = Annotated[str, typer.Option(help="smoke: seconds; quick: hours of one core; paper: as published.")]
Seeds = Annotated[int | None, typer.Option(help="Runs for each arm of each cell.", show_default="the profile's")]
Device = Annotated[str, typer.Option(help="auto: a GPU for networks of images where there is one; cpu; cuda.")]
Precision = Annotated[str, typer.Option(help="float32; bfloat16: by autocast.")]
Kernels = Annotated[str, typer.Option(help="auto: actlab's where they load; actlab; torch.")]
SeedsTogether = Annotated[int, typer.Option(help="Seeds trained at once; fewer take as long.")]
StorePlace = Annotated[
    str | None,
    typer.Option(help="A database for several machines: postgresql+psycopg://user@host/name.", show_default=False),
]


@app.command("list")
def list_studies(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """List the studies that come with actlab."""
    from rich.table import Table

    from actlab.lab.plan.files import find, names
    from actlab.lab.plan.plan import Plan
    from actlab.terminal import Terminal

    studies = [find(name) for name in names()]
    runs = {study.key: {name: Plan(study, name).most_runs for name in study.profiles} for study in studies}
    if as_json:
        entries = [
            {"name": study.key, "title": study.title, "arms": study.arms, "factors": list(study.factors),
             "runs": runs[study.key], "claims": study.claims}
            for study in studies
        ]  # fmt: skip
        print(json_of("studies", {"studies": entries}))
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("name", no_wrap=True)
    for title in ("arms", *_PROFILES):
        table.add_column(title, justify="right")
    for title in ("factors", "claims"):
        table.add_column(title)
    for study in studies:
        counts = [str(runs[study.key].get(profile, "")) for profile in _PROFILES]
        table.add_row(study.key, str(len(study.arms)), *counts, " x ".join(study.factors), " ".join(study.claims))
    console = Terminal()
    console.print(table)
    console.print("smoke, quick, paper: the runs of each profile, at most.", style="dim")


_PROFILES = ("smoke", "quick", "paper")


@app.command()
def show(
    names: Names,
    profile: ProfileName = "quick",
    seeds: Seeds = None,
    device: Device = "auto",
    precision: Precision = "float32",
    seeds_together: SeedsTogether = 1,
    kernels: Kernels = "auto",
    workers: Annotated[int, typer.Option(help="Processes that the time is estimated for.")] = 1,
    timing: Annotated[bool, typer.Option("--timing/--no-timing", help="Train a little to estimate the time.")] = True,
) -> None:
    """Show the plan of a study: cells, runs, and the time that they will take on this machine."""
    from actlab.lab.execute.at_once import advised
    from actlab.lab.execute.estimate import estimate
    from actlab.lab.training.precision import advice
    from actlab.terminal import Terminal

    if timing:
        need_torch("actlab study")
    console = Terminal()
    for plan in _plans(names, profile, seeds, device, seeds_together, precision, kernels):
        study = plan.study
        console.print(f"{study.title} ({study.key}, profile {plan.profile_name})", style="bold")
        console.print(study.question)
        console.print(plan.profile.note, style="dim")
        console.print(f"arms: {', '.join(study.arms)}; seeds: {len(plan.seeds)}; metrics: {', '.join(study.metrics)}")
        for protocol in plan.protocols:
            cells = [cell.label for cell in plan.cells if cell.protocol == protocol]
            console.print(f"{protocol}: {len(cells)} cells: {'; '.join(cells)}")
        console.print(
            f"at most {plan.most_runs} runs, {plan.most_trainings} trainings (what several share is run once)"
        )
        if timing:
            seconds = estimate(plan)
            console.print(f"about {_duration(seconds / workers)} with {workers} worker{'s' if workers > 1 else ''}")
            if (other := advised(plan)) and (less := estimate(other)) < seconds:
                console.print(
                    f"about {_duration(less / workers)} with --seeds-together {other.place['seeds_together']}"
                )
            if words := advice(precision, plan.place.get("device", "cpu")):
                console.print(words)


@app.command()
def run(
    names: Names,
    profile: ProfileName = "quick",
    seeds: Seeds = None,
    workers: Annotated[int, typer.Option(help="Processes to train on; the numbers do not depend on it.")] = 1,
    device: Device = "auto",
    precision: Precision = "float32",
    seeds_together: SeedsTogether = 1,
    kernels: Kernels = "auto",
    engine: Annotated[str, typer.Option(help="processes, or ray.")] = "processes",
    ray_address: Annotated[str | None, typer.Option(help="A Ray cluster.", show_default="this machine")] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for store and report.", show_default="out/study-PROFILE")
    ] = None,
    store: StorePlace = None,
) -> None:
    """Run what is missing of studies, and write their report. The same command goes on after anything."""
    if workers < 1:
        raise BadValue(f"--workers: expected at least 1, got {workers}.")
    plans = _plans(names, profile, seeds, device, seeds_together, precision, kernels)
    need_torch("actlab study")
    from actlab.lab.data import sets as data
    from actlab.lab.execute.engine import engine as engine_of
    from actlab.lab.execute.folder import STORE
    from actlab.lab.reading import facts_of, open_store
    from actlab.lab.store.adopt import ARCHIVES, adopt
    from actlab.lab.store.export import archive_of
    from actlab.lab.training.precision import advice
    from actlab.report import results
    from actlab.report.comparing import check_networks
    from actlab.report.running import failed
    from actlab.report.terminal import print_findings
    from actlab.report.watching import follow

    check_networks(plans)
    chosen = engine_of(engine, workers, ray_address)
    if precision == "bfloat16":
        for words in {advice(precision, plan.place.get("device", "cpu")) for plan in plans} - {""}:
            _warn(words)
    names_of_data = {name for plan in plans for name in plan.data_sets}
    for name in names_of_data:
        data.load(name)  # a data set that is missing stops the command before any training
    folder = out or Path("out") / f"study-{profile}"
    folder.mkdir(parents=True, exist_ok=True)
    archive = open_store(store or folder / STORE, _warn)
    try:
        for plan in plans:
            if taken := adopt(plan, archive, warn=_warn):
                typer.echo(f"{plan.study.title}: {taken} runs from the archives in {ARCHIVES}/.", err=True)
        studies = [follow(plan, archive, chosen) for plan in plans]
        runs, facts = archive_of(archive).runs, facts_of(data_sets=names_of_data)
        results.write(studies, runs, facts, folder)
    finally:
        archive.close()
    for findings in studies:
        print_findings(findings)
    _report(studies, runs, folder, facts)
    if failed(studies):
        raise typer.Exit(1)


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(help="A folder with results.sqlite, or with runs.csv.gz and studies.json.")],
    out: Annotated[Path | None, typer.Option(help="Where the report goes.", show_default="FOLDER")] = None,
    title: Annotated[str, typer.Option(help="The heading of the page.")] = "",
    name: Annotated[str, typer.Option(help="The name of the page.")] = "report.html",
) -> None:
    """Write the report of what a folder holds, finished or not, without training anything."""
    from actlab.lab.reading import load

    damaged: list[str] = []
    studies, runs, facts = load(folder, damaged.append)
    _report(studies, runs, out or folder, facts, title, name)
    for message in damaged:
        _warn(message)
    if damaged:
        raise typer.Exit(1)


def watch(
    folder: Annotated[str, typer.Argument(help="The folder of a running study, or the URL of its database.")],
    every: Annotated[float, typer.Option(help="Seconds between two looks.")] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Look once and end.")] = False,
) -> None:
    """Follow a running study: what is done, runs a minute, time left, the best arm so far."""
    from actlab.lab.reading import existing_store
    from actlab.report.watching import watch as look

    look(existing_store(folder, _warn), every, once)


def export(
    folder: Annotated[str, typer.Argument(help="The folder of a study or comparison, or the URL of its database.")],
    csv: Annotated[Path | None, typer.Option(help="A file that ends in .csv or .csv.gz.")] = None,
    parquet: Annotated[Path | None, typer.Option(help="A file that ends in .parquet (needs pyarrow).")] = None,
    archive: Annotated[Path | None, typer.Option(help="A folder: all that 'actlab study report' needs.")] = None,
    tensorboard: Annotated[Path | None, typer.Option(help="A folder of event files (needs tensorboard).")] = None,
    mlflow: Annotated[Path | None, typer.Option(help="A database file of MLflow (needs mlflow).")] = None,
    wandb: Annotated[Path | None, typer.Option(help="A folder of offline runs (needs wandb).")] = None,
) -> None:
    """Export every epoch of every run."""
    from actlab.lab.reading import existing_store
    from actlab.lab.store import trackers as bridges
    from actlab.lab.store.export import write, write_archive

    requested = {
        "--csv": (csv, write),
        "--parquet": (parquet, write),
        "--archive": (archive, write_archive),
        "--tensorboard": (tensorboard, bridges.to_tensorboard),
        "--mlflow": (mlflow, bridges.to_mlflow),
        "--wandb": (wandb, bridges.to_wandb),
    }
    if not any(place for place, _ in requested.values()):
        raise BadValue(f"say what to write: {', '.join(requested)}.")
    store = existing_store(folder, _warn)
    try:
        for place, writer in requested.values():
            if place is not None:
                typer.echo(writer(store, place))
    finally:
        store.close()


def _plans(names: list[str], profile: str, seeds: int | None, *place: Any) -> "list[Plan]":
    from actlab.lab.plan import files
    from actlab.lab.plan.plan import Plan
    from actlab.lab.training.devices import place_for

    known = files.names()
    chosen = [match for name in names for match in (fnmatch.filter(known, "*" if name == "all" else name) or [name])]
    plans = [Plan(files.find(name, _warn), profile, seeds) for name in dict.fromkeys(chosen)]
    return [Plan(plan.study, profile, seeds, **place_for(plan.of_images, *place)) for plan in plans]


def _report(
    studies: "list[Findings]",
    runs: "dict[Task, Run]",
    folder: Path,
    facts: dict[str, Any],
    title: str = "",
    name: str = "report.html",
) -> None:
    from actlab.paper.published.results import figures
    from actlab.report.page import write

    typer.echo(f"Report: {write(studies, runs, facts, folder, title, name, figures)}", err=True)


def _warn(message: str) -> None:
    typer.echo(f"actlab: {message}", err=True)


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    if seconds < 5400:
        return f"{seconds / 60:.0f} minutes"
    return f"{seconds / 3600:.1f} hours"
