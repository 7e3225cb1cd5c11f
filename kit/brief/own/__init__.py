"""Own sections: a researcher's executed notebook in; markup that stands in a persona's brief, marked as theirs, out."""
