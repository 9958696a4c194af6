"""Decide on a question: look up, reckon, check, ask back or refuse."""
