actlab compare relu swish gelu elu selu mish --against relu
actlab compare relu leaky_relu:slope=0.05 mish --seeds 10 --workers 2
actlab compare --data mnist --epochs 5 --seeds 3 --out out/mnist
actlab compare --hidden 64,32 --optimizer adam --learning-rate 0.001 --json
