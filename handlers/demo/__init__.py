"""The demo: a fictional township with eight weeks of history, written through the same functions as real records."""

from handlers.demo.prepare import Demo, NotEmpty, prepare

__all__ = ["Demo", "NotEmpty", "prepare"]
