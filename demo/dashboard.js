// The dashboard of the demo: the generated one, with a line that explains it and a sign that an automation lights.
const GENERATED = "ll-strategy-dashboard-green-api";

const TEXT =
  "**A simulated account:** statuses are posted, delivered, read and counted while you watch, and an automation lights the café sign when one is read.";

const tile = (entity, options) => ({ type: "tile", entity, grid_options: { columns: 12 }, ...options });

const section = (columns) => ({
  type: "grid",
  column_span: columns,
  cards: [
    { type: "markdown", text_only: true, content: TEXT, grid_options: { columns: "full" } },
    tile("input_boolean.cafe_sign", { color: "amber", state_content: "state", grid_options: { columns: 6 } }),
    tile("automation.light_the_cafe_sign", {
      name: "Automation",
      state_content: "last_triggered",
      grid_options: { columns: 6 },
    }),
    tile("input_text.cafe_sign", { name: "On the sign" }),
  ],
});

class DemoStrategy extends HTMLElement {
  static noEditor = true;

  static async generate(_config, hass) {
    await customElements.whenDefined(GENERATED);
    const dashboard = await customElements.get(GENERATED).generate({}, hass);
    const [first, ...others] = dashboard.views;
    if (first.sections === undefined) return dashboard;
    return { ...dashboard, views: [{ ...first, sections: [section(first.max_columns ?? 1), ...first.sections] }, ...others] };
  }
}

customElements.define("ll-strategy-dashboard-green-api-demo", DemoStrategy);
