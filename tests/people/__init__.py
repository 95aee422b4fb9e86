"""Getting people in, out, and what they may ask."""
