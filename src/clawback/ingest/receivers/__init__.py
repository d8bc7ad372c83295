"""Where journal copies come in from mail servers: by LMTP and by SMTP, over one wire."""
