"""How gunicorn serves: the product is loaded once and shared by all workers, which saves most of their memory."""

import gc

preload_app = True


def pre_fork(server, worker):
    """What is loaded stays where it is, so that no collection of a worker copies it."""
    gc.freeze()
