"""A real Home Assistant runs through a simulated day or month: does anything grow, is anything lost?"""
