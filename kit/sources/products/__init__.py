"""Products: readers of one product's exports each; files in, conversations with their sides out."""
