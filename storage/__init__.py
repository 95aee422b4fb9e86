"""The memory: the only package with SQL in it."""
