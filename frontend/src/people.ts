/** People who saw a status, and how long their list is kept. */

export interface Person {
  id: string;
  name: string | null;
  at: string | null;
}

/** The response of `green_api.get_viewers`. */
export interface People {
  viewers: Person[];
  reached: Person[];
}

/** Return a person's name, or else the phone number; undefined where WhatsApp tells neither. */
export function personName({ id, name }: Person): string | undefined {
  const phone = /^(\d{5,20})@c\.us$/.exec(id)?.[1];
  return name?.trim() || (phone && `+${phone}`);
}

/** Return people with those of the latest times first. */
export function latestFirst(people: Person[]): Person[] {
  const time = ({ at }: Person): number => (at === null ? 0 : Date.parse(at));
  return [...people].sort((first, second) => time(second) - time(first));
}

/** Return a function that asks once and keeps the answer for a while; an error is not kept. */
export function remember<T, Context>(
  ask: (key: string, context: Context) => Promise<T>,
  milliseconds: number,
): (key: string, context: Context) => Promise<T> {
  const kept = new Map<string, { at: number; answer: Promise<T> }>();
  return (key, context) => {
    const now = Date.now();
    for (const [other, { at }] of kept) if (now - at >= milliseconds) kept.delete(other);
    const known = kept.get(key);
    if (known !== undefined) return known.answer;
    const answer = ask(key, context);
    kept.set(key, { at: now, answer });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
