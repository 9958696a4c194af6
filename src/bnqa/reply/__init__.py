"""The Vietnamese of an answer, and the evidence shown under it."""
