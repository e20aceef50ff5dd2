"""Where prices come from: Yahoo Finance and a cache before it, files, the simulated demo market."""
