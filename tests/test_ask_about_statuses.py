"""The blueprints that answer sentences, asked through Home Assistant's own conversation agent in each language."""

from collections.abc import Callable, Coroutine, Generator, Iterable
from pathlib import Path
import re
import shutil
from typing import Any, Final
from unittest.mock import AsyncMock, patch

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.green_api.const import DOMAIN
from demo.simulator import Drawn, Instance, Simulator, Status
from homeassistant.components import automation, conversation
from homeassistant.core import Context, HomeAssistant
from homeassistant.setup import async_setup_component
from homeassistant.util.yaml import load_yaml_dict

from .automations import device_of, no_view_counts
from .common import setup_integration
from .test_blueprints import BLUEPRINTS

PREFIX: Final = "ask_about_statuses_"
LANGUAGES: Final = sorted(
    path.stem.removeprefix(PREFIX) for path in BLUEPRINTS.glob(f"{PREFIX}*.yaml")
)
VIEWS, ACTIVE, WHO = "views", "active", "who"
# A sentence for each question, as people say it, with what Assist has to take along: question marks, WhatsApp.
QUESTIONS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    "en": {
        VIEWS: (
            "How many people have seen my last status?",
            "how many people saw my latest WhatsApp status",
            "How many views does my status have?",
        ),
        ACTIVE: (
            "Which statuses are active?",
            "What's on my WhatsApp status right now?",
        ),
        WHO: ("Who saw my last status?", "who has seen my WhatsApp status"),
    },
    "de": {
        VIEWS: (
            "Wie viele Leute haben meinen letzten Status gesehen?",
            "wie oft wurde mein WhatsApp-Status schon angesehen",
            "Wie viele Aufrufe hat mein letzter Status?",
        ),
        ACTIVE: (
            "Welche Statusmeldungen sind gerade aktiv?",
            "Was ist gerade in meinem WhatsApp Status?",
        ),
        WHO: (
            "Wer hat meinen letzten Status gesehen?",
            "wer hat meinen Status schon angeschaut",
        ),
    },
    "es": {
        VIEWS: (
            "¿Cuántas personas han visto mi último estado?",
            "cuanta gente vio mi estado de WhatsApp",
            "¿Cuántas visualizaciones tiene mi último estado?",
        ),
        ACTIVE: ("¿Qué estados están activos?", "¿Qué hay en mi estado de WhatsApp?"),
        WHO: ("¿Quién ha visto mi último estado?", "¿Quiénes vieron mi estado?"),
    },
    "pt-BR": {
        VIEWS: (
            "Quantas pessoas viram meu último status?",
            "quantas pessoas já viram o meu status do WhatsApp",
            "Quantas visualizações tem meu status?",
        ),
        ACTIVE: ("Quais status estão ativos?", "O que tem no meu status do WhatsApp?"),
        WHO: ("Quem viu meu último status?", "quem já viu o meu status"),
    },
    "ru": {
        VIEWS: (
            "Сколько человек посмотрело мой последний статус?",
            "сколько людей уже видели мой статус в ватсапе",
            "Сколько просмотров у моего последнего статуса?",
        ),
        ACTIVE: (
            "Какие статусы сейчас активны?",
            "Какие у меня сейчас активные статусы?",
            "Что у меня сейчас в статусе?",
        ),
        WHO: ("Кто посмотрел мой последний статус?", "кто видел мой статус в WhatsApp"),
    },
    "he": {
        VIEWS: (
            "כמה אנשים ראו את הסטטוס האחרון שלי?",
            "כמה אנשים כבר צפו בסטטוס שלי בוואטסאפ",
            "כמה צפיות יש לסטטוס האחרון שלי?",
        ),
        ACTIVE: ("אילו סטטוסים פעילים עכשיו?", "מה יש לי בסטטוס?"),
        WHO: ("מי ראה את הסטטוס האחרון שלי?", "מי כבר צפה בסטטוס שלי"),
    },
}
# What is answered: for no status, by the number of views, and for one that was read but not counted.
NO_STATUS: Final = {
    "en": "There is no status yet.",
    "de": "Es gibt noch keinen Status.",
    "es": "Todavía no hay ningún estado.",
    "pt-BR": "Ainda não há nenhum status.",
    "ru": "Статусов пока нет.",
    "he": "עדיין אין סטטוסים.",
}
SEEN: Final[dict[str, dict[int | None, str]]] = {
    "en": {
        None: "The views of your latest status “Soup” have not been counted yet.",
        0: "Nobody has seen your latest status “Soup” yet.",
        1: "One person has seen your latest status “Soup”.",
        2: "2 people have seen your latest status “Soup”.",
        21: "21 people have seen your latest status “Soup”.",
    },
    "de": {
        None: "Die Aufrufe deines letzten Status „Soup“ wurden noch nicht gezählt.",
        0: "Deinen letzten Status „Soup“ hat noch niemand gesehen.",
        1: "Eine Person hat deinen letzten Status „Soup“ gesehen.",
        2: "2 Personen haben deinen letzten Status „Soup“ gesehen.",
        21: "21 Personen haben deinen letzten Status „Soup“ gesehen.",
    },
    "es": {
        None: "Todavía no se han contado las visualizaciones de tu último estado «Soup».",
        0: "Nadie ha visto todavía tu último estado «Soup».",
        1: "Una persona ha visto tu último estado «Soup».",
        2: "2 personas han visto tu último estado «Soup».",
        21: "21 personas han visto tu último estado «Soup».",
    },
    "pt-BR": {
        None: "As visualizações do seu último status “Soup” ainda não foram contadas.",
        0: "Ninguém viu seu último status “Soup” ainda.",
        1: "Uma pessoa viu seu último status “Soup”.",
        2: "2 pessoas viram seu último status “Soup”.",
        21: "21 pessoas viram seu último status “Soup”.",
    },
    "ru": {
        None: "Просмотры вашего последнего статуса «Soup» ещё не подсчитаны.",
        0: "Ваш последний статус «Soup» пока никто не посмотрел.",
        1: "Ваш последний статус «Soup» посмотрел один человек.",
        2: "Ваш последний статус «Soup» посмотрели 2 человека.",
        5: "Ваш последний статус «Soup» посмотрели 5 человек.",
        11: "Ваш последний статус «Soup» посмотрели 11 человек.",
        12: "Ваш последний статус «Soup» посмотрели 12 человек.",
        21: "Ваш последний статус «Soup» посмотрел 21 человек.",
        23: "Ваш последний статус «Soup» посмотрели 23 человека.",
        111: "Ваш последний статус «Soup» посмотрели 111 человек.",
    },
    "he": {
        None: 'הצפיות בסטטוס האחרון שלך "Soup" עדיין לא נספרו.',
        0: 'אף אחד עוד לא ראה את הסטטוס האחרון שלך "Soup".',
        1: 'אדם אחד ראה את הסטטוס האחרון שלך "Soup".',
        2: 'שני אנשים ראו את הסטטוס האחרון שלך "Soup".',
        21: '21 אנשים ראו את הסטטוס האחרון שלך "Soup".',
    },
}
# By how many statuses are active: pictures, the newest of which is a text.
UP: Final[dict[str, dict[int, str]]] = {
    "en": {
        0: "No status is active.",
        1: "One status is active: “Soup”.",
        2: "2 statuses are active: “Soup” and a picture.",
        6: "6 statuses are active: “Soup”, a picture, a picture, a picture, a picture and 1 more.",
    },
    "de": {
        0: "Zurzeit ist keine Statusmeldung aktiv.",
        1: "Zurzeit ist eine Statusmeldung aktiv: „Soup“.",
        2: "Zurzeit sind 2 Statusmeldungen aktiv: „Soup“ und ein Bild.",
        6: "Zurzeit sind 6 Statusmeldungen aktiv: „Soup“, ein Bild, ein Bild, ein Bild, ein Bild und eine weitere.",
    },
    "es": {
        0: "No hay ningún estado activo.",
        1: "Hay un estado activo: «Soup».",
        2: "Hay 2 estados activos: «Soup» y una foto.",
        6: "Hay 6 estados activos: «Soup», una foto, una foto, una foto, una foto y uno más.",
    },
    "pt-BR": {
        0: "Nenhum status está ativo.",
        1: "Há um status ativo: “Soup”.",
        2: "Há 2 status ativos: “Soup” e uma foto.",
        6: "Há 6 status ativos: “Soup”, uma foto, uma foto, uma foto, uma foto e mais um.",
    },
    "ru": {
        0: "Сейчас активных статусов нет.",
        1: "Сейчас активен один статус: «Soup».",
        2: "Сейчас активны 2 статуса: «Soup» и фото.",
        6: "Сейчас активно 6 статусов: «Soup», фото, фото, фото, фото и ещё один.",
        12: "Сейчас активно 12 статусов: «Soup», фото, фото, фото, фото и ещё 7.",
        21: "Сейчас активен 21 статус: «Soup», фото, фото, фото, фото и ещё 16.",
    },
    "he": {
        0: "אין כרגע סטטוסים פעילים.",
        1: 'סטטוס אחד פעיל כרגע: "Soup".',
        2: 'שני סטטוסים פעילים כרגע: "Soup" ותמונה.',
        6: '6 סטטוסים פעילים כרגע: "Soup", תמונה, תמונה, תמונה, תמונה ועוד אחד.',
        7: '7 סטטוסים פעילים כרגע: "Soup", תמונה, תמונה, תמונה, תמונה ועוד שניים.',
    },
}
# By how many are named and how many are not.
NAMED: Final[dict[str, dict[tuple[int, int], str]]] = {
    "en": {
        (1, 0): "Anna has seen your latest status “Soup”.",
        (2, 0): "Anna and Ben have seen your latest status “Soup”.",
        (2, 1): "Anna, Ben and one other person have seen your latest status “Soup”.",
        (3, 2): "Anna, Ben, Inés and 2 others have seen your latest status “Soup”.",
    },
    "de": {
        (1, 0): "Anna hat deinen letzten Status „Soup“ gesehen.",
        (2, 0): "Anna und Ben haben deinen letzten Status „Soup“ gesehen.",
        (
            2,
            1,
        ): "Anna, Ben und eine weitere Person haben deinen letzten Status „Soup“ gesehen.",
        (
            3,
            2,
        ): "Anna, Ben, Inés und 2 weitere Personen haben deinen letzten Status „Soup“ gesehen.",
    },
    "es": {
        (1, 0): "Anna ha visto tu último estado «Soup».",
        (2, 0): "Anna y Ben han visto tu último estado «Soup».",
        (3, 0): "Anna, Ben e Inés han visto tu último estado «Soup».",
        (2, 1): "Anna, Ben y una persona más han visto tu último estado «Soup».",
        (3, 2): "Anna, Ben, Inés y 2 personas más han visto tu último estado «Soup».",
    },
    "pt-BR": {
        (1, 0): "Anna viu seu último status “Soup”.",
        (2, 0): "Anna e Ben viram seu último status “Soup”.",
        (2, 1): "Anna, Ben e mais uma pessoa viram seu último status “Soup”.",
        (3, 2): "Anna, Ben, Inés e mais 2 pessoas viram seu último status “Soup”.",
    },
    "ru": {
        (1, 0): "Просмотры вашего последнего статуса «Soup»: Anna.",
        (2, 0): "Просмотры вашего последнего статуса «Soup»: Anna и Ben.",
        (
            2,
            1,
        ): "Просмотры вашего последнего статуса «Soup»: Anna, Ben и ещё один человек.",
        (
            2,
            3,
        ): "Просмотры вашего последнего статуса «Soup»: Anna, Ben и ещё 3 человека.",
        (
            2,
            5,
        ): "Просмотры вашего последнего статуса «Soup»: Anna, Ben и ещё 5 человек.",
    },
    "he": {
        (1, 0): 'צפייה אחת בסטטוס האחרון שלך "Soup": Anna.',
        (2, 0): 'את הסטטוס האחרון שלך "Soup" ראו Anna ו־Ben.',
        (4, 0): 'את הסטטוס האחרון שלך "Soup" ראו Anna, Ben, Inés ודנה.',
        (2, 1): 'את הסטטוס האחרון שלך "Soup" ראו Anna, Ben ועוד אדם אחד.',
        (2, 2): 'את הסטטוס האחרון שלך "Soup" ראו Anna, Ben ועוד שני אנשים.',
        (2, 3): 'את הסטטוס האחרון שלך "Soup" ראו Anna, Ben ועוד 3 אנשים.',
    },
}
NAMES: Final = ("Anna", "Ben", "Inés", "דנה")
CANNOT: Final = {
    "en": "WhatsApp cannot be asked at the moment.",
    "de": "WhatsApp lässt sich im Moment nicht abfragen.",
    "es": "Ahora mismo no se puede consultar WhatsApp.",
    "pt-BR": "Não dá para consultar o WhatsApp agora.",
    "ru": "Сейчас не удаётся запросить данные WhatsApp.",
    "he": "אי אפשר לבדוק את זה כרגע ב־WhatsApp.",
}
OTHER_STATES: Final = {
    "en": (
        "Your latest status “Soup” is still waiting to be published.",
        "Your latest status “Soup” could not be posted.",
    ),
    "de": (
        "Dein letzter Status „Soup“ wartet noch auf die Veröffentlichung.",
        "Dein letzter Status „Soup“ konnte nicht gepostet werden.",
    ),
    "es": (
        "Tu último estado «Soup» todavía espera a ser publicado.",
        "No se pudo publicar tu último estado «Soup».",
    ),
    "pt-BR": (
        "Seu último status “Soup” ainda está esperando para ser publicado.",
        "Não foi possível publicar seu último status “Soup”.",
    ),
    "ru": (
        "Ваш последний статус «Soup» ещё ждёт публикации.",
        "Ваш последний статус «Soup» не удалось опубликовать.",
    ),
    "he": (
        'הסטטוס האחרון שלך "Soup" עדיין מחכה לפרסום.',
        'לא ניתן היה לפרסם את הסטטוס האחרון שלך "Soup".',
    ),
}

type Ask = Callable[..., Coroutine[Any, Any, str]]
type Use = Callable[..., Coroutine[Any, Any, None]]


@pytest.fixture(autouse=True)
def _no_view_counts() -> Generator[None]:
    """Ask for no statistics in the background."""
    with no_view_counts():
        yield


@pytest.fixture
async def use(
    hass: HomeAssistant, tmp_path: Path, config_entry: MockConfigEntry
) -> Use:
    """Return what makes an automation of the blueprint of a language."""
    hass.config.config_dir = str(tmp_path)
    shutil.copytree(BLUEPRINTS, tmp_path / "blueprints" / "automation" / DOMAIN)
    assert await async_setup_component(hass, "homeassistant", {})
    assert await async_setup_component(hass, conversation.DOMAIN, {})

    async def _use(language: str, **values: Any) -> None:
        hass.config.language = language
        await setup_integration(hass, config_entry)
        inputs = {"account": device_of(hass, config_entry), **values}
        path = f"{DOMAIN}/{PREFIX}{language}.yaml"
        config = {"id": "test", "use_blueprint": {"path": path, "input": inputs}}
        assert await async_setup_component(
            hass, automation.DOMAIN, {automation.DOMAIN: {"alias": "Test", **config}}
        )
        await hass.async_block_till_done()
        state = hass.states.get("automation.test")
        assert state is not None
        assert state.state == "on"

    return _use


@pytest.fixture
def ask(hass: HomeAssistant) -> Ask:
    """Return what asks a question, and returns the answer without marks that cannot be seen."""

    async def _ask(language: str, question: str) -> str:
        text = QUESTIONS.get(language, {}).get(question, (question,))[0]
        result = await conversation.async_converse(
            hass, text, None, Context(), language=language
        )
        await hass.async_block_till_done()
        speech: str = result.response.speech["plain"]["speech"]
        return re.sub("[\u2068\u2069]", "", speech)

    return _ask


def post(instance: Instance, *, state: str = "sent", age: float = 60) -> Status:
    """Post the latest status."""
    return instance.post_text("Soup", state=state, age=age)


def set_readers(instance: Instance, status: Status, people: Iterable[int]) -> None:
    """Let GREEN-API say that these people read a status, and that it reached one more."""
    rows = [{"participant": f"{one}@lid", "status": "read"} for one in people]
    reached = {"participant": "999@lid", "status": "delivered"}
    instance.set_statistic(status.id, [*rows, reached])


def test_a_blueprint_for_each_language() -> None:
    """Each is asked and answered below."""
    assert sorted(QUESTIONS) == LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_posts_by_a_sentence(language: str) -> None:
    """The blueprints ask, and do nothing else."""
    document = load_yaml_dict(str(BLUEPRINTS / f"{PREFIX}{language}.yaml"))
    actions = set(re.findall(r"'action': '([\w.]+)'", str(document)))
    assert actions == {f"{DOMAIN}.get_statuses", f"{DOMAIN}.get_viewers"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_questions_as_people_ask_them(
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    ask: Ask,
    language: str,
) -> None:
    """Each way of asking is understood, before there is a status and after."""
    await use(language)
    assert await ask(language, VIEWS) == NO_STATUS[language]
    assert await ask(language, WHO) == NO_STATUS[language]
    assert await ask(language, ACTIVE) == UP[language][0]

    status = post(instance)
    await config_entry.runtime_data.coordinator.async_refresh()
    set_readers(instance, status, range(21))
    assert await ask(language, WHO) == SEEN[language][21]
    for question in QUESTIONS[language][VIEWS] + QUESTIONS[language][WHO]:
        assert await ask(language, question) == SEEN[language][21], question
    for question in QUESTIONS[language][ACTIVE]:
        assert await ask(language, question) == UP[language][1], question


@pytest.mark.parametrize("language", LANGUAGES)
async def test_numbers_of_views(
    instance: Instance, use: Use, ask: Ask, language: str
) -> None:
    """Each number in the form that the language gives it, with the views that are known or those just asked for."""
    status = post(instance)
    await use(language)
    for number, answer in SEEN[language].items():
        if number is not None:
            # Whoever asks who saw it has it counted.
            set_readers(instance, status, range(number))
            assert await ask(language, WHO) == answer
        assert await ask(language, VIEWS) == answer


@pytest.mark.parametrize(
    ("language", "number"),
    [(language, number) for language, answers in UP.items() for number in answers],
)
async def test_numbers_of_statuses(
    instance: Instance, use: Use, ask: Ask, language: str, number: int
) -> None:
    """The newest five are named, by their text or what they are."""
    for one in range(1, number):
        instance.post_media(Drawn("sea", one), state="sent", age=60 + one)
    if number:
        post(instance, age=10)
    await use(language)
    assert await ask(language, ACTIVE) == UP[language][number]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_names(
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    ask: Ask,
    language: str,
) -> None:
    """Only if the automation may say them; those without a name are counted."""
    await use(language, say_names=True)
    known = {f"{number}@lid": name for number, name in enumerate(NAMES)}
    with patch.object(
        config_entry.runtime_data.contact_names,
        "async_names",
        AsyncMock(return_value=known),
    ):
        for age, ((named, others), answer) in enumerate(NAMED[language].items()):
            status = post(instance, age=60 - age)
            await config_entry.runtime_data.coordinator.async_refresh()
            set_readers(instance, status, [*range(named), *range(100, 100 + others)])
            assert await ask(language, WHO) == answer


@pytest.mark.parametrize("language", LANGUAGES)
async def test_not_published_and_failed(
    config_entry: MockConfigEntry,
    instance: Instance,
    use: Use,
    ask: Ask,
    language: str,
) -> None:
    """Such a status has no views to speak of."""
    post(instance, state="pending", age=60)
    await use(language)
    pending, failed = OTHER_STATES[language]
    for question in (VIEWS, WHO):
        assert await ask(language, question) == pending
    post(instance, state="failed", age=0)
    await config_entry.runtime_data.coordinator.async_refresh()
    for question in (VIEWS, WHO):
        assert await ask(language, question) == failed


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whatsapp_cannot_be_asked(
    hass: HomeAssistant,
    config_entry: MockConfigEntry,
    instance: Instance,
    simulator: Simulator,
    use: Use,
    ask: Ask,
    language: str,
) -> None:
    """Who saw it is asked of GREEN-API, the rest of the account, which may not be set up."""
    post(instance)
    await use(language)
    simulator.fault(method="getStatusStatistic", status=429)
    assert await ask(language, WHO) == CANNOT[language]
    await hass.config_entries.async_unload(config_entry.entry_id)
    assert await ask(language, VIEWS) == CANNOT[language]
    assert await ask(language, ACTIVE) == CANNOT[language]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_text_of_a_status_is_no_markup(
    instance: Instance, use: Use, ask: Ask, language: str
) -> None:
    """The dialog renders Markdown; what is read aloud has no signs of it either."""
    instance.post_text("**Bold** [x](http://a.b) <b>\n# two {{ 1 }}", state="sent")
    await use(language)
    for question in (VIEWS, ACTIVE):
        assert "Bold x(http://a.b) b two {{ 1 }}" in await ask(language, question)


async def test_sentences_of_ones_own(use: Use, ask: Ask) -> None:
    """They are an input of the automation, and replace ours."""
    await use("en", views_sentences=["how popular am I"])
    assert await ask("en", "How popular am I?") == NO_STATUS["en"]
    assert await ask("en", VIEWS) != NO_STATUS["en"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_run_by_hand(
    hass: HomeAssistant,
    use: Use,
    language: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Nobody hears the answer, and nothing is wrong."""
    await use(language)
    await hass.services.async_call(
        automation.DOMAIN,
        "trigger",
        {"entity_id": "automation.test", "skip_condition": True},
        blocking=True,
    )
    await hass.async_block_till_done()
    assert [one for one in caplog.records if one.levelname == "ERROR"] == []
