"""The path of one message: inbox → one writer → outbox, on both databases."""
