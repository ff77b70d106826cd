/** What a page loads once one of its dashboards shows a card: the content of the cards, the strategy and the editor. */

import { CONTENT_SUFFIX, REPAIRS_CARD, STATUS_CARD } from "./constants";
import { define } from "./define";
import { RepairsCard } from "./repairs-card";
import { StatusCard } from "./status-card";

export { cardForm, stubConfig } from "./editor";
export { loadTranslate } from "./i18n";
export { generateDashboard } from "./strategy";

define(STATUS_CARD + CONTENT_SUFFIX, StatusCard);
define(REPAIRS_CARD + CONTENT_SUFFIX, RepairsCard);
