"""Call every status and instance method with GREEN-API's own client for Python.

Arguments: address of the simulator, instance id, token, a picture. Prints one JSON line for each call.
"""

import asyncio
import json
import logging
from pathlib import Path
import sys
from typing import Any

# scripts/check-clients installs it outside .venv.
from whatsapp_api_client_python.API import GreenApi  # type: ignore[import-not-found]

PHONE = 15550100001
CONTACT = "15550110000@c.us"
# Longer than the simulator keeps a status in the queue.
QUEUE_SECONDS = 4


def report(method: str, response: Any) -> None:
    """Print what a call returned."""
    data = response.data if response.code == 200 else response.error
    line = {"method": method, "status": response.code, "result": data}
    sys.stdout.write(json.dumps(line, default=str) + "\n")
    sys.stdout.flush()


async def call_all(url: str, instance: str, token: str, picture: str) -> None:
    """Call the methods one after another, each in both variants where it has two."""
    api = GreenApi(instance, token, host=url, media=url)
    logging.getLogger("whatsapp-api-client-python").setLevel(logging.CRITICAL + 1)

    async def call(group: Any, method: str, *args: Any) -> Any:
        response = await asyncio.to_thread(getattr(group, method), *args)
        report(method, response)
        if variant := getattr(group, f"{method}Async", None):
            report(f"{method}Async", await variant(*args))
        return response

    statuses, account = api.statuses, api.account
    await call(statuses, "sendTextStatus", "Hello", "#228B22", "SERIF", [CONTACT])
    uploaded = await call(api.sending, "uploadFile", picture)
    link, name = uploaded.data["urlFile"], Path(picture).name
    await call(statuses, "sendMediaStatus", link, name, "A picture")
    await call(
        statuses, "sendVoiceStatus", f"{url}/a.mp3", "a.mp3", "#228B22", [CONTACT]
    )
    await call(api.queues, "showMessagesQueue")
    await call(api.queues, "getMessagesCount")
    await asyncio.sleep(QUEUE_SECONDS)
    await call(api.queues, "clearMessagesQueue")
    listed = await call(statuses, "getOutgoingStatuses", 1440)
    first, second, *_, oldest = (item["idMessage"] for item in listed.data)
    await call(statuses, "getIncomingStatuses", 1440)
    await call(statuses, "getStatusStatistic", oldest)
    report("deleteStatus", await asyncio.to_thread(statuses.deleteStatus, first))
    report("deleteStatusAsync", await statuses.deleteStatusAsync(second))

    await call(account, "getStateInstance")
    await call(account, "getStatusInstance")
    await call(account, "getStateInstanceHistory")
    await call(account, "getWaSettings")
    await call(account, "getSettings")
    await call(account, "setSettings", {"outgoingWebhook": "yes"})
    await call(account, "setProfilePicture", picture)
    await call(account, "updateApiToken")
    await call(api.serviceMethods, "getContacts")
    await call(api.serviceMethods, "getContactInfo", CONTACT)
    await call(api.serviceMethods, "getAvatar", CONTACT)
    await call(account, "reboot")
    await call(account, "qr")
    await call(account, "logout")
    await call(account, "getAuthorizationCode", PHONE)


if __name__ == "__main__":
    asyncio.run(call_all(*sys.argv[1:]))
