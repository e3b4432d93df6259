"""``python -m actlab``: the command line, in the form that torchrun starts."""

from actlab.cli import main

main()
