"""Rules about the structure of a document (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
