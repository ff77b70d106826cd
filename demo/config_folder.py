"""A configuration folder for a Home Assistant without onboarding and log-in."""

from collections.abc import Sequence
from datetime import UTC, datetime
import json
from pathlib import Path
import shutil
from typing import Any, Final
from uuid import uuid4

REPOSITORY: Final = Path(__file__).resolve().parent.parent
DASHBOARD: Final = "whatsapp-statuses"

# Everybody on this machine is logged in without a password.
NO_LOG_IN: Final = """\
homeassistant:
  auth_providers:
    - type: trusted_networks
      trusted_networks: [127.0.0.1/32]
      allow_bypass_login: true
"""
# Without default_config, which would scan the network and call the cloud.
CONFIGURATION: Final = (
    NO_LOG_IN
    + """
config:
frontend:
history:
logbook:
media_source:
my:
recorder:
  commit_interval: 1
logger:
  default: {level}

automation: !include automations.yaml
script: !include scripts.yaml
scene: !include scenes.yaml
"""
)


def prepare(
    folder: Path,
    port: int,
    *,
    level: str = "info",
    more: str = "",
    entries: Sequence[dict[str, Any]] = (),
) -> None:
    """Prepare the folder for a start on this port, with more YAML and config entries; existing files are kept."""
    storage = folder / ".storage"
    storage.mkdir(parents=True, exist_ok=True)
    _link_component(folder)
    for name, content in (
        ("configuration.yaml", CONFIGURATION.format(level=level) + more),
        ("automations.yaml", "[]\n"),
        ("scripts.yaml", "{}\n"),
        ("scenes.yaml", "[]\n"),
    ):
        if not (folder / name).exists():
            (folder / name).write_text(content)
    for key, version, data in _stored(entries):
        if not (storage / key).exists():
            store(storage, key, version, data)
    # A port in YAML would be tried for five minutes only, with a question in the browser.
    # Home Assistant migrates this oldest version of the format.
    address = {"server_host": ["127.0.0.1"], "server_port": port}
    store(storage, "http", (1, 1), address)


def _link_component(folder: Path) -> None:
    """Link the integration into the folder, so that edits take effect at a restart."""
    source = REPOSITORY / "custom_components"
    link = folder / "custom_components"
    if link.is_symlink():
        link.unlink()
    elif link.exists():
        shutil.rmtree(link)
    try:
        link.symlink_to(source, target_is_directory=True)
    except OSError:
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(source, link, ignore=ignored)


def _stored(
    entries: Sequence[dict[str, Any]],
) -> list[tuple[str, tuple[int, int], dict[str, Any]]]:
    """Return what Home Assistant stores during its onboarding."""
    return [
        ("auth", (1, 1), _auth()),
        # The step "integration" would add two integrations.
        (
            "onboarding",
            (4, 1),
            {"done": ["user", "core_config", "analytics", "integration"]},
        ),
        ("core.config", (1, 4), _core_config()),
        # Otherwise its HTTP client would resolve names in the local network.
        ("core.network", (1, 1), {"configured_adapters": ["lo", "lo0"]}),
        ("core.config_entries", (1, 5), {"entries": [_no_marketplace(), *entries]}),
        ("frontend.system_data", (1, 1), {"core": {"default_panel": DASHBOARD}}),
        (
            "lovelace_dashboards",
            (1, 1),
            {
                "items": [
                    {
                        "id": DASHBOARD.replace("-", "_"),
                        "icon": "mdi:message-image",
                        "mode": "storage",
                        "require_admin": False,
                        "show_in_sidebar": True,
                        "title": "WhatsApp statuses",
                        "url_path": DASHBOARD,
                    }
                ]
            },
        ),
    ]


def _auth() -> dict[str, Any]:
    """Return one owner, who is logged in without a password as the only user."""
    owner = {
        "id": uuid4().hex,
        "name": "Demo",
        "group_ids": ["system-admin"],
        "is_owner": True,
        "is_active": True,
        "system_generated": False,
        "local_only": True,
    }
    groups = [
        {"id": f"system-{kind}", "name": name}
        for kind, name in (
            ("admin", "Administrators"),
            ("users", "Users"),
            ("read-only", "Read Only"),
        )
    ]
    return {
        "users": [owner],
        "groups": groups,
        "credentials": [],
        "refresh_tokens": [],
    }


def _core_config() -> dict[str, Any]:
    """Return the general settings, complete so that there is no repair issue."""
    return {
        "latitude": 52.3731,
        "longitude": 4.8925,
        "elevation": 0,
        "radius": 100,
        "unit_system_v2": "metric",
        "location_name": "GREEN-API demo",
        "time_zone": time_zone(),
        "external_url": None,
        "internal_url": None,
        "currency": "EUR",
        "country": "NL",
        "language": "en",
    }


def time_zone() -> str:
    """Return the time zone of this machine."""
    _, found, name = str(Path("/etc/localtime").resolve()).partition("zoneinfo/")
    return name if found else "UTC"


def _no_marketplace() -> dict[str, Any]:
    """Return a disabled entry of the marketplace, which would call GitHub."""
    disabled = {"disabled_by": "user", "source": "system"}
    return config_entry("marketplace", uuid4().hex, "Marketplace", **disabled)


def config_entry(
    domain: str, entry_id: str, title: str, **values: Any
) -> dict[str, Any]:
    """Return a config entry as Home Assistant stores it."""
    now = datetime.now(UTC).isoformat()
    return {
        "created_at": now,
        "data": {},
        "disabled_by": None,
        "discovery_keys": {},
        "domain": domain,
        "entry_id": entry_id,
        "minor_version": 1,
        "modified_at": now,
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": title,
        "unique_id": domain,
        "version": 1,
        **values,
    }


def store(
    storage: Path, key: str, version: tuple[int, int], data: dict[str, Any]
) -> None:
    """Write a file of Home Assistant's storage."""
    content = {
        "version": version[0],
        "minor_version": version[1],
        "key": key,
        "data": data,
    }
    file = storage / key
    file.write_text(json.dumps(content, ensure_ascii=False, indent=2))
    file.chmod(0o600)
