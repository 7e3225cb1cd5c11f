"""Review: matches that a person must decide in; decisions in the record out."""
