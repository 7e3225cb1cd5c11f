"""Command line: arguments in; what people read on a terminal and an exit status out."""
