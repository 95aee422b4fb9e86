"""The commands of `baocun`, one a file."""
