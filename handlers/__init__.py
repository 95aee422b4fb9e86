"""The conversation: what a message means, what is done about it, and what is said."""
