"""Rules about the identity of notes (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
