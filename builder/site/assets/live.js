/* The pages of `deckbuilder serve`: loaded anew when they changed, and the errors of the sources over them. */
"use strict";
(() => {
  const source = new EventSource("/events");
  let loaded = null;
  let closed = "";

  source.onmessage = event => {
    const news = JSON.parse(event.data);
    if (loaded !== null && news.version !== loaded) {
      location.reload();
      return;
    }
    loaded = news.version;
    show(news.problems);
    remark(news.problems.length ? 0 : news.warnings);
  };

  /** Warnings need no panel: a word in the corner, that leads to the findings. */
  function remark(count) {
    document.getElementById("warnings")?.remove();
    if (!count || /findings\.html$/.test(location.pathname)) return;
    const link = make("a", "warnings", count === 1 ? "1 warning" : `${count} warnings`);
    link.id = "warnings";
    link.href = "/findings.html";
    document.body.append(link);
  }

  function show(problems) {
    document.getElementById("problems")?.remove();
    const key = JSON.stringify(problems);
    if (!problems.length || key === closed) return;
    const panel = make("section", "problems");
    panel.id = "problems";
    panel.setAttribute("role", "alert");
    panel.setAttribute("aria-label", "Errors in the sources");
    const close = panel.appendChild(make("button", "close", "Close"));
    close.type = "button";
    close.addEventListener("click", () => { closed = key; panel.remove(); });
    panel.append(make("h2", "", problems.length === 1 ? "1 error" : `${problems.length} errors`));
    const list = panel.appendChild(make("ol", "plain"));
    for (const problem of problems) {
      const item = list.appendChild(make("li", ""));
      if (problem.place) item.append(make("code", "", problem.place), " ");
      item.append(make("span", "", problem.message));
      if (problem.hint) item.append(make("p", "hint", problem.hint));
    }
    document.body.append(panel);
  }

  function make(name, kind, text = "") {
    return Object.assign(document.createElement(name), { className: kind, textContent: text });
  }
})();
