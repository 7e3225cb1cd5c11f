"""Steps: an opened workspace and a cycle in; what the step did, as tables and a sentence, out.

One file a step, each fetched when :mod:`kit` is first asked for it. The functions of the packages below have explicit tables
as arguments; these here know where the tables lie, so that a researcher need not.
"""
