"""The version of all programs of one installation; setup.cfg reads it from here."""

VERSION = "0.1.0"
