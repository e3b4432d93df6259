actlab explain mish --at 1                       # text: forward, back, result, why a stable form
actlab explain mish --at 1 -o mish.svg           # the graph; .html and .md hold graph or steps with mathematics
actlab explain swish:beta=2 --show steps
actlab explain 'x * tanh(exp(x))' --at 0.5       # a formula of your own
actlab explain network -o network.html           # a small network of the from-scratch package, real numbers
