"""The operations that differ between a GPU and Triton's interpreter, which knows no machine instructions.

What a GPU does is approximate: ``ex2.approx`` is right to 2 ULP, ``rcp.approx`` to 1 (CUDA's guide, "Mathematical
Functions"). The interpreter rounds both once; tests spoil its results by as much as a GPU may.
"""

import triton
import triton.language as tl
from triton import knobs

INTERPRETED = tl.constexpr(knobs.runtime.interpret)


@triton.jit
def fma(a, b, c):
    """``a * b + c``, rounded once."""
    if INTERPRETED:
        return (tl.cast(a, tl.float64) * tl.cast(b, tl.float64) + tl.cast(c, tl.float64)).to(tl.float32)
    else:
        return tl.fma(a, b, c)


@triton.jit
def power_of_two(x):
    """``2**x`` where that is a normal number."""
    if INTERPRETED:
        return tl.exp2(x.to(tl.float64)).to(tl.float32)
    else:
        return tl.inline_asm_elementwise(
            "ex2.approx.ftz.f32 $0, $1;", "=f,f", [x], dtype=tl.float32, is_pure=True, pack=1
        )


@triton.jit
def reciprocal(x):
    """``1 / x`` where x and the result are normal numbers."""
    if INTERPRETED:
        return 1.0 / x
    else:
        return tl.inline_asm_elementwise(
            "rcp.approx.ftz.f32 $0, $1;", "=f,f", [x], dtype=tl.float32, is_pure=True, pack=1
        )


@triton.jit
def widened(block):
    """A block as float32."""
    if INTERPRETED and block.dtype == tl.bfloat16:  # the interpreter's own conversions lose subnormals and carries
        return (block.to(tl.uint16, bitcast=True).to(tl.uint32) << 16).to(tl.float32, bitcast=True)
    else:
        return block.to(tl.float32)


@triton.jit
def rounded(block, kind):
    """A block of float32 rounded once to ``kind``, to nearest and even."""
    if INTERPRETED and kind == tl.bfloat16:
        bits = block.to(tl.uint32, bitcast=True)
        nearest = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16
        quiet = (bits >> 16) | 0x40
        return tl.where(block == block, nearest, quiet).to(tl.uint16).to(tl.bfloat16, bitcast=True)
    else:
        return block.to(kind)
