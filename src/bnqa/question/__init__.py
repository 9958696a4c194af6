"""What a question asks: its words, kinds, periods, claimed quantities and unit."""
