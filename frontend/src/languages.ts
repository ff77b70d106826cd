/** Return the language that is closest to the preferred one; English if there is none. */
export function closestLanguage(preferred: string, available: string[]): string {
  if (available.includes(preferred)) return preferred;
  const short = preferred.split("-")[0]!.toLowerCase();
  return available.find((language) => language.split("-")[0] === short) ?? "en";
}
