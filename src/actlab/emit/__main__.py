"""``python -m actlab.emit`` rewrites the emitted files; with ``--check`` it only says which are stale."""

import sys
from pathlib import Path

from actlab.define.library import RECORDS
from actlab.emit import array_code
from actlab.emit.derivatives import orders

PACKAGE = Path(__file__).resolve().parent.parent
HEADER = "Made from the records by `make emit`; do not edit."


def files() -> dict[Path, str]:
    """Every emitted file with the text it must have."""
    return {PACKAGE / "emitted" / "array_functions.py": _array_functions()}


def stale() -> list[Path]:
    """The emitted files that differ from what the records say now."""
    return [path for path, text in files().items() if not path.exists() or path.read_text("utf-8") != text]


def _array_functions() -> str:
    parts = [f'"""{HEADER}"""\n']
    parts += [array_code.emit(record) for record in RECORDS]
    table = ["FUNCTIONS = {"]
    for record in RECORDS:
        table.append(f'    "{record.key}": {{')
        table += [f"        {order!r}: {array_code.function_name(record.key, order)}," for order in orders(record)]
        table.append("    },")
    return "\n\n".join([*parts, "\n".join([*table, "}"]) + "\n"])


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
