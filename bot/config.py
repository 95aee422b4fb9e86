"""Settings, read once from the environment or a TOML file and passed in; never a global."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from msgspec import Meta, Struct, ValidationError, convert
from msgspec.structs import fields

from storage.sealing import Keyring

# Names of settings and what is wrong with each.
Wrongs = Iterator[tuple[str, str]]
PREFIX = "BAOCUN_"
FILE = Path("baocun.toml")
# Below this path Telegram hands in updates.
WEBHOOKS = "/telegram"
# How msgspec names the field that a value is wrong for.
_PLACE = re.compile(r"(.*) - at `\$\.(\w+)`", re.DOTALL)


class BadSetting(Exception):
    """A setting that stops the start; the message names it."""


class Secret:
    """A value that no log and no error repeats; false when empty."""

    __slots__ = ("value",)

    def __init__(self, value: str = "") -> None:
        self.value = value

    def __bool__(self) -> bool:
        return bool(self.value)

    def __repr__(self) -> str:
        return "Secret(...)" if self.value else "Secret()"


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """Everything an operator can set. Each field is the environment variable BAOCUN_<NAME>."""

    database_url: str = "baocun.db"
    public_url: str = "http://127.0.0.1:8080"
    host: str = "127.0.0.1"
    port: int = 8080
    zone: str = "Asia/Shanghai"
    profile: Literal["open", "gov-cn"] = "open"
    owner: str = ""
    filing_number: str = ""
    contact: str = ""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    disk_reserve_mb: Annotated[int, Meta(ge=0)] = 256
    field_keys: Secret = Secret()
    telegram_token: Secret = Secret()
    telegram_base_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: Secret = Secret()
    wecom_corp_id: str = ""
    wecom_agent_id: int = 0
    wecom_secret: Secret = Secret()
    wecom_token: Secret = Secret()
    wecom_aes_key: Secret = Secret()
    wecom_base_url: str = "https://qyapi.weixin.qq.com"
    wechat_app_id: str = ""
    wechat_app_secret: Secret = Secret()
    wechat_token: Secret = Secret()
    wechat_aes_key: Secret = Secret()
    wechat_base_url: str = "https://api.weixin.qq.com"

    @property
    def keyring(self) -> Keyring:
        """The field keys, the sealing one first. Raises ValueError for one that is none."""
        try:
            return Keyring([key.strip() for key in self.field_keys.value.split(",") if key.strip()])
        except ValueError:  # what is wrong with it must not repeat it
            raise ValueError("each key is 32 random bytes in URL-safe base64, keys are parted by commas") from None

    @property
    def platforms(self) -> bool:
        """Whether there is a platform that messages are pushed to."""
        return bool(self.telegram_token or self.wecom_corp_id or self.wechat_app_id)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that is nobody's business but the process's."""
        values = (getattr(self, field.name) for field in fields(self))
        return tuple(value.value for value in values if isinstance(value, Secret))


def alone() -> dict[str, Any]:
    """What leaves every platform out, whatever the environment says of them."""
    platforms = ("telegram_", "wecom_", "wechat_")
    return {field.name: field.default for field in fields(Settings) if field.name.startswith(platforms)}


def read(**overrides: Any) -> Settings:
    """The settings: what is passed in wins over the environment, that over baocun.toml in the working folder.

    Raises BadSetting with the variable's name and what is wrong with it.
    """
    names = {field.name: PREFIX + field.name.upper() for field in fields(Settings)}
    told = {name: os.environ[variable] for name, variable in names.items() if variable in os.environ}
    given = {name: value for name, value in overrides.items() if value is not None}
    values = {name: _root(name, value) for name, value in (_filed() | told | given).items()}
    try:
        settings = convert(values, Settings, strict=False, dec_hook=_secret)
    except ValidationError as error:
        raise BadSetting(_named(error)) from None
    _check(settings)
    return settings


def _filed() -> dict[str, Any]:
    try:
        return tomllib.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadSetting(f"{FILE}: {error}") from None


def _root(name: str, value: Any) -> Any:
    """Addresses are roots: a slash at their end means nothing."""
    return value.rstrip("/") if name.endswith(("public_url", "base_url")) and isinstance(value, str) else value


def _secret(wanted: type, value: Any) -> Any:
    if wanted is Secret and isinstance(value, (str, Secret)):
        return value if isinstance(value, Secret) else Secret(value)
    raise ValueError("expected a text")


def _named(error: ValidationError) -> str:
    place = _PLACE.fullmatch(str(error))
    return f"{PREFIX}{place[2].upper()}: {place[1]}" if place else f"{PREFIX}*: {error}"


def _check(settings: Settings) -> None:
    """What no type says. Raises BadSetting with the first that is wrong."""
    for wrongs in (_single, _telegram, _wecom, _wechat, _owner):
        for name, wrong in wrongs(settings):
            raise BadSetting(f"{PREFIX}{name.upper()}: {wrong}")


def _single(settings: Settings) -> Wrongs:
    """Values that are wrong by themselves."""
    for name in ("public_url", "telegram_base_url", "wecom_base_url", "wechat_base_url"):
        if not getattr(settings, name).startswith(("http://", "https://")):
            yield name, "must begin with http:// or https://"
    try:
        ZoneInfo(settings.zone)
    except (ValueError, LookupError, OSError):
        yield "zone", "is no time zone as Asia/Shanghai is one"
    try:
        settings.keyring  # noqa: B018
    except ValueError as error:
        yield "field_keys", str(error)
    for name in ("wecom_aes_key", "wechat_aes_key"):
        if (key := getattr(settings, name)) and not re.fullmatch(r"[A-Za-z0-9+/]{43}", key.value):
            yield name, "needs the 43 characters of an EncodingAESKey"
    if re.search(r"[\s/?#]", settings.telegram_token.value):
        yield "telegram_token", "is not a token as BotFather gives it"


def _telegram(settings: Settings) -> Wrongs:
    """Personal information of state organs stays in the country (个保法 36); a webhook without a secret is open."""
    if settings.profile == "gov-cn" and settings.telegram_token:
        yield "telegram_token", "profile gov-cn does not run Telegram: leave it empty"
    if not settings.telegram_webhook_url:
        return
    if not urlsplit(settings.telegram_webhook_url).path.startswith(f"{WEBHOOKS}/"):
        yield "telegram_webhook_url", f"needs a path below {WEBHOOKS}/"
    if not re.fullmatch(r"[A-Za-z0-9_-]{32,256}", settings.telegram_webhook_secret.value):
        yield "telegram_webhook_secret", "needs 32 to 256 of A-Z a-z 0-9 _ -"


def _wecom(settings: Settings) -> Wrongs:
    """All of one app, or none: half a set would answer nobody."""
    names = ("corp_id", "agent_id", "secret", "token", "aes_key")
    missing = [name for name in names if not getattr(settings, f"wecom_{name}")]
    if missing and len(missing) < len(names):
        yield f"wecom_{missing[0]}", "WeCom needs it too"


def _wechat(settings: Settings) -> Wrongs:
    """All of one account, or none; the key of the sealed mode may be left out, for there is a plain one."""
    names = ("app_id", "app_secret", "token")
    missing = [name for name in names if not getattr(settings, f"wechat_{name}")]
    if missing and (settings.wechat_aes_key or len(missing) < len(names)):
        yield f"wechat_{missing[0]}", "WeChat needs it too"


def _owner(settings: Settings) -> Wrongs:
    """国办函〔2026〕12号: an application is filed and has an owner who can be reached."""
    if settings.profile == "gov-cn":
        for name in ("owner", "filing_number", "contact"):
            if not getattr(settings, name):
                yield name, "profile gov-cn needs it"
