"""What goes between a page and its server: questions, answers, and the callbacks for them."""
