"""Config: what the user writes (kit.yaml, persona files, accounts.csv) in; typed settings, or faults by file and line, out."""
