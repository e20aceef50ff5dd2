"""Prices from files as people have them: text in many spellings, gzip, Parquet; see `reader`."""

from core.sources.files.dates import AmbiguousDates, DateOrder
from core.sources.files.reader import read_price_files

__all__ = ["AmbiguousDates", "DateOrder", "read_price_files"]
