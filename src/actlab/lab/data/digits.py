"""The handwritten digits that come with scikit-learn."""

import numpy as np

from actlab.errors import BadData
from actlab.lab.data.data_set import Arrays, DataSet, content_hash

TEST = 360  # of 1,797: one fifth
# Stated, so that the key of a run needs no scikit-learn, which takes more than a second to load.
SHA256 = "5e1a609c2fcd3d9ec14ee3c6d67cfccb3d28017c3bed37a4b2723bf6e25e0e62"


def digits() -> DataSet:
    """1,437 and 360 grey images of 8x8 in 10 classes; a fixed fifth is the test set."""
    from sklearn.datasets import load_digits

    images, classes = load_digits(return_X_y=True)
    images = images.reshape(-1, 8, 8).astype(np.uint8)
    order = np.random.default_rng(0).permutation(len(images))
    test, train = order[:TEST], order[TEST:]
    kinds = classes.astype(np.uint8)
    arrays: Arrays = (images[train], kinds[train], images[test], kinds[test])
    if (content := content_hash(arrays)) != SHA256:
        raise BadData(f"scikit-learn's digits are not those known here: expected SHA-256 {SHA256}, got {content}.")
    source = "scikit-learn's copy of the UCI handwritten digits, 8x8; a fixed fifth held out for testing"
    return DataSet("digits", *arrays, white=16, sha256=SHA256, source=source)
