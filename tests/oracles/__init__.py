"""What the backtester is tested against: slow, separate computations and simulated prices."""
