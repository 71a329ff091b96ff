"""Rules about how a document was read (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
