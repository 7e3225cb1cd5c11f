"""Parsing: files, rows, cells, dates and markup as exports write them; bytes in, text and values out."""
