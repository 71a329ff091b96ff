/* The tree of tags: each can be asked for, or left out, at any depth.  Branches are made when they are opened. */
"use strict";
deckbuilder.tree = (() => {
  const children = new Map(); // place in about.tags, -1 for the top → places
  const shown = new Map(); // tag's full name → the elements that show it
  let onChange = () => {};

  function start(list, changed) {
    onChange = changed;
    deckbuilder.about.tags.forEach((tag, at) => {
      if (!children.has(tag[1])) children.set(tag[1], []);
      children.get(tag[1]).push(at);
    });
    branch(list, -1);
    const top = children.get(-1) || [];
    if (top.length === 1) open(shown.get(deckbuilder.about.tags[top[0]].full), true);
  }

  function branch(list, parent) {
    for (const at of children.get(parent) || []) list.append(leaf(at));
  }

  function leaf(at) {
    const tag = deckbuilder.about.tags[at];
    const name = tag[3] || tag[0];
    const item = document.createElement("li");
    const line = item.appendChild(document.createElement("div"));
    line.className = "tag";

    const twist = line.appendChild(document.createElement("button"));
    twist.type = "button";
    twist.className = "twist";
    const grows = children.has(at);
    twist.style.visibility = grows ? "" : "hidden";
    twist.setAttribute("aria-label", deckbuilder.say("Show what is below {}", name));
    twist.setAttribute("aria-expanded", "false");

    const label = line.appendChild(document.createElement("label"));
    label.title = tag.full;
    const box = label.appendChild(document.createElement("input"));
    box.type = "checkbox";
    label.append(Object.assign(document.createElement("span"), { className: "name", dir: "auto", textContent: name }));
    line.append(Object.assign(document.createElement("span"), { className: "count", textContent: tag[2].toLocaleString(deckbuilder.about.language) }));

    const except = line.appendChild(document.createElement("button"));
    except.type = "button";
    except.className = "except";
    except.textContent = deckbuilder.say("not");
    except.setAttribute("aria-label", deckbuilder.say("Leave out {}", name));
    except.setAttribute("aria-pressed", "false");

    const parts = { at, item, twist, box, except, line, list: null };
    shown.set(tag.full, parts);
    twist.addEventListener("click", () => open(parts, !parts.list || parts.list.hidden));
    box.addEventListener("change", () => onChange(tag.full, box.checked ? "in" : ""));
    except.addEventListener("click", () => onChange(tag.full, except.getAttribute("aria-pressed") === "true" ? "" : "out"));
    return item;
  }

  function open(parts, wanted) {
    if (!parts.list) {
      parts.list = parts.item.appendChild(document.createElement("ul"));
      branch(parts.list, parts.at);
    }
    parts.list.hidden = !wanted;
    parts.twist.setAttribute("aria-expanded", String(wanted));
  }

  /** Show what is asked for; branches that hold some of it are opened. */
  function update(state) {
    for (const full of [...state.tags, ...state.not]) {
      const parts = full.split("::");
      for (let depth = 1; depth < parts.length; depth++) {
        const above = shown.get(parts.slice(0, depth).join("::"));
        if (above && above.twist.getAttribute("aria-expanded") === "false") open(above, true);
      }
    }
    for (const [full, parts] of shown) {
      parts.box.checked = state.tags.has(full);
      parts.except.setAttribute("aria-pressed", String(state.not.has(full)));
      parts.line.classList.toggle("out", state.not.has(full));
    }
  }

  /** A tag in words: its title, or its name. */
  function title(full) {
    const tag = deckbuilder.about.tags.find(each => each.full === full);
    return tag ? tag[3] || tag[0] : full;
  }

  return { start, update, title };
})();
