"""The files that came with it."""

from __future__ import annotations

from clawback.filters.fields.field import Kind, number, one, several, texts

FILES = (
    texts(
        "attachment_filename",
        "Attachment filename",
        "Name of a file, attached or found in one.",
        "*.iso",
    ),
    texts(
        "attachment_sha256",
        "Attachment SHA256",
        "SHA-256 of a file, attached or found in one.",
        "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    ),
    texts("file_type", "File type", "What a file's first bytes say it is.", "(exe OR iso)"),
    texts("file_extension", "File extension", "Ending of a file's name, without the dot.", "zip"),
    several(one(Kind.SIZE, "file_size", "File size", "Size of a file.", "file_size:1mb..10mb")),
    number(
        "attachment_count", "Attachment count", "Number of files, attached and found in them.", ":0"
    ),
)
