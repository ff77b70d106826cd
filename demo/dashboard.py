"""The dashboard of the demo: built-in cards only, to be edited in the browser."""

from collections.abc import Mapping
from typing import Any, Final

type Card = dict[str, Any]

FULL: Final = {"columns": "full"}

# Statuses are untrusted text: whatever Markdown reads as markup gets a backslash.
_PLAIN: Final = (
    r"{% macro plain(text) -%}"
    r"{{ text | replace('\n', ' ') | regex_replace('([!-/:-@\\[-`{-~])', '\\\\\\1') }}"
    r"{%- endmacro %}"
)


def dashboard(entities: Mapping[str, str]) -> dict[str, Any]:
    """Return the dashboard of one account, whose entities are given by key."""
    left = [*_latest(entities), *_list(entities)]
    right = [*_counts(entities), *_over_time(entities), *_accounts(entities)]
    return {
        "title": "WhatsApp statuses",
        "views": [
            {
                "type": "sections",
                "title": "WhatsApp statuses",
                "path": "statuses",
                "icon": "mdi:message-image",
                "max_columns": 2,
                "sections": [
                    {"type": "grid", "cards": left},
                    {"type": "grid", "cards": right},
                ],
            }
        ],
    }


def _latest(entities: Mapping[str, str]) -> list[Card]:
    content = _LATEST.replace("ENTITY", entities["latest_status"])
    content = content.replace("TEXT", entities["latest_status_text"])
    return [
        _heading("Latest status", "mdi:message-image"),
        _tile(entities["latest_status"], "State", "mdi:check-all", "teal"),
        _tile(
            entities["latest_status_posted"], "Posted", "mdi:clock-outline", "indigo"
        ),
        _markdown(content),
    ]


def _list(entities: Mapping[str, str]) -> list[Card]:
    return [
        _heading("Up now", "mdi:format-list-bulleted"),
        _markdown(_ACTIVE.replace("ENTITY", entities["active_statuses"])),
    ]


def _counts(entities: Mapping[str, str]) -> list[Card]:
    tiles = (
        ("active_statuses", "Up now", "mdi:broadcast", "green"),
        ("read_statuses", "Read", "mdi:eye-check", "blue"),
        ("delivered_statuses", "Delivered", "mdi:check-all", "cyan"),
        ("failed_statuses", "Failed", "mdi:alert-circle", "red"),
        ("views", "Views", "mdi:eye", "amber"),
        ("total_statuses", "Ever posted", "mdi:sigma", "purple"),
    )
    return [
        _heading("Last 24 hours", "mdi:counter"),
        *(
            _tile(entities[key], name, icon, color)
            for key, name, icon, color in tiles
            if key in entities
        ),
    ]


def _over_time(entities: Mapping[str, str]) -> list[Card]:
    return [
        _heading("The last half hour", "mdi:timeline-clock"),
        {
            "type": "history-graph",
            "hours_to_show": 0.5,
            "entities": [
                {"entity": entities["latest_status"], "name": "Latest"},
                {"entity": entities["instance_state"], "name": "Account"},
            ],
            "grid_options": FULL,
        },
        _heading("Counts, every five minutes", "mdi:chart-line"),
        {
            "type": "statistics-graph",
            "chart_type": "line",
            "period": "5minute",
            "days_to_show": 0.125,
            "stat_types": ["max"],
            "entities": [
                {"entity": entities["active_statuses"], "name": "Up now"},
                {"entity": entities["read_statuses"], "name": "Read"},
            ],
            "grid_options": FULL,
        },
    ]


def _accounts(entities: Mapping[str, str]) -> list[Card]:
    return [
        _heading("Accounts", "mdi:account-multiple"),
        _tile(entities["connected"], "WhatsApp", "mdi:whatsapp", "green"),
        _tile(entities["instance_state"], "Account", "mdi:cellphone-check", "green"),
        _markdown(_ACCOUNTS),
    ]


def _heading(text: str, icon: str) -> Card:
    return {"type": "heading", "heading": text, "icon": icon, "grid_options": FULL}


def _tile(entity_id: str, name: str, icon: str, color: str) -> Card:
    return {
        "type": "tile",
        "entity": entity_id,
        "name": name,
        "icon": icon,
        "color": color,
        "grid_options": {"columns": 6},
    }


def _markdown(content: str) -> Card:
    return {"type": "markdown", "content": content, "grid_options": FULL}


_LATEST: Final = (
    _PLAIN
    + """
{% set link = state_attr('ENTITY', 'media_url') %}
{% set kind = state_attr('ENTITY', 'type') %}
### {{ plain(states('TEXT')) }}
{% if link and kind == 'image' %}
<a href="{{ link | e }}"><img src="{{ link | e }}" width="200"></a>

[Open the picture]({{ link | e }})
{% elif link %}
[Open the {{ kind }}]({{ link | e }})
{% endif %}
"""
)

_ACTIVE: Final = (
    _PLAIN
    + """
{% set symbols = {'image': '🖼️', 'video': '🎬', 'audio': '🎵', 'text': '💬'} %}
{% set statuses = (state_attr('ENTITY', 'statuses') or [])[:10] %}
| Posted | | Status | State | |
|:--|:--|:--|:--|:--|
{%- for status in statuses %}
| {{ (status.published | as_datetime | as_local).strftime('%H:%M')
}} | {{ symbols[status.type] | default('❔')
}} | {{ plain(status.title or status.type or '')
}} | {{ status.state or 'unknown'
}} | {% if status.link %}[open]({{ status.link | e }}){% endif %} |
{%- endfor %}
"""
)

_ACCOUNTS: Final = """
| Account | Connected | Up now |
|:--|:--|--:|
{%- for id in integration_entities('green_api') | sort if id.endswith('_active_statuses') %}
{%- set connected = id | replace('sensor.', 'binary_sensor.')
    | replace('_active_statuses', '_connected') %}
| {{ device_name(id) }} | {{ 'yes' if is_state(connected, 'on') else 'no'
}} | {{ states(id) }} |
{%- endfor %}

[Add another one](/config/integrations/integration/green_api)
"""
