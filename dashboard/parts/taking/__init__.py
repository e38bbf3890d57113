"""Taking a page away: its link and the code of it, the run as files, the same in Python."""
