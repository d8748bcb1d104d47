"""The description keeps its word: schemathesis asks every operation, rightly and wrongly."""

from __future__ import annotations

import os
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.generation import GenerationMode

from consortium.wsgi import application

# A few of each, always the same ones; SCHEMATHESIS_EXAMPLES=100 looks longer.
EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "3"))
# No schema says which version a row has: 412 and 428 answer a request that is in shape.
CONFIG = {
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "412", "429"]
        },
        "missing_required_header": {
            "expected-statuses": ["400", "401", "403", "404", "422", "428"]
        },
        "negative_data_rejection": {
            "expected-statuses": [
                *("400", "401", "403", "404", "405", "409", "412", "415", "422", "428", "429")
            ]
        },
    }
}
CALM = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def ask(operation: Any, mode: GenerationMode, secret: str, keys: dict[str, int]) -> None:
    """Examples of one operation in one mode, each answer held against the description."""

    @seed(1)
    @CALM
    @given(case=operation.as_strategy(generation_mode=mode))
    def run(case: Any) -> None:
        if mode is GenerationMode.POSITIVE:
            # Half of the cases ask for rows that are there.
            for name in case.path_parameters:
                if name in keys and case.path_parameters[name] % 2:
                    case.path_parameters[name] = keys[name]
        case.headers["Authorization"] = f"Bearer {secret}"
        case.call_and_validate()

    run()


@pytest.fixture
def one_connection():
    """The test's transaction lives on its connection, which a real request would close."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("scope", ["reads", "writes"])
def test_schemathesis_finds_nothing(story, one_connection, scope):
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", application, config=SchemathesisConfig.from_dict(CONFIG)
    )
    secret = getattr(story, f"pu_{scope}").secret
    keys = {"key": story.item.pk, "report": story.report.pk}
    asked = 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr]  # a fault of ours raises
        if scope == "writes" and operation.method.upper() == "GET":
            continue  # reads are the same for both
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            ask(operation, mode, secret, keys)
            asked += 1
    assert asked >= (9 if scope == "writes" else 80)
