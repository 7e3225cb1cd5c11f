"""Tables: bytes of delimited text, JSON or a workbook in; rows with the line each stands on out."""
