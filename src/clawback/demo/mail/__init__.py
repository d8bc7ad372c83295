"""The demo's mail: who writes what to whom, as the bytes a mail server would have stored."""
