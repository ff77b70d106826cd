/** Formatting of numbers and times, and the values that templates draw: colours, fonts, delivery steps, curves. */

import type { Translate } from "./i18n";
import type { HomeAssistant, State, Status } from "./types";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = "minute" | "hour" | "day";

/** Return a duration in the largest unit that fits, the smallest being one minute. */
export function duration(seconds: number): [number, Unit] {
  if (seconds >= 2 * DAY) return [Math.floor(seconds / DAY), "day"];
  if (seconds >= HOUR) return [Math.floor(seconds / HOUR), "hour"];
  return [Math.max(1, Math.ceil(seconds / MINUTE)), "minute"];
}

// Creating a formatter is slow, and all thumbnails use the same ones.
const formatters = new Map<string, unknown>();

function cached<T>(key: string, create: () => T): T {
  let formatter = formatters.get(key) as T | undefined;
  if (formatter === undefined) {
    formatter = create();
    formatters.set(key, formatter);
  }
  return formatter;
}

export function formatNumber(value: number, language: string): string {
  return cached(`n${language}`, () => new Intl.NumberFormat(language)).format(value);
}

/** Return how many saw a status: "12", "≥ 1" where that is not counted, "…" where it will be; null where it is not. */
export function formatViews({ views, complete, state }: Status, countsViews: boolean, language: string): string | null {
  if (views !== null) return formatAmount(views, complete, language);
  return countsViews && state !== "pending" && state !== "failed" ? "…" : null;
}

/** Return a number, or the least it can be while it is not complete. */
export function formatAmount(value: number, complete: boolean, language: string): string {
  const number = formatNumber(value, language);
  // Isolated, because a sign would change sides and be mirrored from right to left.
  return complete ? number : `\u2066≥\u00a0${number}\u2069`;
}

/** Return "12 viewers", or "at least 1 viewer". */
export function viewers(t: Translate, { views, complete }: Status): string {
  const amount = t("viewers", { count: views ?? 0 });
  return complete ? amount : t("at_least", { amount });
}

export function formatPercent(value: number, language: string): string {
  return cached(`p${language}`, () => new Intl.NumberFormat(language, { style: "percent" })).format(value);
}

/** Return "+32%". */
export function formatChange(value: number, language: string): string {
  const format = cached(`c${language}`, () => new Intl.NumberFormat(language, { style: "percent", signDisplay: "exceptZero" }));
  // Isolated, because the sign would change sides from right to left.
  return `\u2066${format.format(value)}\u2069`;
}

/** Return "5 hr", or "5 hours" if `long`. */
export function formatDuration(seconds: number, language: string, long = false): string {
  const [value, unit] = duration(seconds);
  return cached(
    `d${language}${unit}${long}`,
    () => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: long ? "long" : "short" }),
  ).format(value);
}

/** Return "2 min. ago", or "now" in the first minute. */
export function formatAgo(seconds: number, language: string): string {
  const past = Math.max(0, seconds);
  const [value, unit]: [number, Unit | "second"] =
    past >= DAY
      ? [Math.floor(past / DAY), "day"]
      : past >= HOUR
        ? [Math.floor(past / HOUR), "hour"]
        : past >= MINUTE
          ? [Math.floor(past / MINUTE), "minute"]
          : [0, "second"];
  return cached(`a${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" })).format(-value, unit);
}

/** Return "18:00" or "6:00 PM", in short "18" or "6 PM". */
export function formatHour(hour: number, hass: HomeAssistant, short = false): string {
  const { locale, hourCycle } = timeFormat(hass);
  const parts = cached(
    `h${locale}${hourCycle}`,
    () => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", hourCycle, timeZone: "UTC" }),
  ).formatToParts(new Date(hour * HOUR * 1000));
  if (!short) return parts.map(({ value }) => value).join("");
  const found = (kind: string): string | undefined => parts.find(({ type }) => type === kind)?.value;
  const period = found("dayPeriod");
  return period === undefined ? found("hour")!.padStart(2, "0") : `${found("hour")} ${period}`;
}

/** Return the name of a weekday; Monday is 0. */
export function formatWeekday(day: number, language: string, length: "short" | "long"): string {
  return cached(`${length}${language}`, () => new Intl.DateTimeFormat(language, { weekday: length, timeZone: "UTC" })).format(
    // A Monday.
    new Date(Date.UTC(2024, 0, 1 + day)),
  );
}

/** Return the name of a month that begins at a time in milliseconds, in Home Assistant's time zone; the long one has its year. */
export function formatMonth(start: number, hass: HomeAssistant, length: "short" | "long"): string {
  const language = hass.locale?.language ?? hass.language;
  const timeZone = hass.config.time_zone;
  return cached(
    `m${length}${language}${timeZone}`,
    () => new Intl.DateTimeFormat(language, { month: length, year: length === "long" ? "numeric" : undefined, timeZone }),
  ).format(start);
}

function timeFormat(hass: HomeAssistant): { locale: string | undefined; hourCycle: "h12" | "h23" | undefined } {
  const format = hass.locale?.time_format;
  return {
    locale: format === "system" ? undefined : (hass.locale?.language ?? hass.language),
    hourCycle: format === "12" ? "h12" : format === "24" ? "h23" : undefined,
  };
}

/** Return a time in the user's format, preceded by the day unless it is today. */
export function formatTime(timestamp: number, hass: HomeAssistant, now: number): string {
  const timeZone = hass.locale?.time_zone === "server" ? hass.config.time_zone : undefined;
  const { locale, hourCycle } = timeFormat(hass);
  const key = `${locale}${hourCycle}${timeZone}`;
  const date = new Date(timestamp * 1000);
  const day = cached(`y${key}`, () => new Intl.DateTimeFormat(locale, { dateStyle: "short", timeZone }));
  const time = cached(
    `t${key}`,
    () => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", hourCycle, timeZone }),
  ).format(date);
  if (day.format(date) === day.format(new Date(now * 1000))) return time;
  const weekday = cached(`w${key}`, () => new Intl.DateTimeFormat(locale, { weekday: "short", timeZone })).format(date);
  return now - timestamp < 6 * DAY ? `${weekday} ${time}` : `${day.format(date)} ${time}`;
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** Return the background of a text status, and a text colour that is legible on it. */
export function textColors(value: string | null): { background: string; color: string } {
  const background = value !== null && COLOR.test(value) ? value : "#1f6f5c";
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(background.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // WhatsApp's text is always white; dark text is used here where white could not be read.
  return { background, color: luminance > 0.45 ? "#111b21" : "#ffffff" };
}

/** Return a style with installed fonts that resemble the one in WhatsApp. */
export function fontStyle(font: string | null): string {
  switch (font) {
    case "SERIF":
      return "font-family:Georgia,'Noto Serif','Times New Roman',serif";
    case "NORICAN_REGULAR":
      return "font-family:Norican,'Segoe Script','Snell Roundhand','Brush Script MT','Dancing Script',cursive";
    case "BRYNDAN_WRITE":
      return "font-family:'Bryndan Write','Segoe Print','Bradley Hand','Comic Sans MS',cursive";
    case "OSWALD_HEAVY":
      return "font-family:Oswald,'Arial Narrow','Roboto Condensed',Impact,sans-serif;font-weight:700;font-stretch:condensed";
    default:
      return "font-family:var(--ha-font-family-body,Roboto,sans-serif)";
  }
}

/** Return the relative font size of a text status: the shorter, the larger. */
export function textScale(text: string): number {
  const length = [...text].length;
  if (length <= 12) return 1;
  if (length <= 40) return 0.72;
  if (length <= 90) return 0.55;
  if (length <= 200) return 0.42;
  return length <= 400 ? 0.32 : 0.26;
}

export interface DeliveryStep {
  state: State;
  at: number | null;
  reached: boolean;
}

/** Return the states a status passes, with the times they were reached at where these are known. */
export function deliverySteps(status: Status): DeliveryStep[] {
  const times = new Map(status.state_history);
  if (status.state === "failed") return [{ state: "failed", at: times.get("failed") ?? null, reached: true }];
  const order: State[] = ["sent", "delivered", "read"];
  const rank = status.state === null ? -1 : order.indexOf(status.state);
  const steps = order.map((state, index) => ({ state, at: times.get(state) ?? null, reached: index <= rank }));
  return status.state === "pending"
    ? [{ state: "pending", at: times.get("pending") ?? status.posted_at, reached: true }, ...steps]
    : steps;
}

export interface Curve {
  line: string;
  area: string;
}

/** Return SVG paths of the views over time, from the first count on; null if there are fewer than two counts. */
export function viewsCurve(status: Status, now: number, width: number, height: number): Curve | null {
  const [first, ...more] = status.view_history;
  const last = more.at(-1);
  if (first === undefined || last === undefined) return null;
  const from = status.posted_at;
  const to = Math.max(Math.min(now, status.expires_at), last[0], from + 1);
  const x = (at: number): number => round(((Math.max(at, from) - from) / (to - from)) * width);
  const y = (views: number): number => round(height - (views / last[1]) * height);
  let line = `M${x(first[0])} ${y(first[1])}`;
  for (const [at, views] of more) line += `H${x(at)}V${y(views)}`;
  line += `H${round(width)}`;
  return { line, area: `${line}V${height}H${x(first[0])}Z` };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
