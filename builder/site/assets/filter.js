/* A filter: what it is in the page's address, which notes it lets through, and what it is in Anki's words. */
"use strict";
deckbuilder.filter = (() => {
  const MARKS = { unanswered: 1, formula: 2, table: 4, code: 8 };
  // What the marks are in Anki, which finds them in the fields' HTML (tests/site shows that it does).
  const IN_ANKI = {
    unanswered: "tag:unanswered",
    formula: String.raw`"re:\\[\(\[]|<math[ >]"`,
    table: '"re:<table"',
    code: '"re:<(?:pre|code)[ >]"',
  };
  const HAS = [...Object.keys(MARKS), "finding"];

  /** The filter and the view that an address stands for; what makes no sense in it is passed over. */
  function read(hash) {
    const values = new URLSearchParams(hash.replace(/^#/, ""));
    return {
      query: values.get("q") || "",
      tags: new Set(values.getAll("tag")),
      not: new Set(values.getAll("not")),
      all: values.has("all"),
      has: new Set(values.getAll("has").filter(name => HAS.includes(name))),
      note: values.get("note") || "",
      back: values.has("back"),
      phone: values.has("phone"),
      author: values.has("author") ? values.get("author") !== "0" : deckbuilder.about.author,
    };
  }

  function write(state) {
    const values = new URLSearchParams();
    if (state.query) values.set("q", state.query);
    state.tags.forEach(tag => values.append("tag", tag));
    state.not.forEach(tag => values.append("not", tag));
    if (state.all && state.tags.size > 1) values.set("all", "1");
    state.has.forEach(name => values.append("has", name));
    if (state.note) values.set("note", state.note);
    if (state.back) values.set("back", "1");
    if (state.phone) values.set("phone", "1");
    if (state.author !== deckbuilder.about.author) values.set("author", state.author ? "1" : "0");
    return `#${values}`;
  }

  /** A table of all tags: 1 for `tag` and those below it. */
  function below(tag) {
    const wanted = tag.toLowerCase();
    const table = new Uint8Array(deckbuilder.about.tags.length);
    deckbuilder.about.tags.forEach((each, i) => {
      table[i] = each.full.toLowerCase() === wanted || (each[1] >= 0 && table[each[1]]) ? 1 : 0;
    });
    return table;
  }

  /** The numbers of the notes that pass, as far as their rows are here.  `texts`: folded texts by number. */
  function apply(state, texts) {
    const wanted = deckbuilder.text.terms(state.query);
    const inside = [...state.tags].map(below);
    const outside = [...state.not].map(below);
    const bits = [...state.has].reduce((sum, name) => sum | (MARKS[name] || 0), 0);
    const findings = state.has.has("finding");
    const found = [];
    let number = 0;
    for (const [chunk, start] of deckbuilder.about.starts.rows.entries()) {
      const rows = deckbuilder.chunks.rows[chunk] || [];
      number = start;
      for (const row of rows) {
        const at = number++;
        if ((row[3] & bits) !== bits || (findings && !row[6])) continue;
        const has = table => row[2].some(tag => table[tag]);
        if (inside.length && !(state.all ? inside.every(has) : inside.some(has))) continue;
        if (outside.some(has)) continue;
        if (wanted.length) {
          const text = texts[at] ?? deckbuilder.text.fold(row[1]);
          if (!wanted.every(term => text.includes(term))) continue;
        }
        found.push(at);
      }
    }
    return found;
  }

  /** Anki's escapes: see https://docs.ankiweb.net/searching.html */
  function escaped(text) {
    return text.replace(/[\\"*_]/g, "\\$&");
  }

  function quoted(key, text) {
    const value = escaped(text).replace(/:/g, key ? ":" : "\\:");
    const term = key ? `${key}:${value}` : value;
    return /^[\p{L}\p{N}:\\_.*-]+$/u.test(term) && !/^(-|and$|or$)/i.test(term) ? term : `"${term}"`;
  }

  /** The search that finds the same notes in Anki. */
  function inAnki(state) {
    const tags = [...state.tags].map(tag => quoted("tag", tag));
    const parts = [];
    if (!tags.length) parts.push(quoted("deck", deckbuilder.about.deck));
    else if (tags.length === 1 || state.all) parts.push(...tags);
    else parts.push(`(${tags.join(" OR ")})`);
    parts.push(...[...state.not].map(tag => `-${quoted("tag", tag)}`));
    parts.push(...[...state.has].filter(name => IN_ANKI[name]).map(name => IN_ANKI[name]));
    parts.push(...deckbuilder.text.terms(state.query).map(term => `"nc:${escaped(term).replace(/:/g, "\\:")}"`));
    return parts.join(" ");
  }

  return { read, write, apply, inAnki };
})();
