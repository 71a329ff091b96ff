/* The findings: which severities and which rule are shown. */
"use strict";
(() => {
  const items = [...document.querySelectorAll(".finds li")];
  const choose = document.getElementById("choose");
  if (!choose) return;
  const rule = document.getElementById("rule");
  const buttons = [...choose.querySelectorAll("[data-severity]")];

  function update() {
    const severities = new Set(buttons.filter(b => b.getAttribute("aria-pressed") === "true").map(b => b.dataset.severity));
    for (const item of items) {
      item.hidden = !severities.has(item.className) || (rule.value !== "" && item.dataset.rule !== rule.value);
    }
    for (const section of document.querySelectorAll("main section")) {
      section.hidden = !section.querySelector("li:not([hidden])");
    }
    const shown = items.filter(item => !item.hidden).length;
    document.getElementById("shown").textContent = shown === items.length ? "" : `${shown} of ${items.length} are shown`;
  }

  for (const button of buttons) {
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      update();
    });
  }
  rule.addEventListener("change", update);
  choose.hidden = false;
  update();
})();
