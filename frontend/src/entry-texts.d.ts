/** Texts of the entry module in all languages. The build makes this module from the files in translations/. */
declare module "entry-texts" {
  const texts: Record<string, Record<"name" | "description" | "tiles.name" | "tiles.description" | "activity.name" | "activity.description" | "insights.name" | "insights.description" | "dashboard" | "reload", string>>;
  export default texts;
}
