"""The four ways in which a call may carry its parameters: query, form, multipart, JSON."""

from __future__ import annotations

from typing import Any

import orjson
from starlette.datastructures import UploadFile
from starlette.requests import Request

from tests.fakes.fake import Asked, Refusal, uploads
from tests.fakes.telegram import schema
from tests.fakes.telegram.wording import bad


async def read(request: Request, token: str) -> Asked:
    """Reads a call from a path bot<TOKEN>/METHOD. Raises Refusal: 401 for a wrong token, 404 for anything else."""
    named, _, method = request.url.path.removeprefix("/bot").partition("/")
    if not request.url.path.startswith("/bot") or ":" not in named:
        raise Refusal(404, "Not Found")
    if named != token:
        raise Refusal(401, "Unauthorized")
    known = schema.spelled(method)
    if known is None:
        raise Refusal(404, "Not Found: method not found")
    raw, files = await _body(request)
    try:
        return Asked(known, schema.decoded(known, {**request.query_params, **raw}), files)
    finally:
        await request.close()


async def _body(request: Request) -> tuple[dict[str, Any], dict[str, Any]]:
    kind = request.headers.get("content-type", "").partition(";")[0]
    if kind == "application/json":
        try:
            payload = orjson.loads(await request.body() or b"{}")
        except orjson.JSONDecodeError:
            raise bad("can't parse JSON object") from None
        if not isinstance(payload, dict):
            raise bad("object expected as JSON payload")
        return payload, {}
    if kind not in ("application/x-www-form-urlencoded", "multipart/form-data"):
        return {}, {}
    form = await request.form()
    files = await uploads(form)
    fields = {name: value for name, value in form.items() if not isinstance(value, UploadFile)}
    return {**fields, **{name: f"attach://{name}" for name in files if not _attached(name, fields)}}, files


def _attached(name: str, fields: dict[str, Any]) -> bool:
    """Whether a part is a file that another parameter speaks of."""
    return any(isinstance(value, str) and f"attach://{name}" in value for value in fields.values())
