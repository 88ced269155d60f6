"""The only package that opens sockets: names, TLS, IMAP and SMTP conversations."""
