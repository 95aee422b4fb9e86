"""The Official Account, spoken over real sockets to the strict fake."""
