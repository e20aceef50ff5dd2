"""Tests of the packaged program, which `make bundle` makes; `make smoke` runs them."""
