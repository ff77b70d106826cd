// The dashboard of the demo: the generated one, with a line that explains it and a sign that an automation lights.
const GENERATED = "ll-strategy-dashboard-green-api";
const SIGN = "green-api-demo-sign";

const TEXTS = {
  en: {
    title: "Simulated accounts:",
    line: "statuses are posted, delivered, read and counted while you watch, and an automation lights the café sign when one is read. Another shows on a wall tablet what a friend posts.",
    sign: "Café sign",
    automation: "Automation",
    words: "On the sign",
    tablet: "On the wall tablet",
  },
  he: {
    title: "חשבונות מדומים:",
    line: "סטטוסים מתפרסמים, נמסרים, נקראים ונספרים לנגד עיניך, ואוטומציה מדליקה את שלט בית הקפה כשסטטוס נקרא. אוטומציה נוספת מציגה על טאבלט שעל הקיר מה שחבר מפרסם.",
    sign: "שלט בית הקפה",
    automation: "אוטומציה",
    words: "על השלט",
    tablet: "על הטאבלט שעל הקיר",
  },
};

const TILES = [
  { entity: "input_boolean.cafe_sign", name: "sign", color: "amber" },
  { entity: "automation.light_the_cafe_sign", name: "automation", state_content: "last_triggered" },
  { entity: "input_text.cafe_sign", name: "words" },
  { entity: "input_text.wall_tablet", name: "tablet" },
];

const STYLES = `
  :host { display: block }
  p { margin: 0 4px 8px; line-height: 1.5 }
  div { display: flex; flex-wrap: wrap; gap: 8px }
  hui-tile-card { flex: 1 1 160px; height: 56px; min-width: 0 }
  hui-tile-card:nth-child(n + 3) { flex-grow: 2.1 }
`;

/** The line, and the tiles of the sign. They are in one card that fills any width, and have their height at once. */
class Sign extends HTMLElement {
  #tiles = [];

  setConfig({ language }) {
    const texts = TEXTS[language] ?? TEXTS.en;
    const [style, line, row] = ["style", "p", "div"].map((tag) => document.createElement(tag));
    style.textContent = STYLES;
    const title = document.createElement("b");
    title.textContent = texts.title;
    line.append(title, ` ${texts.line}`);
    this.#tiles = TILES.map(({ name, ...config }) => {
      const tile = document.createElement("hui-tile-card");
      tile.setConfig({ type: "tile", name: texts[name], ...config });
      return tile;
    });
    row.append(...this.#tiles);
    (this.shadowRoot ?? this.attachShadow({ mode: "open" })).replaceChildren(style, line, row);
  }

  set hass(hass) {
    for (const tile of this.#tiles) tile.hass = hass;
  }

  getGridOptions() {
    return { columns: "full", rows: "auto" };
  }
}

class DemoStrategy extends HTMLElement {
  static noEditor = true;

  static async generate(_config, hass) {
    await Promise.all([GENERATED, "hui-tile-card"].map((name) => customElements.whenDefined(name)));
    const dashboard = await customElements.get(GENERATED).generate({}, hass);
    const [first, ...others] = dashboard.views;
    if (first.sections === undefined) return dashboard;
    const sign = { type: `custom:${SIGN}`, language: hass.language };
    const sections = [{ type: "grid", column_span: first.max_columns ?? 1, cards: [sign] }, ...first.sections];
    return { ...dashboard, views: [{ ...first, sections }, ...others] };
  }
}

customElements.define(SIGN, Sign);
customElements.define("ll-strategy-dashboard-green-api-demo", DemoStrategy);
