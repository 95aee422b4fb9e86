"""The record and its card, as conversations."""
