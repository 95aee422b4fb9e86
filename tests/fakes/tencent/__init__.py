"""What WeCom and the WeChat Official Account have in common: envelopes, callbacks, tokens, media, menus."""
