"""Where prices come from: files, and the simulated demo market."""
