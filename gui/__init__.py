"""The window: widgets only; every number they show comes from ``core``."""
