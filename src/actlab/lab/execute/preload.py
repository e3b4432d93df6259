"""What the server of the workers loads once, before it is forked for each of them.

Nothing here starts a thread or asks for a GPU: neither goes through a fork. Without torch's compiler, which its
optimizers load, a worker takes a second longer; builds for a GPU may look for one in it.
"""

import os
from contextlib import suppress

from actlab import memory
from actlab.lab.execute import child

child.die_with_the_parent()  # the server looks after it only once it has loaded all
if os.environ.get(child.PARENT, str(os.getppid())) != str(os.getppid()):
    os._exit(1)  # it ended before this process could ask
if memory.limit() is None:  # else each worker tries first whether a library fits
    with suppress(Exception):  # the worker that needs it says what is wrong
        import torch

        if torch.version.cuda is None and torch.version.hip is None:
            import torch._dynamo
child.die_with_the_parent(by=0)  # it belongs to the process, not to the thread that has started it
