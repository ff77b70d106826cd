"""Fuzzing of the client, the stored journal and sequences of polls; docs/fuzzing.md describes it."""
