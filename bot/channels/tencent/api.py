"""The server APIs of both platforms by wechatpy's clients, in threads of their own, with what the library lacks.

Every call has a time-out, a refused token is fetched anew once and not without end, nothing that is raised holds the
address of the call: secrets and tokens stand in it.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError, ProtocolError
from wechatpy.exceptions import WeChatClientException

from bot.channels import SendError
from bot.channels.tencent.codes import Codes, Refusal
from bot.channels.tencent.tokens import Tokens, TokenStore

T = TypeVar("T")

CONNECT_SECONDS = 4.0
ANSWER_SECONDS = 8.0
# More make it slower: what is done beside waiting is done in Python.
THREADS = 4
PIECE = 64 * 1024


class Api(ABC):
    """One app at one root, where `/cgi-bin/METHOD` lies. `name` is what its token is kept under."""

    # The library's client and what this platform's error codes mean.
    client: Callable[..., Any]
    codes: Codes

    def __init__(
        self, root: str, id_: str, secret: str, name: str, store: TokenStore, clock: Callable[[], datetime]
    ) -> None:
        self._secret = secret
        self._root = root
        self._clock = clock
        self._client = type(self).client(id_, secret, timeout=(CONNECT_SECONDS, ANSWER_SECONDS), auto_retry=False)
        self._client.API_BASE_URL = f"{root}/cgi-bin/"
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix=name.partition(":")[0])
        self._tokens = Tokens(name, store, self._fetch_token, clock)

    @abstractmethod
    def ask_token(self) -> dict[str, Any]:
        """Asks for a token. Raises as `answer`."""

    async def post(self, method: str, body: dict[str, Any], **params: Any) -> dict[str, Any]:
        """Calls a method. Raises SendError; Refusal for an errcode that is the caller's to judge."""
        return await self._call(lambda token: self.answer("post", method, token, params, data=body))

    async def get(self, method: str, **params: Any) -> dict[str, Any]:
        """Asks a question. Raises as `post`."""
        return await self._call(lambda token: self.answer("get", method, token, params))

    async def upload(self, kind: str, name: str, content: bytes) -> str:
        """Hands in a file for a message; returns its media id, good for three days. Raises as `post`."""
        files = {"media": (name, content)}
        told = await self._call(lambda token: self.answer("post", "media/upload", token, {"type": kind}, files=files))
        return str(told["media_id"])

    async def download(self, media_id: str, most: int) -> bytes:
        """A file that somebody sent, not read on after `most` bytes. Raises as `post`."""
        return await self._call(lambda token: self._download(media_id, token, most))

    def close(self) -> None:
        """Gives the connections back."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._client._http.close()

    def failed(self, refusal: Refusal) -> SendError:
        """What a refusal means for a message."""
        return self.codes.failure(refusal, self._clock())

    async def aside(self, doing: Callable[[], T]) -> T:
        """Does it in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, doing)

    def answer(self, verb: str, method: str, token: str, params: dict[str, Any], **more: Any) -> dict[str, Any]:
        """One call, in this thread; `method` may be a whole address. Raises Refusal, SendError."""
        asked = {"access_token": token or None} | params
        told = _guarded(lambda: getattr(self._client, verb)(method, params=asked, **more))
        if not isinstance(told, dict):
            raise SendError("unreadable answer", uncertain=True)
        return told

    async def _call(self, doing: Callable[[str], T]) -> T:
        token = await self._tokens.now()
        try:
            return await self.aside(partial(doing, token))
        except Refusal as refusal:
            if refusal.code not in self.codes.token:
                raise
        renewed = await self._tokens.instead_of(token)
        try:
            return await self.aside(partial(doing, renewed))
        except Refusal as refusal:
            if refusal.code in self.codes.token:
                raise self.failed(refusal) from None
            raise

    async def _fetch_token(self) -> tuple[str, float]:
        try:
            told = await self.aside(self.ask_token)
            return str(told["access_token"]), float(told["expires_in"])
        except Refusal as refusal:
            raise self.failed(refusal) from None
        except (KeyError, ValueError):
            raise SendError("unreadable token") from None
        except SendError as error:  # whatever went wrong, no message was written
            raise SendError(str(error)) from None

    def _download(self, media_id: str, token: str, most: int) -> bytes:
        url, params = f"{self._client.API_BASE_URL}media/get", {"access_token": token, "media_id": media_id}
        return _guarded(partial(_streamed, self._client, url, params, most))


def _streamed(client: Any, url: str, params: dict[str, str], most: int) -> bytes:
    got = bytearray()
    with client._http.get(url, params=params, stream=True, timeout=client.timeout) as response:
        response.raise_for_status()
        if "json" in response.headers.get("content-type", "") or "text" in response.headers.get("content-type", ""):
            client._handle_result(response)  # an errcode instead of a file
        for piece in response.iter_content(PIECE):
            got += piece
            if len(got) > most:
                break
    return bytes(got)


def _guarded(doing: Callable[[], T]) -> T:
    """Does it. Raises Refusal, SendError; what the libraries raise is not kept as a cause, for it holds the URL."""
    error: Exception
    try:
        return doing()
    except WeChatClientException as refused:
        error = _refused(refused)
    except requests.RequestException as broken:
        error = SendError(type(broken).__name__, uncertain=not _unsent(broken))
    except (KeyError, TypeError, ValueError, AttributeError) as strange:
        error = SendError(f"unreadable answer: {type(strange).__name__}", uncertain=True)
    raise error


def _refused(refused: WeChatClientException) -> Exception:
    if refused.errcode:
        return Refusal(int(refused.errcode))
    status = getattr(refused.response, "status_code", 0)
    # Whether a server that stumbled had done its work before, nobody knows.
    return SendError(f"answered {status}", uncertain=status >= 500, permanent=400 <= status < 500)


def _unsent(broken: requests.RequestException) -> bool:
    """Whether it went wrong before the request was written: nothing can have arrived."""
    if isinstance(broken, requests.ConnectTimeout | requests.exceptions.ProxyError | requests.exceptions.SSLError):
        return True
    cause = broken.args[0] if broken.args else None
    reason = cause.reason if isinstance(cause, MaxRetryError) else cause
    return isinstance(reason, NewConnectionError) and not isinstance(reason, ProtocolError)
