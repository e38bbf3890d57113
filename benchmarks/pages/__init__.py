"""What is measured in a browser: pages to compare with, and how they are watched and driven."""
