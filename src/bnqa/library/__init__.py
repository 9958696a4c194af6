"""The articles: read and validated, kept between runs, chosen for a question."""
