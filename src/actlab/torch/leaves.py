"""What ``torch.fx`` sees of a module that looks at shapes or keeps less: one call, as of torch's own modules."""

from torch import Tensor, fx, nn

from actlab.errors import BadValue


def leaf(module: nn.Module, x: fx.Proxy) -> Tensor:
    """The call of ``module`` in the graph of a trace by ``torch.fx``."""
    tracer = x.tracer
    if not isinstance(tracer, fx.Tracer) or tracer.root is module:
        name = type(module).__name__
        raise BadValue(f"torch.fx traces a model that holds {name}, got {name} alone; trace torch.nn.Sequential of it.")
    call: Tensor = tracer.create_proxy("call_module", tracer.path_of_module(module), (x,), {})  # type: ignore[assignment]
    return call
