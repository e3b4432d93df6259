actlab compare relu mish --data my.npz --network my_model.py:make_network --metric my_model.py:score
actlab compare relu mish --data houses.csv:price --epochs 50  # a regression, in a network of actlab's
actlab compare relu gelu swish --data text.txt  # a small decoder over its characters
