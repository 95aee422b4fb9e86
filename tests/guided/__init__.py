"""The guided ways: 走访, 问题 and 履职 step by step."""
