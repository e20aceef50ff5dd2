"""Charts over time: one shared plot, and the stack of three that shows runs."""
