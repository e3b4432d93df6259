"""``python -m actlab.emit`` rewrites the emitted files; with ``--check`` it only lists the stale ones."""

import sys
from pathlib import Path

from actlab.define.gates import GATES
from actlab.define.library import RECORDS
from actlab.emit import array_code, cpp, javascript, latex, triton

PACKAGE = Path(__file__).resolve().parent.parent
HEADER = "Made from the records by `make emit`; do not edit."


def files() -> dict[Path, str]:
    """Every file of emitted code with the text it must have."""
    return {
        PACKAGE / "emitted" / "array_functions.py": array_code.emit((*RECORDS, *GATES), HEADER),
        PACKAGE / "emitted" / "functions.js": javascript.emit(RECORDS, HEADER, GATES),
        PACKAGE / "emitted" / "latex.json": latex.emit(RECORDS),
        PACKAGE / "kernels" / "gpu" / "functions.py": triton.emit(RECORDS, HEADER),
        PACKAGE / "kernels" / "gpu" / "gate_functions.py": triton.emit(GATES, HEADER),
        PACKAGE / "kernels" / "native" / "functions.h": cpp.emit(RECORDS, HEADER),
        PACKAGE / "kernels" / "native" / "gates.h": cpp.emit_gates(GATES, HEADER),
    }


def descriptions() -> dict[Path, str]:
    """Every emitted docstring and stub; their limits and examples come from the emitted code, so they follow it."""
    from actlab.report.docstrings import stubs

    return {PACKAGE / name: text for name, text in stubs(HEADER).items()}


def stale(texts: dict[Path, str]) -> list[Path]:
    """The files that differ from the text they must have."""
    return [path for path, text in texts.items() if not path.exists() or path.read_text("utf-8") != text]


def main() -> int:
    """Write or check; the exit code is 1 when a file is stale."""
    if "--check" in sys.argv[1:]:
        differing = stale(files()) or stale(descriptions())
        print("\n".join(f"stale: {path.name}; run make emit" for path in differing))
        return bool(differing)
    for texts in (files, descriptions):
        for path, text in texts().items():
            path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
