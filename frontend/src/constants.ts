export const DOMAIN = "green_api";
export const STATUS_CARD = "green-api-status-card";
export const REPAIRS_CARD = "green-api-repairs-card";
/** Added to the tag of a card: the element that a page loads once a dashboard shows the card. */
export const CONTENT_SUFFIX = "-content";
export const DEFAULT_LIMIT = 30;
export const MAX_LIMIT = 200;
export const DOCUMENTATION = "https://github.com/seed-738e5622/ha-green-api/blob/main/docs/dashboard.md";
