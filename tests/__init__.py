"""Tests of Baocun."""
