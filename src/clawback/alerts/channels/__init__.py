"""Where alerts are sent: mail, webhooks, chats and logs, each behind the one port."""
