"""Models in the ways people write them, each beside the same model written with Mish."""

import functools

import torch
import torch.nn.functional as F  # noqa: N812  # the name everybody uses
from torch import nn
from torch.utils.checkpoint import checkpoint

from actlab.functional import mish


def helper(x, scale=1.0):
    return F.relu(x) * scale


def helper_mish(x, scale=1.0):
    return mish(x) * scale


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


def by_kernel(name):
    """A decorator that keeps the function, as those that look for a faster kernel."""

    def around(function):
        def wrapper(x):
            return function(x) if name else x

        return wrapper

    return around


@counted
def hidden(x):
    return F.relu(x)


@by_kernel("relu")
def hidden_twice(x):
    return hidden(x)


class Base(nn.Module):
    def __init__(self):
        super().__init__()
        self.a, self.b = nn.Linear(6, 6), nn.Linear(6, 6)
        self.__gain = 1.5

    def _gain(self):
        return self.__gain


class Closure(Base):
    def forward(self, x):
        def run(x):
            return self.b(F.relu(self.a(x)))

        return checkpoint(run, x, use_reentrant=False)


class ClosureMish(Base):
    def forward(self, x):
        def run(x):
            return self.b(mish(self.a(x)))

        return checkpoint(run, x, use_reentrant=False)


class Reentrant(Base):
    def block(self, x):
        return self.b(torch.relu(self.a(x)))

    def forward(self, x):
        return checkpoint(self.block, x, use_reentrant=True)


class ReentrantMish(Reentrant):
    def block(self, x):
        return self.b(mish(self.a(x)))


class ReentrantClosure(Base):
    def forward(self, x):
        return checkpoint(lambda y: self.b(torch.relu_(self.a(y))), x, use_reentrant=True)


class Inherited(Reentrant):
    def block(self, x):
        return super().block(x) + F.relu(x)

    def forward(self, x):
        return self.block(x)


class InheritedMish(ReentrantMish):
    def block(self, x):
        return super().block(x) + mish(x)

    def forward(self, x):
        return self.block(x)


class Helped(Base):
    def forward(self, x):
        x = helper(self.a(x), scale=0.5)
        return helper(x) if x.dim() > 9 else checkpoint(helper, self.b(x), use_reentrant=False)


class HelpedMish(Base):
    def forward(self, x):
        x = helper_mish(self.a(x), scale=0.5)
        return checkpoint(helper_mish, self.b(x), use_reentrant=False)


class Decorated(Base):
    @counted
    def forward(self, x, *more, gain=1.0, **options):
        """Kept."""
        return self._act(self.a(x)) * gain * self.__private()

    @staticmethod
    def _act(x):
        return F.relu(x)

    def __private(self):
        return F.relu(torch.ones(())) + self._gain()


class DecoratedMish(Base):
    @counted
    def forward(self, x, *more, gain=1.0, **options):
        return mish(self.a(x)) * gain * (mish(torch.ones(())) + self._gain())


class Hidden(Base):
    def forward(self, x):
        return hidden_twice(hidden(self.a(x)) - 1)


class HiddenMish(Base):
    def forward(self, x):
        return mish(mish(self.a(x)) - 1)


class Forms(Base):
    def forward(self, x):
        x = self.a(x)
        gate = torch.sigmoid(x)
        x = x * gate
        shifted = x + 3
        shifted = F.relu6(shifted)
        x = x * shifted / 6
        y = self.b(x)
        y *= torch.sigmoid(y)
        return 0.5 * y * (1 + torch.erf(y / 2**0.5)) + (lambda z: z * z.sigmoid())(y)


class FormsMish(Base):
    def forward(self, x):
        x = mish(mish(self.a(x)))
        y = mish(self.b(x))
        return mish(y) + mish(y)


class Many(Base):
    def forward(self, x):
        for act in (F.relu, torch.tanh):
            x = act(self.a(x))
        first, second = [F.relu(part) for part in x.chunk(2, -1)]
        return first + second.clamp(  # over two lines
            min=0
        )


class ManyMish(Base):
    def forward(self, x):
        for act in (mish, torch.tanh):
            x = act(self.a(x))
        first, second = [mish(part) for part in x.chunk(2, -1)]
        return first + mish(second)


class Table(dict):
    def __getitem__(self, name):
        return super().__getitem__(name)()


class Relu(nn.Module):
    def forward(self, x):
        return F.relu(x)


ACTIVATIONS = Table(relu=Relu, tanh=nn.Tanh)


class FromTable(Base):
    def forward(self, x):
        for name in ("relu", "tanh"):
            x = ACTIVATIONS[name](self.a(x))
        return x


class FromTableMish(Base):
    def forward(self, x):
        return torch.tanh(self.a(mish(self.a(x))))


class Iterates(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(6, 6), nn.LayerNorm(6))

    def forward(self, x):
        for module in self:
            x = module(x)
        return F.relu(x)


class IteratesMish(Iterates):
    def forward(self, x):
        for module in self:
            x = module(x)
        return mish(x)


PAIRS = {
    "closure under checkpoint": (Closure, ClosureMish),
    "method under checkpoint": (Reentrant, ReentrantMish),
    "closure under reentrant checkpoint": (ReentrantClosure, ReentrantMish),
    "super": (Inherited, InheritedMish),
    "helper of the module": (Helped, HelpedMish),
    "decorators and private names": (Decorated, DecoratedMish),
    "helpers under decorators": (Hidden, HiddenMish),
    "forms by hand": (Forms, FormsMish),
    "loops and lambdas": (Many, ManyMish),
    "modules made at every call": (FromTable, FromTableMish),
    "a Sequential that iterates": (Iterates, IteratesMish),
}
