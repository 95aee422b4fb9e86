"""Logs: one JSON line an event, without message bodies, phones or tokens."""

from __future__ import annotations

import logging
import sys

import structlog


def quiet(level: int = logging.WARNING) -> None:
    """Sets up logging to standard error. Libraries that log URLs (and so tokens) stay at WARNING."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    for name in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(name).setLevel(logging.WARNING)
