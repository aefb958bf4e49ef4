"""Who may take what, and how well, for everybody at once.

The same rules and components as for one pair, decided once for subjects and offers that are alike to them (`planes`,
`tables`), and put together pair by pair by one compiled loop (`kernel`).
"""
