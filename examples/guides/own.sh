actlab --define examples/own_functions.toml show scaled_relu
actlab --define examples/own_functions.toml compare relu scaled_relu
