"""Second thoughts: mail is judged again after delivery, and by policy pulled back."""
