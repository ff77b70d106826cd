/** Return the language that is closest to the preferred one; English if there is none. */
export function closestLanguage(preferred: string, available: string[]): string {
  const short = preferred.split("-")[0]!.toLowerCase();
  const exact = [preferred, short].find((language) => available.includes(language));
  return exact ?? available.find((language) => language.split("-")[0] === short) ?? "en";
}
