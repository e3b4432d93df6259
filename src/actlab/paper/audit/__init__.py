"""The claims about Mish, each with the rule that decides it."""
