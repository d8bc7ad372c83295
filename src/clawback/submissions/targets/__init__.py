"""Who is told of submissions: engines that learn, signatures of ours, abuse desks, services."""
