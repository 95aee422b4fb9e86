"""WeCom (企业微信): one app of a corporation, by its server API. Imported only where its secrets are set."""
