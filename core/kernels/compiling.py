"""How an inner loop is compiled, and where its machine code is kept."""

from __future__ import annotations

import os

from core.kernels.places import shipped_folder

if shipped_folder() is not None:  # numba looks at these when it is imported
    os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = "core.kernels.shipped.ShippedCacheLocator"
    os.environ["NUMBA_CPU_NAME"] = "generic"
    os.environ["NUMBA_CPU_FEATURES"] = ""

from numba import njit


def compiled(fastmath=frozenset()):
    """Return a decorator that compiles a loop, and keeps it on disk where there is a place.

    A kept loop is compiled again when its own file changes, not when one changes that it calls;
    so a loop calls those of its own file alone.
    """

    def decorate(function):
        def with_cache(cache):
            options = njit(nogil=True, error_model="numpy", fastmath=set(fastmath), cache=cache)
            return options(function)

        try:
            return with_cache(True)
        except RuntimeError:  # neither the program's folder nor the user's cache can be written to
            return with_cache(False)

    return decorate
