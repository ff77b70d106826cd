export const DOMAIN = "green_api";
export const STATUS_CARD = "green-api-status-card";
export const TILES_CARD = "green-api-tiles-card";
export const ACTIVITY_CARD = "green-api-activity-card";
export const INSIGHTS_CARD = "green-api-insights-card";
export const REPAIRS_CARD = "green-api-repairs-card";
export const YEAR_CHART = "green-api-year-chart";
/** The row of contacts inside of a status card. */
export const CONTACTS_ROW = "green-api-contacts-row";
export type CardTag = typeof STATUS_CARD | typeof TILES_CARD | typeof ACTIVITY_CARD | typeof INSIGHTS_CARD;
/** Added to the tag of a card: the element that a page loads once a dashboard shows the card. */
export const CONTENT_SUFFIX = "-content";
export const VIEWER_DIALOG = "green-api-status-viewer";
export const PEOPLE_DIALOG = "green-api-people-dialog";
export const COMPOSER_DIALOG = "green-api-composer";
export const RECIPIENTS_DIALOG = "green-api-recipients";
export const DEFAULT_LIMIT = 30;
export const MAX_LIMIT = 200;
/** What a tap on a status may do; the first is the default. */
export const TAP_ACTIONS = ["viewer", "more-info", "none"] as const;
/** Whose statuses a card shows; the first is what it shows by itself. */
export const SOURCES = ["own", "contacts", "both"] as const;
/** The height of the repairs card, so that nothing moves when their texts are there. */
export const repairsHeight = (issues: number): number => issues * 44;
/** The height of a full insights card of two columns. */
export const INSIGHTS_HEIGHT = 780;
/** Lines of the activity card: at first, added by "Show more", and at most. */
export const DEFAULT_ROWS = 6;
export const MORE_ROWS = 12;
export const MAX_ROWS = 60;
export const DOCUMENTATION = "https://github.com/seed-738e5622/ha-green-api/blob/main/docs/dashboard.md";
