"""Headers, explained: of stored messages, and of what somebody pastes."""
