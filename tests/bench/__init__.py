"""Measurements, side by side with what they are compared to; nothing here can fail on time."""
