"""Ask: a question in; quotes, or why there are none, out."""
