"""The machine: how messages come in, wait, go out, and when the clock strikes."""
