// Puts the options in another order each day, the same on front and back; without it they stay as they were given.
for (const list of document.querySelectorAll(".db-options .db-shuffled")) {
  let seed = Math.floor(Date.now() / 864e5);
  for (const letter of list.textContent) {
    seed = Math.imul(seed ^ letter.codePointAt(0), 16777619);
  }
  const items = [...list.children];
  list.classList.remove("db-shuffled");
  while (items.length) {
    seed = Math.imul(seed ^ (seed >>> 15), 2246822519) + 374761393;
    list.append(items.splice((seed >>> 0) % items.length, 1)[0]);
  }
}
