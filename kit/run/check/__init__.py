"""Check: a workspace in; all that can be known without a run out."""
