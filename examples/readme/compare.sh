actlab compare relu swish mish --seeds 6 --out out/digits
