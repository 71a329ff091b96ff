/* The browser: filters on the left, the notes they leave in the middle, a card on the right.
 *
 * All that is to be seen follows from `state`, which is the page's address; whatever the reader does
 * changes the address first.
 */
"use strict";
(() => {
  const { about, filter, text, tree, stage, say, many } = deckbuilder;
  const PAGE = 60; // rows that are made at a time
  const at = id => document.getElementById(id);
  const texts = []; // folded, by the number of the note
  const numbers = new Map(); // guid → number
  const wide = matchMedia("(min-width: 800px)");
  let state = filter.read(location.hash);
  let found = [];
  let made = 0; // rows of `found` that are in the list
  let current = -1; // number of the note that is shown
  let searchable = null; // the promise that all texts are here

  // ------------------------------------------------------------------ the address

  let written = 0; // when the address last changed
  let pending = 0; // the timer of a change that waits

  /** Change the state, and with it the address; `step` makes it one that the Back button returns from. */
  function change(changes, step = false) {
    state = { ...state, ...changes };
    clearTimeout(pending);
    // Browsers do not take more than some hundred changes in half a minute: a key that is held would make more.
    const wait = step ? 0 : written + 200 - performance.now();
    pending = wait > 0 ? setTimeout(() => address(false), wait) : 0;
    if (!pending) address(step);
    update();
  }

  function address(step) {
    pending = 0;
    written = performance.now();
    const hash = filter.write(state);
    if (hash === location.hash || (hash === "#" && !location.hash)) return;
    if (step) location.hash = hash;
    else history.replaceState(null, "", hash); // unlike location.replace, leaves the window where it is scrolled to
  }

  addEventListener("hashchange", () => {
    if (pending || filter.write(state) === location.hash) return;
    state = filter.read(location.hash);
    update();
  });

  // ---------------------------------------------------------------------- the list

  const NOTHING = '["",[],[],false,[]]';
  let filtered = "";

  function update() {
    const key = JSON.stringify([state.query, [...state.tags], [...state.not], state.all, [...state.has]]);
    if (key !== filtered) {
      filtered = key;
      refilter();
    }
    controls();
    showNote();
  }

  function refilter() {
    if (state.query && !searchable) {
      searchable = loadTexts();
      searchable.then(refilter);
    }
    found = filter.apply(state, texts);
    made = 0;
    at("rows").replaceChildren();
    at("scroller").scrollTop = 0;
    more();
    tell();
    if (wide.matches && !state.note && found.length) {
      current = -1;
      showNote();
    }
    markCurrent();
  }

  function tell() {
    const loaded = numbers.size === about.total;
    const all = many(about.total, "note");
    const count = found.length === about.total || !loaded ? all : say("{} of {}", deckbuilder.number(found.length), all);
    const pending = !loaded && filtered !== NOTHING ? say("filtering…") : "";
    const none = loaded && !found.length;
    at("count").textContent = pending || (none ? say("No note passes these filters.") : count);
    at("empty").hidden = !none;
  }

  function more() {
    const wanted = text.terms(state.query);
    const list = document.createDocumentFragment();
    for (const number of found.slice(made, made + PAGE)) list.append(row(number, wanted));
    made = Math.min(made + PAGE, found.length);
    at("rows").append(list);
    tellRest();
  }

  function tellRest() {
    at("rest").hidden = made >= found.length;
    at("rest").textContent = say("{} more", deckbuilder.number(found.length - made));
  }

  function row(number, wanted) {
    const [guid, question, , marks, , , findings, place] = deckbuilder.row(number);
    const item = document.createElement("li");
    const link = item.appendChild(document.createElement("a"));
    link.href = filter.write({ ...state, note: guid });
    link.dataset.number = number;
    const asked = link.appendChild(document.createElement("span"));
    asked.className = "question";
    asked.dir = "auto";
    text.show(asked, question.replace(/\\[()[\]]/g, ""), wanted);
    const where = link.appendChild(document.createElement("span"));
    where.className = "place";
    where.dir = "auto";
    where.textContent = place;
    if (marks & 1) where.append(sign(say("no answer")));
    if (findings && state.author) where.append(sign(many(findings, "finding"), "finding"));
    if (wanted.length && !asked.querySelector("mark")) snippet(link, number, wanted);
    return item;
  }

  function sign(label, kind = "") {
    return Object.assign(document.createElement("span"), { className: `sign ${kind}`, textContent: label });
  }

  function snippet(link, number, wanted) {
    const [chunk, place] = deckbuilder.find("texts", number);
    const whole = deckbuilder.chunks.texts[chunk]?.[place];
    const part = whole && text.around(whole.slice(whole.indexOf("\n") + 1), wanted);
    if (!part) return;
    const line = link.appendChild(document.createElement("span"));
    line.className = "snippet";
    line.dir = "auto";
    text.show(line, part, wanted);
  }

  new IntersectionObserver(entries => { if (entries[0].isIntersecting && made < found.length) more(); },
    { root: null, rootMargin: "600px" }).observe(at("rest"));

  at("rows").addEventListener("click", event => {
    const link = event.target.closest("a[data-number]");
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    choose(Number(link.dataset.number), !wide.matches);
  });

  function choose(number, step = false) {
    change({ note: deckbuilder.row(number)[0], back: step ? false : state.back }, step);
  }

  function markCurrent() {
    at("rows").querySelectorAll("[aria-current]").forEach(link => link.removeAttribute("aria-current"));
    const link = at("rows").querySelector(`a[data-number="${current}"]`);
    if (link) link.setAttribute("aria-current", "true");
    return link;
  }

  function move(by) {
    const place = found.indexOf(current);
    const next = place < 0 ? 0 : place + by;
    if (next < 0 || next >= found.length) return;
    while (made <= next) more();
    change({ note: deckbuilder.row(found[next])[0] });
    const link = markCurrent();
    link?.scrollIntoView({ block: "nearest" });
    if (at("rows").contains(document.activeElement)) link?.focus({ preventScroll: true });
  }

  // ---------------------------------------------------------------------- the card

  let place = 0; // how far below the window's top the row of a note was when it was chosen, on a phone

  /** Show the card of note `number` in the place of the list, where there is not room for both; -1: the list again. */
  function reading(number) {
    const panes = at("panes");
    if (panes.classList.contains("reading") === number >= 0) return;
    const row = at("rows").querySelector(`a[data-number="${number < 0 ? current : number}"]`);
    if (number >= 0) place = row?.getBoundingClientRect().top ?? 0;
    panes.classList.toggle("reading", number >= 0);
    if (wide.matches) return;
    if (number >= 0) scrollTo(0, 0);
    else for (let i = 0; row && i < 3; i++) scrollBy(0, row.getBoundingClientRect().top - place); // heights are guessed first
  }

  async function showNote() {
    const known = numbers.get(state.note);
    const number = known ?? (wide.matches && !state.note ? found[0] ?? -1 : -1);
    reading(known ?? -1);
    const side = say(state.back ? "Answer of the card" : "Question of the card");
    current = number;
    markCurrent();
    at("front").setAttribute("aria-pressed", String(!state.back));
    at("flip").setAttribute("aria-pressed", String(state.back));
    at("phone").setAttribute("aria-pressed", String(state.phone));
    stage.look(deckbuilderTheme.night(), state.phone);
    at("stage").hidden = number < 0;
    if (number < 0) {
      at("about").replaceChildren();
      return;
    }
    const card = await deckbuilder.card(number);
    if (current !== number || !card) return;
    stage.show(state.back ? card[1] : card[0], text.terms(state.query), side);
    describe(number, card);
  }

  /** The way to the line in the sources, for who finds a mistake. */
  function wrong(path, line) {
    const said = Object.assign(document.createElement("p"), { className: "wrong", textContent: `${say("Something wrong?")} ` });
    const link = said.appendChild(document.createElement("a"));
    link.href = about.source.replace("{path}", path.split("/").map(encodeURIComponent).join("/")).replace("{line}", line);
    link.rel = "noopener";
    link.textContent = say("See and correct the source");
    return said;
  }

  function describe(number, card) {
    const [, , , , path, line] = deckbuilder.row(number);
    const [, , tags, deck, findings] = card;
    const list = document.createElement("dl");
    const entry = (name, ...content) => {
      list.append(Object.assign(document.createElement("dt"), { textContent: name }));
      list.appendChild(document.createElement("dd")).append(...content);
    };
    entry(say("Tags"), ...tags.flatMap((tag, i) => {
      const link = document.createElement("a");
      link.href = filter.write({ ...state, query: "", tags: new Set([tag]), not: new Set(), has: new Set() });
      link.textContent = tag;
      return i ? [" ", link] : [link];
    }));
    entry(say("Deck"), deck.replaceAll("::", " › "));
    entry(say("Source"), say("{}, line {}", about.paths[path], line));
    const parts = [list];
    if (about.source) parts.push(wrong(about.paths[path], line));
    if (state.author && findings.length) {
      const found_ = document.createElement("ul");
      found_.className = "plain finds";
      found_.setAttribute("aria-label", say("Findings"));
      for (const [severity, code, , message, hint, where, column] of findings) {
        const item = found_.appendChild(document.createElement("li"));
        item.className = severity;
        item.append(Object.assign(document.createElement("span"), { className: "at", textContent: `${where}:${column}` }));
        const body = item.appendChild(document.createElement("div"));
        const rule = Object.assign(document.createElement("a"), { href: `rules.html#${code}`, textContent: code });
        const what = document.createElement("b");
        what.append(`${severity} `, rule);
        body.append(what, ` ${message}`);
        if (hint) body.append(document.createElement("br"), Object.assign(document.createElement("span"), { className: "hint", textContent: hint }));
      }
      parts.push(found_);
    }
    at("about").replaceChildren(...parts);
  }

  // ------------------------------------------------------------------ the controls

  const HAS = { formula: "Formula", table: "Table", code: "Code", unanswered: "No answer", finding: "Finding" };

  function controls() {
    if (at("query").value.trim() !== state.query) at("query").value = state.query;
    tree.update(state);
    document.querySelectorAll("[data-has]").forEach(button => {
      button.setAttribute("aria-pressed", String(state.has.has(button.dataset.has)));
    });
    document.querySelector('[data-has="finding"]').hidden = !about.findings || !state.author;
    at("author").checked = state.author;
    at("match").hidden = state.tags.size < 2;
    document.querySelector(`[name="match"][value="${state.all ? "all" : "any"}"]`).checked = true;
    at("chips").replaceChildren(
      ...[...state.tags].map(tag => chip(tree.title(tag), tag, () => setTag(tag, ""))),
      ...[...state.not].map(tag => chip(say("not {}", tree.title(tag)), tag, () => setTag(tag, ""))),
      ...[...state.has].map(name => chip(say(HAS[name]), name, () => setHas(name, false))));
    at("anki").value = filter.inAnki(state);
    at("anki-hint").hidden = !state.has.has("finding");
    at("anki-hint").textContent = say("Findings are not in Anki; the rest of the filter is.");
  }

  function chip(label, title, drop) {
    const item = document.createElement("li");
    const button = item.appendChild(document.createElement("button"));
    button.type = "button";
    button.title = title;
    button.textContent = label;
    button.setAttribute("aria-label", say("Drop the filter {}", label));
    button.addEventListener("click", drop);
    return item;
  }

  function setTag(tag, side) {
    const tags = new Set(state.tags);
    const not = new Set(state.not);
    tags.delete(tag);
    not.delete(tag);
    if (side === "in") tags.add(tag);
    if (side === "out") not.add(tag);
    change({ tags, not, note: "" }, true);
  }

  function setHas(name, wanted) {
    const has = new Set(state.has);
    if (wanted) has.add(name); else has.delete(name);
    change({ has, note: "" }, true);
  }

  at("query").addEventListener("input", () => change({ query: at("query").value.trim(), note: "" }));
  document.querySelectorAll("[data-has]").forEach(button => {
    button.addEventListener("click", () => setHas(button.dataset.has, button.getAttribute("aria-pressed") !== "true"));
  });
  document.querySelectorAll('[name="match"]').forEach(radio => {
    radio.addEventListener("change", () => change({ all: radio.value === "all", note: "" }, true));
  });
  at("author").addEventListener("change", () => {
    const has = new Set(state.has);
    if (!at("author").checked) has.delete("finding");
    filtered = ""; // the rows show findings
    change({ author: at("author").checked, has });
  });
  at("fold").addEventListener("click", () => {
    const open = at("filters").classList.toggle("open");
    at("fold").setAttribute("aria-expanded", String(open));
  });
  at("front").addEventListener("click", () => change({ back: false }));
  at("flip").addEventListener("click", () => change({ back: true }));
  at("phone").addEventListener("click", () => change({ phone: !state.phone }));
  at("close").addEventListener("click", () => change({ note: "" }));
  at("previous").addEventListener("click", () => move(-1));
  at("next").addEventListener("click", () => move(1));
  at("clear").addEventListener("click", () => {
    change({ query: "", tags: new Set(), not: new Set(), has: new Set(), note: "" }, true);
  });
  addEventListener("beforeprint", () => { while (made < found.length) more(); }); // the list is what is printed
  at("copy").addEventListener("click", async () => {
    at("anki").select();
    try { await navigator.clipboard.writeText(at("anki").value); } catch { document.execCommand("copy"); }
    at("copy").textContent = say("Copied");
    setTimeout(() => { at("copy").textContent = say("Copy"); }, 1500);
  });

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const field = event.target.closest?.("input, textarea, select");
    const typing = field && !["checkbox", "radio"].includes(field.type);
    if (event.key === "Escape") {
      if (typing && field.id === "query" && state.query) change({ query: "", note: "" });
      else if (typing) field.blur();
      else if (!wide.matches && state.note) change({ note: "" });
      else return;
    } else if (typing && !(field.id === "query" && (event.key === "ArrowDown" || event.key === "ArrowUp"))) {
      return;
    } else if (event.key === "/") at("query").focus();
    else if (event.key === "ArrowDown" && !field?.type?.includes("radio")) move(1);
    else if (event.key === "ArrowUp" && !field?.type?.includes("radio")) move(-1);
    else if (event.key === " " && !event.target.closest?.("button, summary, input")) change({ back: !state.back });
    else return;
    event.preventDefault();
  }
  document.addEventListener("keydown", onKey);

  // ------------------------------------------------------------------------- start

  function count(chunk) {
    const start = about.starts.rows[chunk];
    deckbuilder.chunks.rows[chunk].forEach((row, i) => numbers.set(row[0], start + i));
  }

  async function loadTexts() {
    const starts = about.starts.texts;
    await Promise.all(starts.map(async (start, chunk) => {
      (await deckbuilder.load("texts", chunk)).forEach((each, i) => { texts[start + i] = text.fold(each); });
    }));
  }

  async function loadRows() {
    for (let chunk = 1; chunk < about.starts.rows.length; chunk++) {
      await deckbuilder.load("rows", chunk);
      count(chunk);
    }
    if (about.starts.rows.length === 1) return;
    const before = found.slice(0, made);
    const now = filter.apply(state, texts);
    if (before.every((number, i) => number === now[i])) { // what is there may stay as it is
      found = now;
      tellRest();
      tell();
      showNote();
    } else {
      filtered = "";
      update();
    }
  }

  tree.start(at("tree"), setTag);
  stage.start(at("stage"), onKey);
  deckbuilderTheme.onChange(night => stage.look(night, state.phone));
  wide.addEventListener("change", () => update());
  at("author-label").hidden = !about.findings;
  at("panes").hidden = false;
  if (about.total) {
    count(0);
    update();
    loadRows();
  } else at("count").textContent = say("There are no notes.");
  window.deckbuilderBrowser = { state: () => state, found: () => found }; // for tests and the curious
})();
