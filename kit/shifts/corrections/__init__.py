"""Corrections: what people found of matches and of themes goes in; out come shares and shifts freed of those mistakes."""
