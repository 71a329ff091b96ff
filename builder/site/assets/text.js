/* Text: what is the same when it is searched, where the hits are, and how they are shown. */
"use strict";
deckbuilder.text = (() => {
  const marks = /[^\x00-\x7f]/g;

  /** `text` without case and accents, of the same length, so that places in it are places in `text`. */
  function fold(text) {
    return text.toLowerCase().length === text.length
      ? text.toLowerCase().replace(marks, plain)
      : text.replace(/[^]/g, c => (c.toLowerCase().length === 1 ? plain(c.toLowerCase()) : c));
  }

  function plain(character) {
    const base = character.normalize("NFD")[0];
    return base.length === character.length ? base : character;
  }

  /** The words of a query, and what stands in quotes, folded. */
  function terms(query) {
    const found = query.matchAll(/"([^"]*)"?|(\S+)/g);
    return [...new Set([...found].map(m => fold((m[1] ?? m[2]).trim())))].filter(Boolean);
  }

  /** Where the terms stand in `text`: [start, end] of each hit, in order, none overlapping. */
  function hits(text, wanted) {
    const folded = fold(text);
    const found = [];
    for (const term of wanted)
      for (let at = folded.indexOf(term); at >= 0; at = folded.indexOf(term, at + term.length))
        found.push([at, at + term.length]);
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    return found.filter((hit, i) => i === 0 || hit[0] >= found[i - 1][1]);
  }

  /** Put `text` into `element` with its hits marked. */
  function show(element, text, wanted) {
    let at = 0;
    for (const [start, end] of wanted.length ? hits(text, wanted) : []) {
      const mark = document.createElement("mark");
      mark.className = "hit";
      mark.textContent = text.slice(start, end);
      element.append(text.slice(at, start), mark);
      at = end;
    }
    element.append(text.slice(at));
  }

  /** Mark the hits in what `root` shows; formulas are left alone. */
  function markIn(root, wanted) {
    if (!wanted.length) return;
    const walker = root.ownerDocument.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const nodes = [];
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (!node.parentElement.closest("mjx-container, style, math")) nodes.push(node);
    }
    for (const node of nodes) {
      if (!hits(node.data, wanted).length) continue;
      const shown = root.ownerDocument.createElement("span");
      show(shown, node.data, wanted);
      node.replaceWith(...shown.childNodes);
    }
  }

  /** The part of `text` around its first hit, or nothing. */
  function around(text, wanted) {
    const [first] = hits(text, wanted);
    if (!first) return "";
    const start = Math.max(0, first[0] - 50);
    const from = start ? text.indexOf(" ", start) + 1 || start : 0;
    return (from ? "… " : "") + text.slice(from, first[0] + 110).replace(/\s+/g, " ") + "…";
  }

  return { fold, terms, show, markIn, around };
})();
