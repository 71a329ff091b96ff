/* The notes, as builder/site/data.py writes them: scripts in chunks, each loaded when it is wanted.
 *
 * A row is [guid, question, tags, marks, path, line, findings, place]; a text is what is searched; a card is
 * [front, back, tags, deck, findings].  `tags` of a row are places in head.tags, whose items are
 * [name, parent, count, title].
 */
"use strict";
window.deckbuilder = (() => {
  const chunks = { rows: [], texts: [], cards: [] };
  const waiting = new Map();
  const store = { chunks, about: null, head, take, load, find, row, card, say, many, number };

  /** `text` in the language of the page, with `values` for its {}. */
  function say(text, ...values) {
    return (store.about.words[text] ?? text).replace(/\{\}/g, () => values.shift());
  }

  /** A number of things: "2 notes". */
  function many(count, noun) {
    const forms = store.about.forms[noun];
    const form = forms[new Intl.PluralRules(store.about.language).select(count)] ?? forms.other;
    return form.replace("{}", number(count));
  }

  function number(count) {
    return count.toLocaleString(store.about.language);
  }

  function head(about) {
    about.tags.forEach(tag => { tag.full = tag[1] < 0 ? tag[0] : `${about.tags[tag[1]].full}::${tag[0]}`; });
    store.about = about;
  }

  /** Called by each chunk's script. */
  function take(kind, number, items) {
    chunks[kind][number] = items;
    const known = waiting.get(`${kind}-${number}`);
    if (known) known.done(items);
  }

  /** A promise of the chunk; one that cannot be loaded is empty. */
  function load(kind, number) {
    if (chunks[kind][number]) return Promise.resolve(chunks[kind][number]);
    const name = `${kind}-${number}`;
    if (!waiting.has(name)) {
      let done;
      const promise = new Promise(resolve => { done = resolve; });
      waiting.set(name, { promise, done });
      const script = document.createElement("script");
      script.src = `data/${name}.js`;
      script.onerror = () => done([]);
      document.head.append(script);
    }
    return waiting.get(name).promise;
  }

  /** The chunk that holds note `number`, and its place in it. */
  function find(kind, number) {
    const starts = store.about.starts[kind];
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= number) low = middle; else high = middle - 1;
    }
    return [low, number - starts[low]];
  }

  function row(number) {
    const [chunk, at] = find("rows", number);
    return chunks.rows[chunk]?.[at];
  }

  async function card(number) {
    const [chunk, at] = find("cards", number);
    return (await load("cards", chunk))[at];
  }

  return store;
})();
