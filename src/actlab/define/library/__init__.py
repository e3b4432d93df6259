"""The records, one file a family. The only place where a function is stated."""

from actlab.define.activation import Activation
from actlab.define.library import algebraic, elu, mish, piecewise_linear, self_gated, sigmoids, squares, waves

_FAMILIES = (piecewise_linear, squares, elu, sigmoids, algebraic, self_gated, waves, mish)
RECORDS: tuple[Activation, ...] = tuple(record for family in _FAMILIES for record in family.RECORDS)
