"""What a theorem says of the rate: margins, bounds, envelopes."""
