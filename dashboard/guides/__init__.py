"""The guided pages: they show the topics' own stages, and know how to tell a story with them."""
