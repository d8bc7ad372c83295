"""The audit trail in the state database."""
