"""Mail, URLs and files that somebody sends for another judgement, and to whom they go."""
