"""Find, rewrite, check and export activations in ONNX models; needs ``pip install 'actlab[onnx]'``."""

from importlib.util import find_spec

from actlab.errors import Missing

if find_spec("onnx") is None:
    raise Missing("onnx", "actlab.swap.onnx", "pip install 'actlab[onnx]'")

from actlab.swap.onnx.checking import OnnxCheck, check
from actlab.swap.onnx.exporting import export
from actlab.swap.onnx.files import read
from actlab.swap.onnx.finding import find, unseen
from actlab.swap.onnx.places import OnnxPlace
from actlab.swap.onnx.report import OnnxReport, grouped
from actlab.swap.onnx.rewriting import swap
from actlab.swap.replace.report import SwapMissed

__all__ = [
    "OnnxCheck",
    "OnnxPlace",
    "OnnxReport",
    "SwapMissed",
    "check",
    "export",
    "find",
    "grouped",
    "read",
    "swap",
    "unseen",
]
