"""MNIST, from a folder or a checked download."""

from actlab.lab.data.data_set import DataSet, download, find_file, read

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"
FORM = (
    "a NumPy archive with x_train [60000, 28, 28], y_train [60000], x_test [10000, 28, 28] and y_test [10000], "
    "all uint8, as Keras names it"
)
# Of the file whose images and labels, written as IDX, have the MD5 sums 6bbc9ace, a25bea73, 2646ac64 and 27ae3e4e.
SHA256 = "2229557d3d58bcbc6b0f0c8f702c48cc075902f3f0630af576ec11137f9df98e"


def mnist() -> DataSet:
    """60,000 and 10,000 grey images of 28x28 in 10 classes, in file order."""
    path = find_file("mnist.npz") or download(URL, "mnist.npz", FORM)
    arrays = read(path, SHA256, FORM)
    source = "LeCun, Cortes, Burges: the MNIST database of handwritten digits"
    return DataSet("mnist", *arrays, white=255, sha256=SHA256, source=source)
