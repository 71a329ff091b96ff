"""Rules about what the notes say (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
