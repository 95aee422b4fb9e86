"""What WeCom and the WeChat Official Account have in common: how their callbacks are sealed, signed and let in."""
