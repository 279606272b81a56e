// Suggestions while one types, for every input with `data-suggest` (WAI-ARIA combobox with a list box,
// https://www.w3.org/WAI/ARIA/apg/patterns/combobox/). Without this script the inputs are plain ones.
//   data-suggest="VisionEncoder"   keeps to a class or a kind; empty means everything
//   data-suggest-go                choosing leads to the page of the thing; otherwise its name goes into the input
"use strict";
(() => {
  const WAIT = 130;
  let made = 0;

  function enhance(input) {
    if (input.dataset.suggestReady) return;
    input.dataset.suggestReady = "yes";
    const id = `suggest-${++made}`;
    const list = document.createElement("ul");
    const box = document.createElement("span");
    const said = document.createElement("span");
    box.className = "suggest";
    list.id = id;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Suggestions");
    list.hidden = true;
    said.className = "hidden";
    said.setAttribute("role", "status");
    const focused = document.activeElement === input;
    input.replaceWith(box);
    box.append(input, list, said);
    if (focused) input.focus();
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": id, autocomplete: "off",
    })) input.setAttribute(name, value);

    let matches = [];
    let active = -1;
    let timer = 0;
    let asking = null;

    function close() {
      clearTimeout(timer);
      asking?.abort();
      list.hidden = true;
      active = -1;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function mark(index) {
      active = index;
      [...list.children].forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
      if (index < 0) input.removeAttribute("aria-activedescendant");
      else {
        input.setAttribute("aria-activedescendant", list.children[index].id);
        list.children[index].scrollIntoView({ block: "nearest" });
      }
    }

    function choose(match) {
      close();
      if ("suggestGo" in input.dataset) location.assign(match.href);
      else {
        input.value = match.value;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
    }

    function show() {
      list.replaceChildren(...matches.map((match, i) => {
        const option = document.createElement("li");
        const about = document.createElement("small");
        option.id = `${id}-${i}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        about.textContent = match.about;
        option.append(match.label, about);
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => choose(match));
        return option;
      }));
      active = -1;
      input.removeAttribute("aria-activedescendant");
      list.hidden = matches.length === 0;
      input.setAttribute("aria-expanded", String(matches.length > 0));
      said.textContent = matches.length === 1 ? "1 suggestion" : `${matches.length} suggestions`;
    }

    async function ask() {
      const text = input.value.trim();
      if (!text) { matches = []; show(); return; }
      asking?.abort();
      asking = new AbortController();
      const url = new URL("/search.json", location.origin);
      url.searchParams.set("q", text.slice(0, 300));
      if (input.dataset.suggest) url.searchParams.set("class", input.dataset.suggest);
      try {
        const answer = await fetch(url, { signal: asking.signal, headers: { accept: "application/json" } });
        if (!answer.ok) { close(); return; }
        matches = (await answer.json()).matches;
        if (document.activeElement === input) show();
      } catch (error) {
        if (error.name !== "AbortError") close();  // without the server the input still takes any name
      }
    }

    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, WAIT); });
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!open) { ask(); return; }
        const step = event.key === "ArrowDown" ? 1 : -1;
        const places = matches.length + 1;  // one of them is the input itself
        mark(((active + 1 + step + places) % places) - 1);
      } else if (event.key === "Enter" && open && active >= 0) {
        event.preventDefault();
        choose(matches[active]);
      } else if (event.key === "Escape" && open) {
        event.preventDefault();
        close();
      }
    });
  }

  const start = (root) => root.querySelectorAll("input[data-suggest]").forEach(enhance);
  start(document);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      document.getElementById("site-search")?.focus();
    }
  });
})();
