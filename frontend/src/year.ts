/** What Home Assistant's long-term statistics say about each month. */

const MONTHS = 12;

/** The answer of `recorder/statistics_during_period`: rows by id of the sensor, times in milliseconds. */
export type Statistics = Record<string, { start: number; change?: number | null; mean?: number | null }[]>;

export interface Month {
  /** In milliseconds. */
  start: number;
  /** How many views were added in it, how many statuses were posted, and their usual views on average. */
  views: number;
  statuses: number | null;
  usual: number | null;
}

/** Return the last twelve months for which views are known, oldest first. */
export function yearMonths(
  statistics: Statistics,
  views: string | null,
  statuses: string | null,
  usual: string | null,
): Month[] {
  const row = (id: string | null, start: number) =>
    (id === null ? [] : (statistics[id] ?? [])).find((month) => month.start === start);
  const whole = (value: number | null | undefined): number | null => (value == null ? null : Math.round(value));
  return (views === null ? [] : (statistics[views] ?? []))
    .filter(({ change }) => change != null)
    .slice(-MONTHS)
    .map(({ start, change }) => ({
      start,
      views: Math.max(0, Math.round(change!)),
      statuses: whole(row(statuses, start)?.change),
      usual: whole(row(usual, start)?.mean),
    }));
}
