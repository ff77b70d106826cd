"""Tests of pictures and other media."""
