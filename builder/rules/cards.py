"""Rules about how a note can be learned (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
