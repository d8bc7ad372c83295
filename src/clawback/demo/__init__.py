"""A seeded organisation with a month of mail, so that the first look at the product has a view."""
