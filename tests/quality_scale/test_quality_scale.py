"""The quality scale that is claimed is complete, and each rule of it is checked."""

from importlib import import_module
from typing import Any, Final

import pytest

from . import test_bronze, test_docs, test_gold, test_platinum, test_silver
from .common import own_json, own_yaml

TIERS: Final = {
    "bronze": (
        "action-setup",
        "appropriate-polling",
        "brands",
        "common-modules",
        "config-flow",
        "config-flow-test-coverage",
        "dependency-transparency",
        "docs-actions",
        "docs-conditions",
        "docs-high-level-description",
        "docs-installation-instructions",
        "docs-removal-instructions",
        "docs-triggers",
        "entity-event-setup",
        "entity-unique-id",
        "has-entity-name",
        "runtime-data",
        "test-before-configure",
        "test-before-setup",
        "unique-config-entry",
    ),
    "silver": (
        "action-exceptions",
        "config-entry-unloading",
        "docs-configuration-parameters",
        "docs-installation-parameters",
        "entity-unavailable",
        "integration-owner",
        "log-when-unavailable",
        "parallel-updates",
        "reauthentication-flow",
        "test-coverage",
    ),
    "gold": (
        "devices",
        "diagnostics",
        "discovery",
        "discovery-update-info",
        "docs-data-update",
        "docs-examples",
        "docs-known-limitations",
        "docs-supported-devices",
        "docs-supported-functions",
        "docs-troubleshooting",
        "docs-use-cases",
        "dynamic-devices",
        "entity-category",
        "entity-device-class",
        "entity-disabled-by-default",
        "entity-translations",
        "exception-translations",
        "icon-translations",
        "reconfiguration-flow",
        "repair-issues",
        "stale-devices",
    ),
    "platinum": ("async-dependency", "inject-websession", "strict-typing"),
}
RULES: Final = tuple(rule for rules in TIERS.values() for rule in rules)
MODULES: Final = (test_bronze, test_silver, test_gold, test_platinum, test_docs)

# Rules whose tests are those of the module that they are about, and what else a rule is tested by.
ELSEWHERE: Final = {
    "action-exceptions": (
        "test_posting.test_bad_input_is_refused_before_any_call",
        "test_posting.test_failures_name_their_cause",
        "test_posting.test_upload_that_cannot_be",
        "test_posting.test_deleting_what_is_not_there",
        "test_audience.test_failure_is_explained",
        "test_audience.test_unknown_status",
    ),
    "config-flow-test-coverage": (
        "test_config_flow.test_wrong_values",
        "test_config_flow.test_reauth_errors",
        "test_config_flow.test_reconfigure_errors",
        "test_config_flow.test_options",
    ),
    "diagnostics": (
        "test_diagnostics.test_diagnostics",
        "test_diagnostics.test_nobody_is_given_away",
        "test_secrets.test_secrets_stay_where_they_are",
    ),
    "discovery-update-info": ("quality_scale.test_gold.test_discovery",),
    "docs-conditions": ("test_condition.test_documentation",),
    "docs-examples": (
        "test_blueprints.test_addresses",
        "test_trigger.test_documentation",
    ),
    "docs-triggers": ("test_trigger.test_documentation",),
    "entity-translations": ("test_translations.test_every_entity_has_a_name",),
    "exception-translations": ("test_translations.test_every_exception_has_a_text",),
    "icon-translations": ("test_translations.test_every_icon_is_of_an_entity",),
    "reauthentication-flow": (
        "test_config_flow.test_reauth",
        "test_config_flow.test_reauth_errors",
        "test_coordinator.test_refused_token_asks_for_another",
    ),
    "reconfiguration-flow": (
        "test_config_flow.test_reconfigure",
        "test_config_flow.test_reconfigure_errors",
        "test_config_flow.test_reconfigure_to_another_account",
    ),
    "repair-issues": (
        "test_repairs.test_state_of_the_instance",
        "test_repairs.test_fix",
        "test_translations.test_every_issue_has_a_text",
    ),
    "unique-config-entry": (
        "test_config_flow.test_account_that_is_there_already",
        "test_config_flow.test_reconfigure_to_another_account",
    ),
}
# Rules that no program can check, each with the reason. None: where a judgement is left, tests check what it rests on.
BY_EYE: Final[dict[str, str]] = {}


def claims() -> dict[str, Any]:
    """Return what is claimed, by rule."""
    rules: dict[str, Any] = own_yaml("quality_scale.yaml")["rules"]
    return rules


def test_all_rules_are_there() -> None:
    """Each of the 54 rules is in the list, and nothing else."""
    assert len(RULES) == len(set(RULES)) == 54
    assert [len(rules) for rules in TIERS.values()] == [20, 10, 21, 3]
    assert claims().keys() == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_rule_is_kept_or_does_not_apply(rule: str) -> None:
    """Nothing is left for later, and what does not apply says why."""
    match claims()[rule]:
        case "done":
            pass
        case {"status": "done", "comment": str(comment)} | {
            "status": "exempt",
            "comment": str(comment),
        }:
            assert comment.endswith(".")
        case other:
            pytest.fail(f"{rule}: {other}")


@pytest.mark.parametrize("rule", RULES)
def test_rule_has_a_test(rule: str) -> None:
    """Each rule is checked by a test of its name, by tests elsewhere, or by people, with a reason."""
    name = f"test_{rule.replace('-', '_')}"
    own = any(callable(getattr(module, name, None)) for module in MODULES)
    for path in ELSEWHERE.get(rule, ()):
        module, _, test = path.rpartition(".")
        assert callable(getattr(import_module(f"tests.{module}"), test, None)), path
    checked = own or rule in ELSEWHERE
    assert checked is (rule not in BY_EYE)
    assert all(BY_EYE.values())


def test_nothing_is_said_of_other_rules() -> None:
    """What stands in the tables is about rules that there are."""
    assert ELSEWHERE.keys() | BY_EYE.keys() <= set(RULES)


def test_tier_is_the_highest() -> None:
    """The manifest claims the tier whose rules are all kept."""
    assert own_json("manifest.json")["quality_scale"] == list(TIERS)[-1]
