"""Arithmetic of drawing that screen and paper share: ticks, reduction of long series, colours."""
