"""Rules about pictures and sounds (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
