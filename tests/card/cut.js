// What is cut off at its edge without a fading edge that says so: the beginnings of its elements.
() => [...document.querySelectorAll(".db-card *")].filter(e => {
  const style = getComputedStyle(e);
  const hides = style.overflowX !== "visible" && style.display !== "inline" && !e.closest("mjx-assistive-mml");
  const faded = style.maskImage.includes("gradient") && parseFloat(style.getPropertyValue("--db-more")) > 0;
  return hides && e.scrollWidth > e.clientWidth + 1 && !faded;
}).map(e => e.outerHTML.slice(0, 80))
