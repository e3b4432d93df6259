"""``python tools/prose.py``: the rules of our English that a program can check; part of `make lint`.

It reads every page, and every docstring, comment, message and name of the package. It prints each place that breaks a
rule and ends with 1.
"""

import ast
import io
import re
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "CONTRIBUTING.md", "docs/**/*.md", "src/**/README.md", "web/README.md", "tools/templates/*.j2")
BARE = frozenset({"asked", "found", "given", "kept", "made", "said", "told", "wanted"})
RULES = (
    (re.compile(r"\b(?:is|are|was|were|be|been) (?:not )?(?:said|told|asked)\b", re.I), "say who does it"),
    (
        re.compile(r"\bwhat (?:is|was|were) (?:said|told|asked|made|kept|given|found|wanted|there)\b", re.I),
        "name the thing",
    ),
    (re.compile(r"\b(?:is|are) (?:kept|given|made|laid|found) (?:aside|to|upon|anew)\b", re.I), "use an active verb"),
    (re.compile(r"\bnothing is (?:said|asked|given|made)\b", re.I), "say who does it"),
    (re.compile(r"\bas (?:many|much) as (?:it|one) says\b", re.I), "give the number its name"),
)


def faults_of_text(text: str) -> list[tuple[int, str]]:
    r"""The line and the fault of each place of a text that breaks a rule.

    >>> faults_of_text("The file is written.\nThe rest is told, not asked.")
    [(2, "'is told': say who does it")]
    """
    return [
        (text.count("\n", 0, match.start()) + 1, f"{match[0]!r}: {advice}")
        for rule, advice in RULES
        for match in rule.finditer(text)
    ]


def faults_of_code(text: str) -> Iterator[tuple[int, str]]:
    """The same for the strings and comments of a module, and its bare names.

    >>> list(faults_of_code("found = 1  # what was found"))
    [(1, "'what was found': name the thing"), (1, "the name 'found': name the thing")]
    """
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type in (tokenize.COMMENT, tokenize.STRING):
            yield from ((token.start[0] + line - 1, fault) for line, fault in faults_of_text(token.string))
    tree = ast.parse(text)
    fields = {id(f.target) for c in ast.walk(tree) if isinstance(c, ast.ClassDef) for f in c.body if _is_field(f)}
    for node in ast.walk(tree):
        name = _named(node)
        if name.strip("_") in BARE and id(node) not in fields:  # the keys of a report's JSON have these names
            yield node.lineno, f"the name {name!r}: name the thing"


def _named(node: ast.AST) -> str:
    """The name that a node brings into the program: of an argument, a variable, an attribute, a function or a class."""
    match node:
        case ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
            return name
    return ""


def _is_field(statement: ast.stmt) -> TypeGuard[ast.AnnAssign]:
    return isinstance(statement, ast.AnnAssign)


def faults() -> Iterator[str]:
    """Every fault of the repository, with its place."""
    for path in sorted({path for pattern in PAGES for path in ROOT.glob(pattern)} - {ROOT / "docs/evidence/README.md"}):
        for line, fault in faults_of_text(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}:{line}: {fault}"
    source = ROOT / "src" / "actlab"
    for path in sorted(source.rglob("*.py")):
        for line, fault in faults_of_code(path.read_text("utf-8")):
            yield f"{path.relative_to(ROOT)}:{line}: {fault}"


def main() -> int:
    """Print the faults; 1 where there is one."""
    lines = list(faults())
    print("\n".join(lines), end="\n" if lines else "")
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main())
