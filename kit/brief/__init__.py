"""Brief: the figures of a cycle in; the facts, sentences and pages of its briefs out."""
