"""Stories: six small records that a comparison and the drafting turn into the briefs under tests/facts."""
