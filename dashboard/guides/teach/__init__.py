"""The teacher's page: plans, what to see to before class, worksheets, lessons and decks."""
