"""Vietnamese text: tokens, phrases of the language data, spelling, word patterns."""
