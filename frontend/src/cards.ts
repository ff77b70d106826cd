/** What a page loads once one of its dashboards shows a card: the content of the cards, the strategy and the editor. */

import { ActivityCard } from "./activity-card";
import { ACTIVITY_CARD, CONTENT_SUFFIX, REPAIRS_CARD, STATUS_CARD, TILES_CARD } from "./constants";
import { define } from "./define";
import { RepairsCard } from "./repairs-card";
import { StatusCard } from "./status-card";
import { TilesCard } from "./tiles-card";

export { cardForm, stubConfig } from "./editor";
export { loadTranslate } from "./i18n";
export { generateDashboard } from "./strategy";
export const loadContacts = () => import("./contacts-row");
export const loadInsights = () => import("./insights-card");

define(STATUS_CARD + CONTENT_SUFFIX, StatusCard);
define(TILES_CARD + CONTENT_SUFFIX, TilesCard);
define(ACTIVITY_CARD + CONTENT_SUFFIX, ActivityCard);
define(REPAIRS_CARD + CONTENT_SUFFIX, RepairsCard);
