"""What a terminal without Unicode gets in the place of signs: ``x·(1 − b²)`` stays mathematics as ``x*(1 - b^2)``."""

import codecs
import re

ERRORS = "actlab.signs"  # the name of the handler, as ``errors=`` of a stream takes it
_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LEVEL = str.maketrans(_RAISED, "-0123456789")
_SIGNS = str.maketrans(
    {
        **{"·": "*", "×": "x", "÷": "/", "−": "-", "–": "-", "±": "+-", "≤": "<=", "≥": ">=", "≠": "!="},
        **{"∞": "inf", "…": "...", "ⅇ": "e", "λ": "lambda"},
    }
)
_EMPTY_DOTS, _DOTS = "⠀", re.compile("[⠁-⣿]")  # Braille, of which small plots are made


def in_ascii(text: str) -> str:
    """The text with its signs in ASCII; a question mark for what has none.

    >>> in_ascii("x·(1 − b²) ≤ 10⁻⁸, é")
    'x*(1 - b^2) <= 10^-8, ?'
    """
    raised = re.sub(f"[{_RAISED}]+", lambda digits: f"^{digits[0].translate(_LEVEL)}", text)
    dotted = _DOTS.sub("*", raised.replace(_EMPTY_DOTS, " "))
    return dotted.translate(_SIGNS).encode("ascii", "replace").decode("ascii")


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return in_ascii(error.object[error.start : error.end]), error.end


codecs.register_error(ERRORS, _replaced)
