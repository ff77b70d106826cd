/** How things are written: numbers, times, colours, curves. Pure. */

import type { HomeAssistant, State, Status } from "./types";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = "minute" | "hour" | "day";

/** Return a duration in the largest unit that fits, the smallest being one minute. */
export function duration(seconds: number): [number, Unit] {
  const left = Math.max(0, seconds);
  if (left >= 2 * DAY) return [Math.floor(left / DAY), "day"];
  if (left >= HOUR) return [Math.floor(left / HOUR), "hour"];
  return [Math.max(1, Math.ceil(left / MINUTE)), "minute"];
}

// Formatters are expensive to make, and 200 thumbnails want the same ones.
const made = new Map<string, unknown>();

function once<T>(key: string, make: () => T): T {
  let found = made.get(key) as T | undefined;
  if (found === undefined) {
    found = make();
    made.set(key, found);
  }
  return found;
}

export function formatNumber(value: number, language: string): string {
  return once(`n${language}`, () => new Intl.NumberFormat(language)).format(value);
}

/** Return "5 hr" or the like; `long` for those who listen. */
export function formatDuration(seconds: number, language: string, long = false): string {
  const [value, unit] = duration(seconds);
  return once(
    `d${language}${unit}${long}`,
    () => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: long ? "long" : "short" }),
  ).format(value);
}

export function formatAgo(seconds: number, language: string): string {
  const past = Math.max(0, seconds);
  const [value, unit]: [number, Unit] =
    past >= DAY ? [Math.floor(past / DAY), "day"] : past >= HOUR ? [Math.floor(past / HOUR), "hour"] : [Math.floor(past / MINUTE), "minute"];
  return once(`a${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" })).format(-value, unit);
}

/** Return a time of day as the user likes it, with the day in front unless it is today. */
export function formatTime(timestamp: number, hass: HomeAssistant, now: number): string {
  const language = hass.locale?.language ?? hass.language;
  const format = hass.locale?.time_format;
  const timeZone = hass.locale?.time_zone === "server" ? hass.config.time_zone : undefined;
  const hourCycle = format === "12" ? "h12" : format === "24" ? "h23" : undefined;
  const locale = format === "system" ? undefined : language;
  const key = `${locale}${hourCycle}${timeZone}`;
  const date = new Date(timestamp * 1000);
  const day = once(`y${key}`, () => new Intl.DateTimeFormat(locale, { dateStyle: "short", timeZone }));
  const time = once(
    `t${key}`,
    () => new Intl.DateTimeFormat(locale, { hour: "numeric", minute: "2-digit", hourCycle, timeZone }),
  ).format(date);
  if (day.format(date) === day.format(new Date(now * 1000))) return time;
  const weekday = once(`w${key}`, () => new Intl.DateTimeFormat(locale, { weekday: "short", timeZone })).format(date);
  return now - timestamp < 6 * DAY ? `${weekday} ${time}` : `${day.format(date)} ${time}`;
}

const COLOR = /^#[0-9a-f]{6}$/i;

/** Return the colours of a text status: the account's own ground, and what can be read on it. */
export function textColors(background: string | null): { ground: string; ink: string } {
  const ground = background !== null && COLOR.test(background) ? background : "#1f6f5c";
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const share = parseInt(ground.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const light = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  // WhatsApp writes in white; only where that could not be read at all it is dark here.
  return { ground, ink: light > 0.45 ? "#111b21" : "#ffffff" };
}

/** Return the fonts that look like WhatsApp's, from what every device has: nothing is fetched. */
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

/** Return how large a text is written, in shares of the room it has: short ones are loud. */
export function textScale(text: string): number {
  const length = [...text].length;
  if (length <= 12) return 1;
  if (length <= 40) return 0.72;
  if (length <= 90) return 0.55;
  if (length <= 200) return 0.42;
  return length <= 400 ? 0.32 : 0.26;
}

export interface Step {
  state: State;
  at: number | null;
  reached: boolean;
}

/** Return the way of a status: sent, delivered, read, with the times that were seen; or how it went wrong. */
export function way(status: Status): Step[] {
  const times = new Map(status.steps);
  if (status.state === "failed") return [{ state: "failed", at: times.get("failed") ?? null, reached: true }];
  const order: State[] = ["sent", "delivered", "read"];
  const rank = status.state === null ? -1 : order.indexOf(status.state);
  const steps = order.map((state, at) => ({ state, at: times.get(state) ?? null, reached: at <= rank }));
  return status.state === "pending"
    ? [{ state: "pending", at: times.get("pending") ?? status.posted_at, reached: true }, ...steps]
    : steps;
}

export interface Curve {
  line: string;
  area: string;
}

/** Return the views over time as a curve of steps in a box; null where there is none: one count is a point. */
export function curve(status: Status, now: number, width: number, height: number): Curve | null {
  const last = status.counts.at(-1);
  if (last === undefined || status.counts.length < 2) return null;
  const from = status.posted_at;
  const to = Math.max(Math.min(now, status.expires_at), last[0], from + 1);
  const x = (at: number): number => round(((Math.max(at, from) - from) / (to - from)) * width);
  const y = (views: number): number => round(height - (views / last[1]) * height);
  let line = `M0 ${y(0)}`;
  for (const [at, views] of status.counts) line += `H${x(at)}V${y(views)}`;
  line += `H${round(width)}`;
  return { line, area: `${line}V${height}H0Z` };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
