"""The clock as people feel it: morning cards, quiet hours, leave, rules."""
