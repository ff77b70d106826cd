// The dashboard of the demo: the generated one, with a line that explains it and a sign that an automation lights.
const GENERATED = "ll-strategy-dashboard-green-api";
const LINE = "green-api-demo-line";

const TEXTS = {
  en: {
    title: "A simulated account:",
    line: "statuses are posted, delivered, read and counted while you watch, and an automation lights the café sign when one is read.",
    sign: "Café sign",
    automation: "Automation",
    words: "On the sign",
  },
  he: {
    title: "חשבון מדומה:",
    line: "סטטוסים מתפרסמים, נמסרים, נקראים ונספרים לנגד עיניך, ואוטומציה מדליקה את שלט בית הקפה כשסטטוס נקרא.",
    sign: "שלט בית הקפה",
    automation: "אוטומציה",
    words: "על השלט",
  },
};

const tile = (entity, options) => ({ type: "tile", entity, grid_options: { columns: 12 }, ...options });

const section = (texts, columns) => ({
  type: "grid",
  column_span: columns,
  cards: [
    { type: `custom:${LINE}`, title: texts.title, line: texts.line, grid_options: { columns: "full" } },
    tile("input_boolean.cafe_sign", { name: texts.sign, color: "amber", grid_options: { columns: 6 } }),
    tile("automation.light_the_cafe_sign", {
      name: texts.automation,
      state_content: "last_triggered",
      grid_options: { columns: 6 },
    }),
    tile("input_text.cafe_sign", { name: texts.words }),
  ],
});

/** A line of text. A markdown card would have its height only after a moment. */
class Line extends HTMLElement {
  setConfig({ title, line }) {
    const bold = document.createElement("b");
    bold.textContent = title;
    this.replaceChildren(bold, ` ${line}`);
    this.style.cssText = "display: block; padding: 0 4px; line-height: 1.5";
  }
}

class DemoStrategy extends HTMLElement {
  static noEditor = true;

  static async generate(_config, hass) {
    await customElements.whenDefined(GENERATED);
    const dashboard = await customElements.get(GENERATED).generate({}, hass);
    const [first, ...others] = dashboard.views;
    if (first.sections === undefined) return dashboard;
    const sections = [section(TEXTS[hass.language] ?? TEXTS.en, first.max_columns ?? 1), ...first.sections];
    return { ...dashboard, views: [{ ...first, sections }, ...others] };
  }
}

customElements.define(LINE, Line);
customElements.define("ll-strategy-dashboard-green-api-demo", DemoStrategy);
