"""Models that another library has wrapped or compiled already: swap what is inside, then wrap or compile again."""

from torch import nn

from actlab.errors import BadType

_WRAPPERS = {
    "OptimizedModule": ("compiled", "swap model._orig_mod, then torch.compile the result"),
    "DistributedDataParallel": ("wrapped", "swap model.module, then wrap the result: its reducer holds the parameters"),
    "DataParallel": ("wrapped", "swap model.module, then wrap the result"),
    "FullyShardedDataParallel": ("wrapped", "swap the model before it is sharded"),
}


def check_bare(model: nn.Module) -> None:
    """Refuse a model whose activations another library has taken a copy of."""
    for name, module in model.named_modules():
        where = f"{name or 'the model'} is a"
        for cls in type(module).__mro__:
            if cls.__name__ in _WRAPPERS and cls.__module__.startswith("torch."):
                state, advice = _WRAPPERS[cls.__name__]
                raise BadType(f"{name or 'the model'} is {state} already ({cls.__name__}): {advice}.")
        if getattr(module, "_compiled_call_impl", None) is not None:
            kind = type(module).__name__
            raise BadType(f"{where} {kind} that compile() was called on: swap first, then call compile() again.")
        if hasattr(vars(module).get("forward"), "_torchdynamo_orig_callable"):
            kind = type(module).__name__
            raise BadType(f"{where} {kind} whose forward is compiled: swap first, then compile forward again.")
        if isinstance(module, nn.Module) and name == "" and type(module).__module__.startswith("torch.jit"):
            raise BadType(
                "the model is TorchScript, which runs without Python: swap before scripting, then script again."
            )
