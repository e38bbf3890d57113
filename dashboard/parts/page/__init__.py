"""What a page is made of: its frame, its rows of controls, key figures and plots."""
