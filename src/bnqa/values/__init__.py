"""The values that a text names: quantities with their units, and periods with their days."""
