"""WeChat Official Account (微信公众号): people write, and it may answer. Imported only where its secrets are set."""
