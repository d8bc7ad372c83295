"""Mail events: deliveries that never change, and an overlay of what happened to them since."""
