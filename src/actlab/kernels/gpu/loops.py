"""The kernels: loops over memory around a value or slope, written once for all functions.

``VALUE`` and ``SLOPE`` are functions of a block of float32 and of ``parameters``, a tuple of numbers. Offsets of blocks
are 64 bits wide, those inside a block 32. With ``EVEN`` every block is full and nothing is masked.
"""

import triton
import triton.language as tl

from actlab.kernels.gpu.mathematics import maximum, minimum
from actlab.kernels.gpu.primitives import fma, rounded, widened


@triton.jit
def read(pointer, at, mask):
    """A block as float32."""
    return widened(tl.load(pointer + at, mask=mask))


@triton.jit
def write(pointer, at, mask, block):
    """A block, rounded once to the type of the tensor."""
    tl.store(pointer + at, rounded(block, pointer.dtype.element_ty), mask=mask)


# ---- element by element ----------------------------------------------------------------------------------------------


@triton.jit
def forward_block(x, y, at, mask, parameters, VALUE: tl.constexpr):
    """One block of ``forward``."""
    write(y, at, mask, VALUE(read(x, at, mask), *parameters))


@triton.jit(do_not_specialize=["n"])
def forward(x, y, n: "i64", parameters, VALUE: tl.constexpr, BLOCK: tl.constexpr, EVEN: tl.constexpr):
    """``y = value(x)``; y may be x."""
    start = tl.program_id(0).to(tl.int64) * BLOCK
    at = tl.arange(0, BLOCK)
    if EVEN:
        forward_block(x + start, y + start, at, None, parameters, VALUE)
    elif n - start >= BLOCK:
        forward_block(x + start, y + start, at, None, parameters, VALUE)
    else:
        forward_block(x + start, y + start, at, at < n - start, parameters, VALUE)


@triton.jit
def backward_block(g, x, dx, at, mask, parameters, SLOPE: tl.constexpr):
    """One block of ``backward``."""
    write(dx, at, mask, read(g, at, mask) * SLOPE(read(x, at, mask), *parameters))


@triton.jit(do_not_specialize=["n"])
def backward(g, x, dx, n: "i64", parameters, SLOPE: tl.constexpr, BLOCK: tl.constexpr, EVEN: tl.constexpr):
    """``dx = g slope(x)``; dx may be g or x."""
    start = tl.program_id(0).to(tl.int64) * BLOCK
    at = tl.arange(0, BLOCK)
    if EVEN:
        backward_block(g + start, x + start, dx + start, at, None, parameters, SLOPE)
    elif n - start >= BLOCK:
        backward_block(g + start, x + start, dx + start, at, None, parameters, SLOPE)
    else:
        backward_block(g + start, x + start, dx + start, at, at < n - start, parameters, SLOPE)


# ---- after a step of its own for each channel: bias, or the normalisation of BatchNorm -------------------------------


@triton.jit
def add(a, b):
    """For sums."""
    return a + b


@triton.jit
def argument(x, center, scale, shift, channel, mask, NORMALISED: tl.constexpr):
    """``(x - center) scale + shift``, or ``x + shift``, with the numbers of the channel."""
    if NORMALISED:
        return fma(x - read(center, channel, mask), read(scale, channel, mask), read(shift, channel, mask))
    else:
        return x + read(shift, channel, mask)


@triton.jit
def tile(rows: "i64", columns: "i64", channels: "i64", ROWS: tl.constexpr, COLUMNS: tl.constexpr, LAST: tl.constexpr):
    """Where a tile of a tensor of ``rows`` by ``columns`` lies, which channels it holds, and its masks.

    A row is one channel of one image; with ``LAST`` it is one pixel, and the columns are the channels. Programs are
    numbered along one axis: of the others a GPU has 65,535.
    """
    program, across = tl.program_id(0), ((columns + COLUMNS - 1) // COLUMNS).to(tl.int32)
    row = (program // across).to(tl.int64) * ROWS + tl.arange(0, ROWS)[:, None]
    column = (program % across).to(tl.int64) * COLUMNS + tl.arange(0, COLUMNS)[None, :]
    mask = (row < rows) & (column < columns)
    if LAST:
        return row * columns + column, column, mask, column < columns
    else:
        return row * columns + column, row % channels, mask, row < rows


@triton.jit(do_not_specialize=["rows", "channels"])
def affine_forward(
    x, center, scale, shift, y, rows: "i64", columns: "i64", channels: "i64", parameters,
    VALUE: tl.constexpr, NORMALISED: tl.constexpr, LAST: tl.constexpr, ROWS: tl.constexpr, COLUMNS: tl.constexpr,
):  # fmt: skip
    """``y = value((x - center) scale + shift)``; y may be x."""
    at, channel, mask, there = tile(rows, columns, channels, ROWS, COLUMNS, LAST)
    z = argument(read(x, at, mask), center, scale, shift, channel, there, NORMALISED)
    write(y, at, mask, VALUE(z, *parameters))


@triton.jit(do_not_specialize=["rows", "channels"])
def affine_backward(
    g, x, center, scale, shift, by_g, by_x, rest, dx, rows: "i64", columns: "i64", channels: "i64", parameters,
    SLOPE: tl.constexpr, NORMALISED: tl.constexpr, LAST: tl.constexpr, ROWS: tl.constexpr, COLUMNS: tl.constexpr,
):  # fmt: skip
    """``dx = by_g g slope(z) + by_x (x - center) + rest``, or ``g slope(z)``; dx may be g or x."""
    at, channel, mask, there = tile(rows, columns, channels, ROWS, COLUMNS, LAST)
    element = read(x, at, mask)
    z = argument(element, center, scale, shift, channel, there, NORMALISED)
    dz = read(g, at, mask) * SLOPE(z, *parameters)
    if NORMALISED:
        linear = fma(element - read(center, channel, there), read(by_x, channel, there), read(rest, channel, there))
        dz = fma(dz, read(by_g, channel, there), linear)
    write(dx, at, mask, dz)


@triton.jit(do_not_specialize=["rows", "channels"])
def affine_sums(
    g, x, center, scale, shift, sums, rows: "i64", columns: "i64", channels: "i64", parameters,
    SLOPE: tl.constexpr, NORMALISED: tl.constexpr, LAST: tl.constexpr, ROWS: tl.constexpr, COLUMNS: tl.constexpr,
):  # fmt: skip
    """The sums of ``g slope(z)`` and of ``g slope(z) (x - center)`` over a part of each channel.

    Program (c, p) adds up every ``num_programs(1)``-th tile of channel c, or with ``LAST`` of its COLUMNS channels, and
    writes to ``sums[0, p]`` and ``sums[1, p]``.
    """
    part, parts = tl.program_id(1), tl.num_programs(1)
    if LAST:
        column = tl.program_id(0) * COLUMNS + tl.arange(0, COLUMNS)[None, :]
        first, stride, channel, there = 0, channels, column, column < channels
        last = 1
    else:
        column = tl.arange(0, COLUMNS)[None, :]
        first, stride, channel, there = tl.program_id(0) * columns, channels * columns, tl.program_id(0), None
        last = (columns + COLUMNS - 1) // COLUMNS
    total = tl.full((ROWS, COLUMNS), 0.0, tl.float32)
    moment = tl.full((ROWS, COLUMNS), 0.0, tl.float32)
    for block in range(part, (rows + ROWS - 1) // ROWS, parts):
        row = block * ROWS + tl.arange(0, ROWS)[:, None]
        for step in range(last):
            here = column + step * COLUMNS
            mask = (row < rows) & (here < columns)
            at = first + row * stride + here
            element = read(x, at, mask)
            z = argument(element, center, scale, shift, channel, there, NORMALISED)
            dz = tl.where(mask, read(g, at, mask) * SLOPE(z, *parameters), 0.0)
            total += dz
            if NORMALISED:
                moment += dz * (element - read(center, channel, there))
    place = part * channels + channel
    if LAST:
        place = tl.program_id(0) * COLUMNS + tl.arange(0, COLUMNS)
        inside = place < channels
        place += part * channels
        tl.store(sums + place, tl.reduce(total, 0, add), mask=inside)
        tl.store(sums + parts * channels + place, tl.reduce(moment, 0, add), mask=inside)
    else:
        tl.store(sums + place, tl.reduce(tl.reduce(total, 1, add), 0, add))
        tl.store(sums + parts * channels + place, tl.reduce(tl.reduce(moment, 1, add), 0, add))


# ---- keeping less for the way back: the slope in a byte, or the output and a bit -------------------------------------


@triton.jit
def bits_of(start, BLOCK: tl.constexpr):
    """Eight elements for each byte of a block, and which bit is whose."""
    bit = tl.arange(0, 8)[None, :]
    return start + tl.arange(0, BLOCK // 8)[:, None] * 8 + bit, bit


@triton.jit(do_not_specialize=["n"])
def forward_byte(
    x, y, code, n: "i64", low, step, parameters, VALUE: tl.constexpr, SLOPE: tl.constexpr, BLOCK: tl.constexpr
):
    """``y = value(x)`` and its slope as ``low + step code``; y may be x."""
    at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    element = read(x, at, at < n)
    level = (SLOPE(element, *parameters) - low) / step
    nearest = (minimum(maximum(level, 0.0), 255.0) + 12582912.0) - 12582912.0  # 1.5 * 2^23: the sum is a whole number
    tl.store(code + at, nearest.to(tl.uint8), mask=at < n)
    write(y, at, at < n, VALUE(element, *parameters))


@triton.jit(do_not_specialize=["n"])
def backward_byte(g, code, dx, n: "i64", low, step, BLOCK: tl.constexpr):
    """``dx = g (low + step code)``; dx may be g."""
    at = tl.program_id(0).to(tl.int64) * BLOCK + tl.arange(0, BLOCK)
    level = tl.load(code + at, mask=at < n).to(tl.float32)
    write(dx, at, at < n, read(g, at, at < n) * fma(level, step, low))


@triton.jit(do_not_specialize=["n"])
def forward_output(x, y, left, n: "i64", least_at, parameters, VALUE: tl.constexpr, BLOCK: tl.constexpr):
    """``y = value(x)`` and, a bit each, whether x lies left of the minimum; y may be x."""
    start = tl.program_id(0).to(tl.int64) * BLOCK
    at, bit = bits_of(start, BLOCK)
    element = read(x, at, at < n)
    packed = tl.reduce((element < least_at).to(tl.int32) << bit, 1, add)
    byte = start // 8 + tl.arange(0, BLOCK // 8)
    tl.store(left + byte, packed.to(tl.uint8), mask=byte * 8 < n)
    write(y, at, at < n, VALUE(element, *parameters))


@triton.jit(do_not_specialize=["n"])
def backward_output(
    g, y, left, table, dx, n: "i64", least, right_scale, left_scale, ENTRIES: tl.constexpr, BLOCK: tl.constexpr
):
    """``dx = g slope`` with the slope of a table over ``sqrt(y - least)``, right of the minimum and then left of it."""
    start = tl.program_id(0).to(tl.int64) * BLOCK
    at, bit = bits_of(start, BLOCK)
    byte = start // 8 + tl.arange(0, BLOCK // 8)
    packed = tl.load(left + byte, mask=byte * 8 < n).to(tl.int32)
    side = (packed[:, None] >> bit) & 1
    root = tl.sqrt_rn(maximum(read(y, at, at < n) - least, 0.0))
    place = minimum(root * tl.where(side == 1, left_scale, right_scale), ENTRIES - 1.0)
    entry = tl.minimum(tl.where(place == place, place, 0.0).to(tl.int32), ENTRIES - 2)
    share = place - entry.to(tl.float32)  # NaN stays
    entry += side * ENTRIES
    lower = tl.load(table + entry)
    slope = fma(share, tl.load(table + entry + 1) - lower, lower)
    write(dx, at, at < n, read(g, at, at < n) * slope)
