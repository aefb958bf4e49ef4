"""What became of the drawn people: two years of suggestions, decisions, proposals, placements and ends.

Each thing that goes on for somebody is a strand, a generator that yields the day on which it goes on; the agenda takes
all strands of a county in the order of their days, so that places are taken and given back as they would be.
Where the days end, strands stay as they are: that is the present. Rows are those that the services write.
"""
