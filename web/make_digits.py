"""Write src/data/digits.txt: the digits of the lab, split as the lab splits them, as four lines of text.

python web/make_digits.py, then node web/make_weights.mjs for the weights that are shipped.
"""

from pathlib import Path

from actlab.lab.data import sets

digits = sets.load("digits")
parts = ((digits.x_train, digits.y_train), (digits.x_test, digits.y_test))
lines = [
    line
    for images, labels in parts
    for line in (
        "".join(chr(65 + int(pixel)) for pixel in images.ravel()),
        "".join(str(int(label)) for label in labels),
    )
]
Path(__file__).with_name("src").joinpath("data", "digits.txt").write_text("\n".join(lines) + "\n", "ascii")
