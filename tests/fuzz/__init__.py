"""What must hold whatever GREEN-API answers: targets for Hypothesis and for a coverage-guided fuzzer."""
