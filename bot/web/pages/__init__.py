"""One noun a file; a page renders what it is given and never asks the database itself."""
