"""The numbers of the reader: each has a user, and a score is the sum of its features."""

from __future__ import annotations

import ast
from pathlib import Path

from builder.read import weights
from builder.read.recognise import registry
from tests.read.reading import reading

_READER = Path(weights.__file__).parent


def test_each_number_has_a_user() -> None:
    texts = (path.read_text(encoding="utf-8") for path in _READER.rglob("*.py"))
    nodes = (node for text in texts for node in ast.walk(ast.parse(text)))
    used = {node.value for node in nodes if isinstance(node, ast.Constant)}
    tables = weights.SCORE, weights.LIKENESS, weights.CHANGES, weights.SERIES, weights.SHARES, weights.COUNTS
    assert [name for table in tables for name in table if name not in used] == []
    assert weights.DIALECTS.keys() == registry({}).keys()


def test_a_score_is_the_sum_of_its_features() -> None:
    text = "# Tea\n\n- **Leaf**: a part\n- What is tea?\n\n## 1. How hot?\n\nHot.\n\n## 2. Who?\n\n1. We\n2. You\n"
    for proposal in reading(text).detection.proposals:
        for member in proposal.members:
            assert member.features
            assert abs(member.score - sum(feature.amount for feature in member.features)) < 1e-9
