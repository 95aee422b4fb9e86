"""认人 and 认情 as conversations."""
