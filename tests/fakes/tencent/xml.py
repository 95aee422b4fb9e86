"""The small XML of callbacks."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

Element = dict[str, Any]


class NoXml(Exception):
    """Not the XML of a callback."""


def write(element: Element, name: str = "xml") -> str:
    """XML of nested values: texts as CDATA, numbers bare, a list as repeated elements."""
    return f"<{name}>{''.join(_one(key, value) for key, value in element.items())}</{name}>"


def _one(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_one(name, one) for one in value)
    if isinstance(value, dict):
        return write(value, name)
    if isinstance(value, int | float):
        return f"<{name}>{escape(str(value))}</{name}>"
    cdata = str(value).replace("]]>", "]]]]><![CDATA[>")
    return f"<{name}><![CDATA[{cdata}]]></{name}>"


def read(text: bytes) -> Element:
    """The values of an <xml> element. Raises NoXml: also when one element stands there twice beside <item>."""
    try:
        root = ElementTree.fromstring(text)  # From the bot under test, on the loopback.
    except ElementTree.ParseError as error:
        raise NoXml(str(error)) from error
    if root.tag != "xml":
        raise NoXml(f"<{root.tag}> instead of <xml>")
    return _values(root)


def _values(node: ElementTree.Element) -> Element:
    found: Element = {}
    for child in node:
        if child.tag in found and child.tag != "item":
            raise NoXml(f"<{child.tag}> twice")
        found[child.tag] = _values(child) if len(child) else child.text or ""
    return found
