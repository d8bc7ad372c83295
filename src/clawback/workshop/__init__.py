"""The composition root of the worker process: builds what work on mailboxes needs, and no more."""
