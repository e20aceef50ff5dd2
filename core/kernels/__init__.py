"""The compiled inner loops, nothing else.

Every function takes and fills plain arrays, holds no lock of the interpreter while it runs
(``nogil``), and reads only rows up to the one it works on. What the loops mean is said where
they are called: `core.covariance`, `core.weights`, `core.portfolio` and `core.overlay`. Division
by zero gives infinity, as in numpy, and is looked for by the callers.
"""
