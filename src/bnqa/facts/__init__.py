"""The facts ready for matching: what each accounts for in a question, what rules it out."""
