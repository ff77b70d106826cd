"""A real Home Assistant lives through a day, or two months, at speed: is anything growing?"""
