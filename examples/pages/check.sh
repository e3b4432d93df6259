actlab check examples/pages/my_module.py:mish_backward --against mish
actlab check examples/pages/my_module.py:swish_slope --against swish:beta=1.5
