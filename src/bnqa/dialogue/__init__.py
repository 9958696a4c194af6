"""A conversation: its turns, follow-ups, going on, small talk."""
