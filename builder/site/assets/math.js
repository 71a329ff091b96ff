/* Formulas, typeset as Anki does it: MathJax 3.2.2 with Anki's settings (ankitects/anki, ts/mathjax/index.ts). */
"use strict";
window.deckbuilderMath = (() => {
  const packages = ["noerrors", "mathtools", "mhchem"];
  let loading = null;
  const documents = new WeakMap();

  /** MathJax itself, loaded when the first formula needs it; `root` leads to the site's root. */
  function mathjax(root) {
    loading ??= new Promise((done, failed) => {
      window.MathJax = {
        tex: { displayMath: [["\\[", "\\]"]], processEnvironments: false, processRefs: false, packages: { "[+]": packages } },
        options: { enableMenu: false, renderActions: { addMenu: [] } },
        startup: { typeset: false },
      };
      const script = document.createElement("script");
      script.src = `${root}mathjax/tex-chtml-full.js`;
      script.onload = () => window.MathJax.startup.promise.then(() => done(window.MathJax));
      script.onerror = () => failed(new Error("MathJax could not be loaded"));
      document.head.append(script);
    });
    return loading;
  }

  /** Typeset all formulas of `page`, which may be that of a frame; each page keeps a typesetter of its own. */
  async function typeset(page, root) {
    const jax = await mathjax(root);
    const { startup, config } = jax;
    let math = documents.get(page);
    if (!math) {
      math = new startup.handler.documentClass(page, startup.adaptor, {
        ...config.options, InputJax: startup.getInputJax(), OutputJax: startup.getOutputJax(),
      });
      documents.set(page, math);
    }
    math.clear();
    math.reset();
    await jax._.mathjax.mathjax.handleRetriesFor(() => math.render());
  }

  return { typeset, needed: html => /\\[([]/.test(html) };
})();
