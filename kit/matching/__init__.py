"""Matching: passages and personas in; each passage's stance and each conversation's persona out."""
