"use strict";
/* Keeps to the terms whose name or label holds what is typed. */
(() => {
  const field = document.querySelector("[data-filter]");
  const said = document.querySelector("[data-filtered]");
  const cards = [...document.querySelectorAll("[data-term]")];
  if (!field || !cards.length) return;
  field.hidden = false;
  const input = field.querySelector("input");
  input.addEventListener("input", () => {
    const text = input.value.trim().toLowerCase();
    let shown = 0;
    for (const card of cards) {
      card.hidden = text !== "" && !card.dataset.term.includes(text);
      if (!card.hidden) shown += 1;
    }
    for (const section of document.querySelectorAll("section")) section.hidden = !section.querySelector("[data-term]:not([hidden])");
    said.textContent = text ? `${shown} ${shown === 1 ? "term" : "terms"}` : "";
  });
  window.addEventListener("hashchange", () => {
    if (!input.value) return;
    input.value = "";
    input.dispatchEvent(new Event("input"));
    document.getElementById(decodeURIComponent(window.location.hash.slice(1)))?.scrollIntoView();
  });
})();
