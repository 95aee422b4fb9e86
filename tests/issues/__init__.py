"""Matters: their card, their life, and what awaits a person."""
