"""Rules about the text itself (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
