"""A town of any size, drawn from a seed: more people, providers and openings, and two years of what became of them.

The told county (`data/demo/*.toml`) is acted out through the services; the town around it is written in bulk, table by
table, from the phrases in `data/demo/town/`. One seed and one size give the same town to the last letter.
"""
