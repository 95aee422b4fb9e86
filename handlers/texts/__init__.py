"""The catalogue's files: texts/<language>/<noun>.po."""
