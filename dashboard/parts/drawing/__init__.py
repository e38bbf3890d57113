"""What pictures are made of: plain data, no dash."""
