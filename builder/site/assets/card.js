/* A card in a frame of its own, where the notetype's CSS applies as in Anki.
 *
 * The frame may run no script (sandbox); this page fills it.  Links open outside of it.
 */
"use strict";
deckbuilder.stage = (() => {
  const frame = document.createElement("iframe");
  let ready = null;
  let turn = 0; // what is being shown; a later one makes an earlier one stop
  let classes = "";

  function start(stage, onKey) {
    frame.setAttribute("sandbox", "allow-same-origin");
    frame.title = deckbuilder.say("Card");
    ready = new Promise(done => {
      frame.addEventListener("load", () => { prepare(onKey); done(); }, { once: true });
    });
    frame.srcdoc = `<!doctype html><html lang="${deckbuilder.about.language}"><head><meta charset="utf-8"><title>Card</title><style>html{background:none}</style><style>${deckbuilder.about.css.replace(/<\//g, "<\\/")}</style><style>.card mark.hit{padding:0;border-radius:2px}</style></head><body class="card card1"><main id="qa"></main></body></html>`;
    stage.append(frame);
  }

  function prepare(onKey) {
    const page = frame.contentDocument;
    page.addEventListener("keydown", onKey);
    page.addEventListener("click", event => {
      const link = event.target.closest("a[href]");
      if (!link) return;
      event.preventDefault();
      const address = link.getAttribute("href");
      if (/^(https?|mailto):/i.test(address)) window.open(address, "_blank", "noopener,noreferrer");
      else if (address.startsWith("#")) page.getElementById(address.slice(1))?.scrollIntoView();
    });
    new ResizeObserver(fit).observe(page.body);
    page.addEventListener("load", fit, true); // pictures
  }

  function fit() {
    const body = frame.contentDocument.body;
    const margins = 40; // Anki's
    frame.style.height = `${Math.ceil(body.getBoundingClientRect().height) + margins}px`;
  }

  function look(night, phone) {
    classes = `card card1${night ? " nightMode night_mode" : ""}${phone ? " mobile" : ""}`;
    frame.classList.toggle("phone", phone);
    const page = frame.contentDocument;
    if (page?.body) {
      page.body.className = classes;
      page.documentElement.className = night ? "night-mode" : "";
    }
  }

  /** Put a side of a card into the frame; `wanted` are the terms to mark. */
  async function show(html, wanted, name) {
    const mine = ++turn;
    await ready;
    if (mine !== turn) return;
    const page = frame.contentDocument;
    const shown = page.getElementById("qa");
    page.body.className = classes;
    shown.innerHTML = html;
    frame.title = name;
    frame.contentWindow.scrollTo(0, 0);
    if (deckbuilder.about.formulas && deckbuilderMath.needed(html)) {
      shown.style.visibility = "hidden"; // no flash of TeX
      try { await deckbuilderMath.typeset(page, ""); } catch { /* the TeX stays */ }
      if (mine !== turn) return;
      shown.style.visibility = "";
    } else shown.style.visibility = "";
    deckbuilder.text.markIn(shown, wanted);
    fit();
  }

  return { start, look, show };
})();
