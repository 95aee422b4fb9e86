"""Campaigns: short in the tests, long by hand, each with a seed that is printed."""
