"""The built-in web: sign-in by link, the phone chat, the leaders' page."""
