"""All that is known of one upload, for those who look closely."""
