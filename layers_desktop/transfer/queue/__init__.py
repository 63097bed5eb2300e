"""Every upload of the list: states, order, and who goes next."""
