# Home Assistant resolves voluptuous to probatio when it is imported; so does the type checker here.
from probatio import *
