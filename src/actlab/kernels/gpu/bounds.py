"""The largest errors of the bodies in ``tuned.py``, each with the input where it occurs.

Found in the interpreter on 12 million inputs, with exponential and reciprocal rounded once. A GPU's may be off by 2 and
1 ULP; ``spoilt`` is the largest error when both are off by that much at every input, in the worse direction at random
(4 million inputs). The tests hold the kernels to both. No GPU was at hand to say how much less it is there.
"""

from typing import NamedTuple


class GpuBound(NamedTuple):
    """An error in ULP of the right result, or absolute where the result passes zero."""

    function: str
    word: str
    unit: str
    error: float
    x: str
    got: str
    spoilt: float


FLOAT32 = (
    GpuBound("mish", "value", "ULP", 3.2, "-0x1.fe1140p+3", "-0x1.ff7cb4p-20", 7.5),
    GpuBound("mish", "slope", "absolute", 2.4e-7, "0x1.0fb9d0p+0", "0x1.0f36aap+0", 3.6e-7),
    GpuBound("silu", "value", "ULP", 3.6, "-0x1.0adee6p+4", "-0x1.fed2ecp-21", 8.0),
    GpuBound("silu", "slope", "absolute", 2.4e-7, "0x1.376174p+1", "0x1.198bcap+0", 3.4e-7),
    GpuBound("softplus", "value", "ULP", 2.9, "-0x1.bad304p+1", "0x1.fb3c62p-6", 6.5),
    GpuBound("softplus", "slope", "ULP", 3.3, "-0x1.0a3b96p+4", "0x1.fdf2c4p-25", 8.5),
    GpuBound("gelu", "value", "ULP", 4.4, "-0x1.45be4ep-2", "-0x1.e8e09cp-4", 8.0),
    GpuBound("gelu", "slope", "absolute", 1.5e-7, "0x1.55452ep-4", "0x1.21f544p-1", 2.7e-7),
)
SUBNORMAL = 2.4  # smallest floats: the error where the result is subnormal, in all of these
SUBNORMAL_SPOILT = 4.5

# Inputs of 16 bits whose result is the second nearest, by at most 0.54 ULP; all other results are correctly rounded.
EXCEPTIONS: dict[tuple[str, str, str], tuple[float, ...]] = {
    ("mish", "slope", "bfloat16"): (-0.0006103515625,),
    ("mish", "value", "float16"): (
        *(-0.00047278404235839844, -0.0006103515625, -11.125, 0.0006103515625, 0.744140625, 1.5712890625),
    ),
    ("mish", "slope", "float16"): (-1.193359375, -1.1953125, -3.50390625),
    ("silu", "slope", "bfloat16"): (-0.005859375,),
    ("silu", "value", "float16"): (-2.724609375, 5.960464477539063e-08),
    ("silu", "slope", "float16"): (
        *(-0.000732421875, -0.001708984375, -0.002685546875, -0.003662109375, -0.004638671875, -0.006591796875),
        *(-1.33984375, -1.455078125, 0.00146484375, 0.00341796875, 0.00537109375, 0.00732421875, 0.00927734375),
    ),
    ("softplus", "value", "bfloat16"): (-0.0152587890625,),
    ("softplus", "value", "float16"): (
        *(-6.371736526489258e-05, -6.383657455444336e-05, -0.002017974853515625, 0.0009126663208007812),
    ),
    ("gelu", "value", "float16"): (-1.7881393432617188e-07, 5.960464477539063e-08),
    ("gelu", "slope", "float16"): (
        *(-0.0004589557647705078, -0.087890625, -0.09869384765625, -0.245849609375, -0.74072265625, -0.74755859375),
        *(-0.75244140625, -1.3974609375, -4.0234375),
    ),
    ("softplus", "slope", "float16"): (
        *(-0.00341796875, -0.00537109375, -0.01025390625, -0.01123046875, -0.1639404296875),
        *(0.0029296875, 0.0068359375, 0.0107421875),
    ),
}
# silu and gelu in bfloat16 halve an input below 2^-125: the result, subnormal, often lies half-way but for 2^-127 of
# itself, which float32 cannot hold, and goes to the even neighbour. For 128 inputs that is the wrong one.
SUBNORMAL_TIES = (("silu", "value", "bfloat16"), ("gelu", "value", "bfloat16"))


def table() -> str:
    """The bounds in Markdown, for the documentation."""
    lines = [
        "| function | | largest error | at | with every error a GPU may make |",
        "| --- | --- | ---: | --- | ---: |",
    ]
    for bound in FLOAT32:
        unit = " ULP" if bound.unit == "ULP" else ""
        cells = (bound.function, bound.word, f"{bound.error:g}{unit}", f"`{bound.x}`", f"{bound.spoilt:g}{unit}")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)
