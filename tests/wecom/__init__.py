"""WeCom, spoken over real sockets to the strict fake."""
