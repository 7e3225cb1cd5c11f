"""Config: what the user writes (kit.yaml, persona files, accounts.csv), read and checked, every fault with its file and line."""
