"""The small XML of callbacks, read without anything that a document type could bring along."""

from __future__ import annotations

import re
from typing import Any
from xml.parsers.expat import ExpatError

import xmltodict

# A document type stands before the root or nowhere, so what begins with the root has none. People may write of one.
_BEGINS = re.compile(r"\s*(<\?xml[^<>]*\?>\s*)?<xml>")


class NoXml(ValueError):
    """Not the XML of a callback."""


def read(text: str) -> dict[str, Any]:
    """The elements below <xml>: texts, None where empty, a list where one stands there twice. Raises NoXml."""
    if not _BEGINS.match(text):
        raise NoXml("begins with something else")
    try:
        found = xmltodict.parse(text)["xml"]
    except (ExpatError, ValueError) as error:
        raise NoXml(type(error).__name__) from error
    if not isinstance(found, dict):
        raise NoXml("empty")
    return found
