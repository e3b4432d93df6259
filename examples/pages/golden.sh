actlab golden swiglu_oai --dtype bfloat16 -o swiglu_oai.npz
actlab golden gelu_tanh -o gelu_tanh.json
