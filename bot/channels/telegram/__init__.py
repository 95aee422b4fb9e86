"""Telegram: a bot that people write to, by its own API. Imported only where a token is set."""
