/** What the insights card draws: paths, scales, the map of the week. Nothing that is not known gets a place. */

import type { Insights, InsightsItem } from "./types";

export const HOURS = 24;
/** How many statuses a usual needs. */
export const MIN_STATUSES = 5;
export const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const BLOCK_HOURS = 3;

/** Hours since posting, and views. */
export type Point = [number, number];
/** Drawn from left to right in so much room, values from the bottom up. */
export interface Scale {
  width: number;
  height: number;
  top: number;
}

/** Return round values from zero up, the last of which is at least the largest one. */
export function ticks(largest: number): number[] {
  const rough = Math.max(largest, 1) / 3;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, power * (([1, 2, 5].find((factor) => factor * power >= rough) ?? 10)));
  return Array.from({ length: Math.ceil(Math.max(largest, 1) / step) + 1 }, (_, index) => index * step);
}

/** Return the points of a status, null where its views are not known: hourly, and the last count. */
export function statusPoints(hourly: (number | null)[], { views, counted_after }: InsightsItem): (Point | null)[] {
  if (views === null || counted_after === null) return [];
  const last = Math.min(counted_after / 3600, HOURS);
  const points: (Point | null)[] = hourly
    .slice(0, Math.floor(last))
    .map((value, index) => (value === null ? null : [index + 1, value]));
  if (!Number.isInteger(last)) points.push([last, views]);
  return [[0, 0], ...points];
}

/** Return an SVG path through the points, broken where one is missing. */
export function linePath(points: (Point | null)[], scale: Scale): string {
  let path = "";
  points.forEach((point, index) => {
    if (point === null) return;
    path += `${points[index - 1] ? "L" : "M"}${place(point, scale)}`;
    // A point between two gaps is a dot.
    if (!points[index - 1] && !points[index + 1]) path += "h0";
  });
  return path;
}

/** Return SVG paths of the usual views: the band between the quartiles, and the median. */
export function usualPaths(curve: Insights["usual_curve"], scale: Scale): { band: string; median: string } {
  const points = (key: "low" | "median" | "high"): Point[] => [[0, 0], ...curve.map((row): Point => [row.hours, row[key]])];
  const along = (list: Point[]): string => list.map((point) => place(point, scale)).join("L");
  return { band: `M${along(points("high"))}L${along(points("low").reverse())}Z`, median: `M${along(points("median"))}` };
}

function place([hours, views]: Point, { width, height, top }: Scale): string {
  return `${round((hours / HOURS) * width)} ${round(height - (views / top) * height)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export interface Cell {
  /** Monday is 0. */
  day: number;
  hour: number;
  median: number;
  statuses: number;
  /** From 0, the fewest views, to 1, the most. */
  level: number;
}

/** Return the week as rows of blocks of three hours, undefined where nothing was posted; the first row is `firstDay`. */
export function weekMap(rows: Insights["by_weekday_and_hour"], firstDay: number): { day: number; cells: (Cell | undefined)[] }[] {
  const medians = rows.map(({ median }) => median);
  const [fewest, most] = [Math.min(...medians), Math.max(...medians)];
  return WEEKDAYS.map((_, index) => {
    const day = (firstDay + index) % WEEKDAYS.length;
    const cells = Array.from({ length: HOURS / BLOCK_HOURS }, (_, block): Cell | undefined => {
      const row = rows.find(({ weekday, hour }) => weekday === WEEKDAYS[day] && hour === block * BLOCK_HOURS);
      if (row === undefined) return undefined;
      const level = most > fewest ? (row.median - fewest) / (most - fewest) : 0.5;
      return { day, hour: row.hour, median: row.median, statuses: row.statuses, level };
    });
    return { day, cells };
  });
}

/** Return which cell an arrow key leads to: along the rows, or the nearest one in a row above or below. */
export function nextCell(map: { cells: (Cell | undefined)[] }[], from: Cell, key: string, rtl: boolean): Cell | undefined {
  const places = map.flatMap(({ cells }, row) => cells.flatMap((cell, column) => (cell ? [{ cell, row, column }] : [])));
  const at = places.findIndex(({ cell }) => cell.day === from.day && cell.hour === from.hour);
  const here = places[at];
  if (here === undefined) return undefined;
  if (key === "Home") return places[0]?.cell;
  if (key === "End") return places.at(-1)?.cell;
  if (key === "ArrowLeft" || key === "ArrowRight") return places[at + ((key === "ArrowRight") === rtl ? -1 : 1)]?.cell;
  if (key !== "ArrowUp" && key !== "ArrowDown") return undefined;
  const distance = ({ row, column }: (typeof places)[number]): number => Math.abs(row - here.row) * 10 + Math.abs(column - here.column);
  return places
    .filter(({ row }) => (key === "ArrowUp" ? row < here.row : row > here.row))
    .sort((one, other) => distance(one) - distance(other))[0]?.cell;
}

/** Return how many statuses are known to their end. */
export function finishedStatuses(insights: Insights): number {
  return insights.by_weekday_and_hour.reduce((sum, { statuses }) => sum + statuses, 0);
}
