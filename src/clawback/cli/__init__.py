"""The command line: a thin client of the API, and the commands that run a server.

Each command's module is loaded when the command is called and not before, because an answer to
`clawback search` should come faster than a person notices.
"""
