"""Rules about what is wrong with the project itself (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
