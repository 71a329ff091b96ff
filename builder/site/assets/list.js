/* The plain lists: their formulas. */
"use strict";
window.deckbuilderMath.typeset(document, document.querySelector('link[href$="assets/site.css"]').getAttribute("href").slice(0, -15));
