"""``python -m actlab.emit`` rewrites the emitted files; with ``--check`` it only says which are stale."""

import sys
from pathlib import Path

from actlab.define.gates import GATES
from actlab.define.library import RECORDS
from actlab.emit import array_code, cpp, javascript, latex, triton

PACKAGE = Path(__file__).resolve().parent.parent
HEADER = "Made from the records by `make emit`; do not edit."


def files() -> dict[Path, str]:
    """Every emitted file with the text it must have."""
    return {
        PACKAGE / "emitted" / "array_functions.py": array_code.emit((*RECORDS, *GATES), HEADER),
        PACKAGE / "emitted" / "functions.js": javascript.emit(RECORDS, HEADER),
        PACKAGE / "emitted" / "latex.json": latex.emit(RECORDS),
        PACKAGE / "kernels" / "gpu" / "functions.py": triton.emit(RECORDS, HEADER),
        PACKAGE / "kernels" / "native" / "functions.h": cpp.emit(RECORDS, HEADER),
    }


def stale() -> list[Path]:
    """The emitted files that differ from what the records say now."""
    return [path for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text]


def main() -> int:
    """Write or check; the exit code is 1 when something is stale."""
    if "--check" in sys.argv[1:]:
        found = stale()
        print("\n".join(f"stale: {path.name}; run make emit" for path in found))
        return bool(found)
    for path, text in files().items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
