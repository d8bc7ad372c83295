"""What people and programs did, kept so that nobody can change it unnoticed."""
