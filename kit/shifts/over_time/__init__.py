"""Over time: in come a library's votes over many cycles; out comes what drifted since validation, what to watch, and how often
a year of looks is wrong."""
