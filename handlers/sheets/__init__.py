"""Office workbooks: finding the tables in them and reading the township's roster out. Pure: bytes in, values out."""
