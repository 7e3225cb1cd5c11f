"""Record: what the kit keeps (Delta Lake tables and vectors); tables in, tables out."""
