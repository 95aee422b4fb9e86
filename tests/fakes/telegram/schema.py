"""The second opinion on every call and answer: aiogram's models of the Bot API, which nobody here has written.

aiogram builds all its models when it is imported, which takes seconds; here only those that are met are built, and
nothing is imported before a fake is made.
"""

from __future__ import annotations

import typing
from functools import cache
from typing import Any
from unittest.mock import patch

import orjson
from pydantic import BaseModel, TypeAdapter, ValidationError

from tests.fakes.telegram.wording import bad


@cache
def load() -> tuple[Any, Any, dict[str, Any]]:
    """aiogram's methods and types, and the names by which its models know each other."""
    with patch.object(BaseModel, "model_rebuild", lambda *args, **named: None):
        from aiogram import methods, types
        from aiogram.client.default import Default
    names = {name: getattr(types, name) for name in types.__all__}
    common = {"List": list, "Optional": typing.Optional, "Union": typing.Union, "Literal": typing.Literal}
    return methods, types, names | common | {"Default": Default}


@cache
def spelled(method: str) -> str | None:
    """The right spelling of a method, which may be called in any; None if the Bot API has none of that name."""
    found: dict[str, str] = {name.lower(): name[0].lower() + name[1:] for name in load()[0].__all__}
    name = found.get(method.lower())
    return name if name and model(name) else None


@cache
def model(method: str) -> type[BaseModel] | None:
    """The model of a method, None if the Bot API has none of that name."""
    methods, _, names = load()
    found = getattr(methods, method[:1].upper() + method[1:], None)
    if not (isinstance(found, type) and issubclass(found, BaseModel)):
        return None
    found.model_rebuild(_types_namespace=names)
    return found


@cache
def _returning(method: str) -> TypeAdapter[Any]:
    found = model(method)
    assert found is not None
    adapter = TypeAdapter[Any](found.__returning__)  # type: ignore[attr-defined]
    adapter.rebuild(_types_namespace=load()[2], raise_errors=True)
    return adapter


@cache
def _update() -> type[BaseModel]:
    _, types, names = load()
    update: type[BaseModel] = types.Update
    update.model_rebuild(_types_namespace=names)
    return update


def decoded(method: str, raw: dict[str, Any]) -> dict[str, Any]:
    """Parameters as they are meant: what a form carries as text becomes numbers, lists and objects again."""
    found = model(method)
    assert found is not None
    return {name: _meant(found, name, value) for name, value in raw.items()}


def _meant(found: type[BaseModel], name: str, value: Any) -> Any:
    field = found.model_fields.get(name)
    if field is None or not isinstance(value, str):
        return value
    kinds = typing.get_args(field.annotation) or (field.annotation,)
    if str in kinds and int not in kinds:
        return value
    try:
        return orjson.loads(value)
    except orjson.JSONDecodeError:
        return value


def check(method: str, params: dict[str, Any]) -> None:
    """Refuses a call that lacks something, has a wrong type, or carries anything the Bot API does not know.

    The platform itself ignores what it does not know; here it counts as a mistake, for it has no effect there.
    """
    found = model(method)
    assert found is not None
    unknown = sorted(params.keys() - found.model_fields.keys())
    if unknown:
        raise bad(f"unknown parameter {unknown[0]}")
    try:
        parsed = found.model_validate(params)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        if first["type"] == "missing":
            raise bad(f"parameter {place} is required") from None
        raise bad(f"wrong parameter {place}: {first['msg']}") from None
    for name in params:
        _known(getattr(parsed, name), name)


def _known(value: Any, place: str) -> None:
    if isinstance(value, list | tuple):
        for one in value:
            _known(one, place)
    if isinstance(value, BaseModel):
        for extra in value.model_extra or ():
            raise bad(f"unknown field {extra} in {place}")
        for name in value.model_fields_set:
            _known(getattr(value, name), f"{place}.{name}")


def check_result(method: str, result: Any) -> None:
    """Makes sure that the fake itself answers as the Bot API does. Raises ValidationError."""
    _returning(method).validate_python(result)


def check_update(update: dict[str, Any]) -> None:
    """Makes sure that an update is one the Bot API would send. Raises ValidationError."""
    _update().model_validate(update)
