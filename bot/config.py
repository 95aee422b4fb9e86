"""Settings, read once from the environment or a TOML file and passed in; never a global."""

from __future__ import annotations

import re
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from storage.sealing import Keyring

PREFIX = "BAOCUN_"
# Below this path Telegram hands in updates.
WEBHOOKS = "/telegram"


class BadSetting(Exception):
    """A setting that stops the start; the message names it."""


class Settings(BaseSettings):
    """Everything an operator can set. Each field is the environment variable BAOCUN_<NAME>."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True, extra="forbid", toml_file="baocun.toml")

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
    disk_reserve_mb: int = Field(256, ge=0)
    field_keys: SecretStr = SecretStr("")
    telegram_token: SecretStr = SecretStr("")
    telegram_base_url: str = "https://api.telegram.org"
    telegram_webhook_url: str = ""
    telegram_webhook_secret: SecretStr = SecretStr("")
    wecom_corp_id: str = ""
    wecom_agent_id: int = 0
    wecom_secret: SecretStr = SecretStr("")
    wecom_token: SecretStr = SecretStr("")
    wecom_aes_key: SecretStr = SecretStr("")
    wecom_base_url: str = "https://qyapi.weixin.qq.com"
    wechat_app_id: str = ""
    wechat_app_secret: SecretStr = SecretStr("")
    wechat_token: SecretStr = SecretStr("")
    wechat_aes_key: SecretStr = SecretStr("")
    wechat_base_url: str = "https://api.weixin.qq.com"

    @field_validator("zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @field_validator("field_keys")
    @classmethod
    def _whole_keys(cls, value: SecretStr) -> SecretStr:
        _keys(value)
        return value

    @property
    def keyring(self) -> Keyring:
        """The field keys, the sealing one first."""
        return _keys(self.field_keys)

    @property
    def platforms(self) -> bool:
        """Whether there is a platform that messages are pushed to."""
        return bool(self.telegram_token or self.wecom_corp_id or self.wechat_app_id)

    @property
    def secrets(self) -> tuple[str, ...]:
        """Everything that is nobody's business but the process's."""
        values = (getattr(self, name) for name in type(self).model_fields)
        return tuple(value.get_secret_value() for value in values if isinstance(value, SecretStr))

    @field_validator("public_url", "telegram_base_url", "wecom_base_url", "wechat_base_url")
    @classmethod
    def _root(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value.rstrip("/")

    @field_validator("wecom_aes_key", "wechat_aes_key")
    @classmethod
    def _aes_key(cls, value: SecretStr) -> SecretStr:
        if value and not re.fullmatch(r"[A-Za-z0-9+/]{43}", value.get_secret_value()):
            raise ValueError("needs the 43 characters of an EncodingAESKey")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _one_word(cls, value: SecretStr) -> SecretStr:
        if re.search(r"[\s/?#]", value.get_secret_value()):
            raise ValueError("is not a token as BotFather gives it")
        return value

    @model_validator(mode="after")
    def _telegram(self) -> Settings:
        """Personal information of state organs stays in the country (个保法 36); a webhook without a secret is open."""
        if self.profile == "gov-cn" and self.telegram_token:
            raise ValueError(f"profile gov-cn does not run Telegram: leave {PREFIX}TELEGRAM_TOKEN empty")
        if not self.telegram_webhook_url:
            return self
        if not urlsplit(self.telegram_webhook_url).path.startswith(f"{WEBHOOKS}/"):
            raise ValueError(f"{PREFIX}TELEGRAM_WEBHOOK_URL needs a path below {WEBHOOKS}/")
        if not re.fullmatch(r"[A-Za-z0-9_-]{32,256}", self.telegram_webhook_secret.get_secret_value()):
            raise ValueError(f"{PREFIX}TELEGRAM_WEBHOOK_SECRET needs 32 to 256 of A-Z a-z 0-9 _ -")
        return self

    @model_validator(mode="after")
    def _wecom(self) -> Settings:
        """All of one app, or none: half a set would answer nobody."""
        fields = ("corp_id", "agent_id", "secret", "token", "aes_key")
        missing = [name for name in fields if not getattr(self, f"wecom_{name}")]
        if missing and len(missing) < len(fields):
            raise ValueError(f"WeCom needs {PREFIX}WECOM_{missing[0].upper()} too")
        return self

    @model_validator(mode="after")
    def _wechat(self) -> Settings:
        """All of one account, or none; the key of the sealed mode may be left out, for there is a plain one."""
        fields = ("app_id", "app_secret", "token")
        missing = [name for name in fields if not getattr(self, f"wechat_{name}")]
        if missing and (self.wechat_aes_key or len(missing) < len(fields)):
            raise ValueError(f"WeChat needs {PREFIX}WECHAT_{missing[0].upper()} too")
        return self

    @model_validator(mode="after")
    def _named_owner(self) -> Settings:
        """国办函〔2026〕12号: an application is filed and has an owner who can be reached."""
        if self.profile == "gov-cn":
            for name in ("owner", "filing_number", "contact"):
                if not getattr(self, name):
                    raise ValueError(f"profile gov-cn needs {PREFIX}{name.upper()}")
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over baocun.toml in the working folder."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)


def alone() -> dict[str, Any]:
    """What leaves every platform out, whatever the environment says of them."""
    platforms = ("telegram_", "wecom_", "wechat_")
    return {name: field.default for name, field in Settings.model_fields.items() if name.startswith(platforms)}


def _keys(written: SecretStr) -> Keyring:
    try:
        return Keyring([key.strip() for key in written.get_secret_value().split(",") if key.strip()])
    except ValueError:  # what is wrong with it must not repeat it
        raise ValueError("each key is 32 random bytes in URL-safe base64, keys are parted by commas") from None


def read(**overrides: Any) -> Settings:
    """The settings. Raises BadSetting with the variable's name and what is wrong with it."""
    try:
        return Settings(**{name: value for name, value in overrides.items() if value is not None})
    except ValidationError as error:
        first = error.errors()[0]
        where = PREFIX + "_".join(str(part) for part in first["loc"]).upper() if first["loc"] else PREFIX + "*"
        raise BadSetting(f"{where}: {first['msg']}") from None
