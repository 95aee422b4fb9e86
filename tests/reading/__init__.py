"""The reader and its measure."""
