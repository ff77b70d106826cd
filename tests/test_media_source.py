"""Tests of the statuses in the media browser."""

from datetime import date, timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_mock_service,
)
from pytest_homeassistant_custom_component.typing import (
    ClientSessionGenerator,
    WebSocketGenerator,
)

from custom_components.green_api.const import CONF_API_URL, CONF_ID_INSTANCE, DOMAIN
from custom_components.green_api.media_source import (
    MAX_SEARCH_RESULTS,
    _async_texts,
    _day_title,
)
from demo.simulator import (
    SECOND_ID,
    SECOND_TOKEN,
    Drawn,
    Instance,
    Sample,
    Simulator,
    Upload,
)
from homeassistant.components.media_player import (
    BrowseError,
    MediaClass,
    SearchMediaQuery,
)
from homeassistant.components.media_source import (
    Unresolvable,
    async_browse_media,
    async_resolve_media,
    async_search_media,
)
from homeassistant.const import CONF_API_TOKEN
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .common import setup_integration
from .media_server import JPEG

ROOT = "media-source://green_api"
ACCOUNT = f"{ROOT}/1101000001"
# Where Home Assistant's tests live, it is still early in the morning.
TODAY = f"{ACCOUNT}/2024-03-11"
YESTERDAY = f"{ACCOUNT}/2024-03-10"


async def browse(hass: HomeAssistant, identifier: str) -> dict[str, Any]:
    """Return a level of the tree, as a browser gets it."""
    return (await async_browse_media(hass, identifier)).as_dict()


def titles(node: dict[str, Any]) -> list[str]:
    """Return what is in a level."""
    return [child["title"] for child in node["children"]]


async def test_accounts(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    simulator: Simulator,
) -> None:
    """The first level is the accounts that are loaded."""
    await setup_integration(hass, config_entry)
    second = MockConfigEntry(
        domain=DOMAIN,
        title="A second one",
        unique_id=SECOND_ID,
        data={
            CONF_API_URL: simulator.url,
            CONF_ID_INSTANCE: SECOND_ID,
            CONF_API_TOKEN: SECOND_TOKEN,
        },
    )
    await setup_integration(hass, second)
    root = await browse(hass, ROOT)
    assert root["title"] == "WhatsApp statuses"
    assert titles(root) == ["A second one", "WhatsApp 0001"]
    assert [child["media_content_id"] for child in root["children"]] == [
        f"{ROOT}/{SECOND_ID}",
        ACCOUNT,
    ]
    assert all(
        child["can_expand"] and not child["can_play"] for child in root["children"]
    )
    await hass.config_entries.async_unload(second.entry_id)
    assert titles(await browse(hass, ROOT)) == ["WhatsApp 0001"]
    assert (await browse(hass, ACCOUNT))["children"] == []


async def test_days(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The second level is the days on which something was posted, where the user is, newest first."""
    instance.post_media(Sample("melody.mp3"))
    picture = instance.post_media(Drawn("sea", 1), age=60)
    # Five hours ago it was midnight here.
    late = instance.post_text("Late", age=5 * 3600 + 60)
    await setup_integration(hass, config_entry)
    account = await browse(hass, ACCOUNT)
    assert account["title"] == "WhatsApp 0001"
    assert titles(account) == ["Today", "Yesterday"]
    assert [child["media_content_id"] for child in account["children"]] == [
        TODAY,
        YESTERDAY,
    ]
    today, yesterday = account["children"]
    # A day shows its newest picture, or text.
    assert f"/{late.id}/media?" in yesterday["thumbnail"]
    assert f"/{picture.id}/thumbnail?" in today["thumbnail"]


async def test_statuses(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """The third level is statuses of all types, newest first."""
    text = instance.post_text("Hello")
    image = instance.post_media(Upload(JPEG, "image/png"), caption="Sea", age=10)
    video = instance.post_media(Sample("waves.mp4"), age=20)
    audio = instance.post_media(Sample("melody.mp3"), age=30)
    pending = instance.post_media(Drawn("sea", 2), age=40)
    instance.patch(pending.id, {}, ["downloadUrl"])
    strange = instance.post_media(Drawn("sea", 3), age=50)
    instance.patch(strange.id, {"typeMessage": "pollMessage"}, ["caption"])
    deleted = instance.post_media(Drawn("sea", 4), age=60)
    instance.delete(deleted.id)
    await setup_integration(hass, config_entry)
    day = await browse(hass, TODAY)
    assert [
        (
            child["title"],
            child["media_class"],
            child["media_content_type"],
            child["can_play"],
            child["thumbnail"] is not None,
        )
        for child in day["children"]
    ] == [
        ("Hello", "image", "image/svg+xml", True, True),
        ("Sea", "image", "image/jpeg", True, True),
        ("Video", "video", "video/mp4", True, True),
        ("Voice", "music", "audio/ogg", True, False),
        ("Picture", "image", "image/jpeg", False, True),
        (strange.id, "url", "", True, True),
    ]
    assert [child["media_content_id"] for child in day["children"]] == [
        f"{TODAY}/{status.id}"
        for status in (text, image, video, audio, pending, strange)
    ]
    assert not any(child["can_expand"] for child in day["children"])
    # The thumbnails work without a token, as pictures in a page do.
    client = await hass_client_no_auth()
    for child in day["children"]:
        if child["thumbnail"]:
            response = await client.get(child["thumbnail"])
            assert response.status == 200
            assert response.content_type == (
                "image/svg+xml" if child["title"] == "Hello" else "image/jpeg"
            )

    # A status can be looked at by itself, too.
    assert await browse(hass, f"{TODAY}/{image.id}") == {
        **day["children"][1],
        "thumbnail": (await browse(hass, f"{TODAY}/{image.id}"))["thumbnail"],
        "children": [],
        "not_shown": 0,
    }


async def test_language(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The folder of all accounts, and media without a caption, are named in the user's language."""
    hass.config.language = "he"
    instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    assert titles(await browse(hass, TODAY)) == ["סרטון"]
    assert (await browse(hass, ROOT))["title"] == "סטטוסים ב-WhatsApp"


@pytest.mark.parametrize(
    ("language", "country", "expected"),
    [
        ("en", "GB", ["Today", "Yesterday", "9 March", "29 February"]),
        ("en", "US", ["Today", "Yesterday", "March 9", "February 29"]),
        ("he", "IL", ["היום", "אתמול", "9 במרץ", "29 בפברואר"]),
    ],
)
async def test_names_of_days(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    language: str,
    country: str,
    expected: list[str],
) -> None:
    """Days have names in the user's language; what identifies them stays the date."""
    hass.config.language = language
    hass.config.country = country
    for days in (0, 1, 2, 11):
        instance.post_text("Hello", age=days * 24 * 3600)
    config_entry.add_to_hass(hass)
    hass.config_entries.async_update_entry(
        config_entry, options={"window": 30 * 24 * 60}
    )
    await setup_integration(hass, config_entry)
    account = await browse(hass, ACCOUNT)
    assert titles(account) == expected
    assert account["children"][-1]["media_content_id"] == f"{ACCOUNT}/2024-02-29"
    day = await browse(hass, f"{ACCOUNT}/2024-02-29")
    assert day["title"] == expected[-1]
    assert titles(day) == ["Hello"]


@pytest.mark.parametrize("language", ["en", "he"])
async def test_every_month_has_a_name(hass: HomeAssistant, language: str) -> None:
    """All twelve months have names of their own."""
    hass.config.language = language
    texts = await _async_texts(hass)
    titles = {_day_title(date(2000, month, 1), texts) for month in range(1, 13)}
    assert len(titles) == 12


async def search(
    hass: HomeAssistant,
    words: str,
    identifier: str = ROOT,
    classes: list[MediaClass] | None = None,
) -> list[str]:
    """Return the titles of what a search finds."""
    query = SearchMediaQuery(search_query=words, media_filter_classes=classes)
    found = await async_search_media(hass, identifier, query)
    return [status.title for status in found.result]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("hello", ["Hello world"]),
        ("WORLD hello", ["Hello world"]),
        ("waves", ["Waves at sea"]),
        ("video", ["Video"]),
        ("image sea", ["Waves at sea"]),
        ("whatsapp 0001 text", ["Hello world"]),
        ("nothing of this", []),
    ],
)
async def test_search(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    words: str,
    expected: list[str],
) -> None:
    """A search finds statuses by the words of their text or caption, their type, or their account."""
    instance.post_text("Hello world")
    instance.post_media(Drawn("sea", 1), caption="Waves at sea", age=60)
    instance.post_media(Sample("waves.mp4"), age=120)
    deleted = instance.post_text("Hello deleted")
    instance.delete(deleted.id)
    await setup_integration(hass, config_entry)
    assert await search(hass, words) == expected
    assert await search(hass, words, ACCOUNT) == expected
    assert await search(hass, words, TODAY) == expected
    assert await search(hass, words, YESTERDAY) == []


async def test_search_by_type_in_the_language_of_the_user(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A type is found by its name in the user's language."""
    hass.config.language = "he"
    instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    assert await search(hass, "סרטון") == ["סרטון"]


async def test_search_for_some_kinds_of_media(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """A search can be for pictures, or for videos, only."""
    instance.post_media(Drawn("sea", 1), caption="sea 1")
    instance.post_media(Sample("waves.mp4"), caption="sea 2", age=60)
    await setup_integration(hass, config_entry)
    assert await search(hass, "sea", classes=[MediaClass.VIDEO]) == ["sea 2"]
    assert await search(hass, "sea", classes=[]) == ["sea 1", "sea 2"]


async def test_search_finds_a_limited_number(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """Of many, the newest are found."""
    instance.bulk(MAX_SEARCH_RESULTS + 10)
    instance.post_text("The newest")
    await setup_integration(hass, config_entry)
    found = await search(hass, "whatsapp")
    assert len(found) == MAX_SEARCH_RESULTS
    assert found[0] == "The newest"


async def test_search_in_an_account_that_is_not_loaded(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """An account that is not there is said to be not there."""
    await setup_integration(hass, config_entry)
    with pytest.raises(BrowseError) as error:
        await search(hass, "anything", f"{ROOT}/1")
    assert str(error.value) == "The account 1 is not loaded"


async def test_search_is_offered(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The media browser shows its search on every level."""
    instance.post_text("Hello")
    await setup_integration(hass, config_entry)
    for identifier in (ROOT, ACCOUNT, TODAY):
        assert (await browse(hass, identifier))["can_search"]


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        (f"{ROOT}/1", "The account 1 is not loaded"),
        (f"{ROOT}/1/2024-03-11", "The account 1 is not loaded"),
        (
            f"{ACCOUNT}/2024-03-12",
            "There is nothing at 1101000001/2024-03-12",
        ),
        (
            f"{TODAY}/unknown",
            "There is nothing at 1101000001/2024-03-11/unknown",
        ),
    ],
)
async def test_browse_errors(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    identifier: str,
    message: str,
) -> None:
    """What is not there is said to be not there."""
    instance.post_text("Hello")
    await setup_integration(hass, config_entry)
    with pytest.raises(BrowseError) as error:
        await async_browse_media(hass, identifier)
    assert str(error.value) == message


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("waves.mp4", "video/mp4"),
        ("melody.mp3", "audio/mpeg"),
        ("chime.ogg", "audio/ogg"),
    ],
)
async def test_resolve(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
    freezer: FrozenDateTimeFactory,
    name: str,
    content_type: str,
) -> None:
    """What is resolved can be played, for a day."""
    status = instance.post_media(Sample(name))
    instance.patch(status.id, {"mimeType": "text/html"})
    await setup_integration(hass, config_entry)
    media = await async_resolve_media(hass, f"{TODAY}/{status.id}", None)
    assert media.mime_type == content_type
    assert media.path is None
    client = await hass_client_no_auth()
    response = await client.get(media.url)
    assert response.status == 200
    assert response.content_type == content_type
    freezer.tick(timedelta(hours=25))
    assert (await client.get(media.url)).status == 401


async def test_resolve_picture(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """A picture that is kept is played without its link, on whatever day one looks."""
    status = instance.post_media(Upload(JPEG, "image/jpeg"))
    await setup_integration(hass, config_entry)
    simulator.fault(method="media", status=404, times=None)
    for day in (TODAY, f"{ACCOUNT}/any"):
        media = await async_resolve_media(hass, f"{day}/{status.id}", None)
        assert media.mime_type == "image/jpeg"
        assert media.path is not None
        client = await hass_client_no_auth()
        response = await client.get(media.url)
        assert await response.read() == JPEG


async def test_resolve_text(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """A text status is shown as a picture of its words."""
    status = instance.post_text("Hello")
    await setup_integration(hass, config_entry)
    media = await async_resolve_media(hass, f"{TODAY}/{status.id}", None)
    assert media.mime_type == "image/svg+xml"
    client = await hass_client_no_auth()
    response = await client.get(media.url)
    assert response.content_type == "image/svg+xml"
    assert ">Hello<" in await response.text()


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"status": 404}, "The link of this media has expired"),
        ({"status": 503}, "This media cannot be fetched at the moment"),
        (
            {"body": "<svg/>"},
            "This media was rejected: its type isn't supported, it is too large, or it is not on a public server",
        ),
    ],
)
async def test_resolve_errors(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    fault: dict[str, object],
    message: str,
) -> None:
    """Why something cannot be played is said before anybody tries."""
    status = instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    simulator.fault(method="media", **fault)
    with pytest.raises(Unresolvable) as error:
        await async_resolve_media(hass, f"{TODAY}/{status.id}", None)
    assert str(error.value) == message


async def test_nothing_to_play(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """What cannot be played says so."""
    pending = instance.post_media(Sample("waves.mp4"))
    instance.patch(pending.id, {}, ["downloadUrl"])
    deleted = instance.post_media(Sample("waves.mp4"))
    instance.delete(deleted.id)
    await setup_integration(hass, config_entry)
    for identifier, message in (
        (f"{TODAY}/{pending.id}", "This media cannot be fetched at the moment"),
        (
            f"{TODAY}/{deleted.id}",
            f"There is nothing at 1101000001/2024-03-11/{deleted.id}",
        ),
        (TODAY, "There is nothing at 1101000001/2024-03-11"),
        (ROOT, "The account  is not loaded"),
        (f"{ROOT}/1/2/3", "The account 1 is not loaded"),
    ):
        with pytest.raises(Unresolvable) as error:
            await async_resolve_media(hass, identifier, None)
        assert str(error.value) == message


async def test_websocket(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    hass_ws_client: WebSocketGenerator,
    hass_client_no_auth: ClientSessionGenerator,
) -> None:
    """It works from the media browser; who is not logged in gets nowhere."""
    status = instance.post_media(Sample("waves.mp4"))
    await setup_integration(hass, config_entry)
    client = await hass_ws_client(hass)
    await client.send_json_auto_id(
        {"type": "media_source/browse_media", "media_content_id": TODAY}
    )
    answer = await client.receive_json()
    (child,) = answer["result"]["children"]
    await client.send_json_auto_id(
        {
            "type": "media_source/resolve_media",
            "media_content_id": child["media_content_id"],
        }
    )
    answer = await client.receive_json()
    assert answer["result"]["mime_type"] == "video/mp4"
    browser = await hass_client_no_auth()
    assert (await browser.get(answer["result"]["url"])).status == 200
    unsigned = answer["result"]["url"].partition("?")[0]
    assert unsigned.endswith(f"/{status.id}/media")
    assert (await browser.get(unsigned)).status == 401

    await client.send_json_auto_id(
        {"type": "media_source/resolve_media", "media_content_id": f"{TODAY}/unknown"}
    )
    answer = await client.receive_json()
    assert answer["error"]["code"] == "resolve_media_failed"


async def test_play_media(
    hass: HomeAssistant, config_entry: MockConfigEntry, instance: Instance
) -> None:
    """The identifier is one that media players take."""
    await async_setup_component(hass, "media_player", {})
    calls = async_mock_service(hass, "media_player", "play_media")
    status = instance.post_media(Sample("melody.mp3"))
    await setup_integration(hass, config_entry)
    await hass.services.async_call(
        "media_player",
        "play_media",
        {
            "entity_id": "media_player.any",
            "media_content_id": f"{TODAY}/{status.id}",
            "media_content_type": "music",
        },
        blocking=True,
    )
    media = await async_resolve_media(
        hass, calls[0].data["media_content_id"], "media_player.any"
    )
    assert media.mime_type == "audio/mpeg"
