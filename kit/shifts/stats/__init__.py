"""Statistics: tables of votes in; shares, intervals and p-values out. NumPy and SciPy alone."""
