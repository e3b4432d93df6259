"""What is installed, proved and licensed: writes ``lock.txt`` and ``docs/licences.md`` from ``constraints.txt``.

``python tools/supply.py [REPORT ...]``: a report is what ``pip install --dry-run --report`` writes; without one, pip is
called here, which takes minutes. A file that pip takes from a disk has no published hash, so the lock names it and
says so; ``pip install --require-hashes --no-deps -r lock.txt`` installs and proves all others.
"""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any
from urllib.parse import unquote

ROOT = Path(__file__).parent.parent
CONSTRAINTS, LOCK, LICENCES = ROOT / "constraints.txt", ROOT / "lock.txt", ROOT / "docs" / "licences.md"
PAGE = ROOT / "web" / "package-lock.json"
LOCK_HEAD = """\
# Written by `make lock`: the files of constraints.txt for Python {python} on {platform}, each with its SHA-256.
# constraints.txt itself has no hashes: with them pip refuses an editable install, and whatever comes from a disk.
"""
LICENCES_HEAD = """\
# Licences

Written by `make lock` from what each package says of itself. actlab's own is Apache-2.0. Of those below, the wheel
holds nothing but lit-html, in the playground's page; all others are installed beside it, and most only for
development.

| package | version | licence |
|---|---|---|
"""
# A sentence of the licence itself, for a package whose metadata names none.
SENTENCES = {
    "Apache License": "Apache-2.0",
    "Permission is hereby granted, free of charge": "MIT",
    "Redistribution and use in source and binary forms": "BSD",
}


def pins() -> dict[str, str]:
    """Name and version of every line of ``constraints.txt``."""
    lines = (line.partition("#")[0].strip() for line in CONSTRAINTS.read_text("utf-8").splitlines())
    return dict(line.split("==", 1) for line in lines if line)


def plain(name: str) -> str:
    """The name of a package in the form that all spellings share.

    >>> plain("PyYAML_env.Tag")
    'pyyaml-env-tag'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def lock(entries: list[dict[str, Any]]) -> Iterator[str]:
    """A line for each pin: with the hash of its file, or with the reason why there is none."""
    files = {plain(entry["metadata"]["name"]): entry for entry in entries}
    for name, version in pins().items():
        entry = files[plain(name)]
        url, info = entry["download_info"]["url"], entry["download_info"].get("archive_info", {})
        if entry["metadata"]["version"].partition("+")[0] != version:
            raise SystemExit(f"{name}: expected version {version}, pip reports {entry['metadata']['version']}.")
        if url.startswith("file:"):
            yield f"# {name}=={version}: no hash, from a disk: {unquote(url.rpartition('/')[2])}"
        else:
            yield f"{name}=={version} --hash=sha256:{info['hashes']['sha256']}"


def licence_of(found: Distribution) -> str:
    """The licence of an installed package, as short as it states it itself."""
    stated = found.metadata
    if expression := stated.get("License-Expression"):
        return str(expression)
    short = (stated.get("License") or "").strip()
    if short and len(short) <= 40 and "\n" not in short:
        return short
    kinds = [kind.rpartition(" :: ")[2] for kind in stated.get_all("Classifier", []) if kind.startswith("License")]
    named = [kind for kind in kinds if kind not in ("OSI Approved", "DFSG approved")]
    return " and ".join(named) or _by_text(found) or "not stated"


def _installed(name: str, version: str) -> Distribution | None:
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    return found if found.version.partition("+")[0] == version else None


def _by_text(found: Distribution) -> str:
    names = [file for file in found.files or () if re.search(r"licen[cs]e|copying", file.name, re.IGNORECASE)]
    text = "".join(file.read_text(encoding="utf-8") for file in names)
    return next((licence for sentence, licence in SENTENCES.items() if sentence in text), "")


def licences(before: str = "") -> Iterator[str]:
    """A row for each pin, and for what the page is made with.

    What is not installed here, in this version, has the row of ``before``.
    """
    rows = {line.split("|")[1].strip(): line for line in before.splitlines() if line.startswith("| ")}
    for name, version in pins().items():
        found = _installed(name, version)
        licence = "not installed here" if found is None else licence_of(found)
        row = f"| {name} | {version} | {licence} |"
        before_row = rows.get(name, "")
        yield row if found or f"| {version} |" not in before_row else before_row
    for path, package in json.loads(PAGE.read_text("utf-8"))["packages"].items():
        if path and not package.get("optional"):
            name = path.removeprefix("node_modules/")
            yield f"| {name} (npm) | {package['version']} | {package['license']} |"


def main(reports: list[str]) -> None:
    """Write both files."""
    with tempfile.TemporaryDirectory() as folder:
        if not reports:
            reports = [f"{folder}/report.json"]
            words = ["--dry-run", "--ignore-installed", "--no-deps", "--quiet", "--report", reports[0]]
            subprocess.run([sys.executable, "-m", "pip", "install", *words, "-r", str(CONSTRAINTS)], check=True)
        texts = [json.loads(Path(report).read_text("utf-8")) for report in reports]
    made = texts[0]["environment"]
    head = LOCK_HEAD.format(
        python=made["python_version"], platform=f"{made['platform_system']} {made['platform_machine']}"
    )
    LOCK.write_text(head + "\n".join(lock([entry for text in texts for entry in text["install"]])) + "\n", "utf-8")
    before = LICENCES.read_text("utf-8") if LICENCES.exists() else ""
    LICENCES.write_text(LICENCES_HEAD + "\n".join(licences(before)) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
