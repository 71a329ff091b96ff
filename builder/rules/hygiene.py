"""Rules about HTML that is not safe on a card (codes  to )."""

from __future__ import annotations

from builder.diagnostics import Rule, Severity
