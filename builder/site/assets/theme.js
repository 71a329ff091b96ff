/* Day or night: as the system has it, or as the reader chose.  Loaded first, so that nothing flashes. */
"use strict";
(() => {
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const remembered = () => {
    try { return localStorage.getItem("deckbuilder-theme"); } catch { return null; }
  };
  const night = () => (root.dataset.theme ? root.dataset.theme === "night" : system.matches);
  const chosen = remembered();
  if (chosen === "day" || chosen === "night") root.dataset.theme = chosen;

  const listeners = [];
  window.deckbuilderTheme = { night, onChange: listener => listeners.push(listener) };

  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    const show = () => {
      button.textContent = night() ? button.dataset.day : button.dataset.night;
      document.body.classList.toggle("nightMode", night()); // for the cards of a list
      listeners.forEach(listener => listener(night()));
    };
    button.hidden = false;
    button.addEventListener("click", () => {
      root.dataset.theme = night() ? "day" : "night";
      try { localStorage.setItem("deckbuilder-theme", root.dataset.theme); } catch { /* not remembered, then */ }
      show();
    });
    system.addEventListener("change", show);
    show();
  });
})();
