"""The Telegram application of bnqa: ``python -m bot``."""
