"use strict";
/* The SPARQL page: the text area becomes an editor (YASQE) that knows our prefixes and names, and the answer a table
   with labels beside IRIs. Whatever comes from the server is put in as text, never as markup. */
(() => {
  const form = document.querySelector("[data-sparql]");
  const area = form?.querySelector("textarea");
  const out = document.querySelector("[data-answer]");
  if (!form || !out || typeof Yasqe === "undefined") return;
  const BASE = "https://w3id.org/vlmkg/";
  const ROWS = 200; // so many rows at once
  const LABELS = 400; // so many IRIs are looked up with one question
  const OURS = /^https:\/\/w3id\.org\/vlmkg\/[a-z]+\/[^<>"{}|\\^`\s#]+$/;

  const prefixes = Object.fromEntries(
    [...(document.querySelector("[data-prefixes]")?.textContent ?? "").matchAll(/PREFIX (\S*): <([^>]*)>/g)].map((m) => [m[1], m[2]]),
  );
  const byLength = Object.entries(prefixes).sort((a, b) => b[1].length - a[1].length);
  const shorten = (iri) => {
    for (const [name, space] of byLength) if (iri.startsWith(space) && iri.length > space.length) return `${name}:${iri.slice(space.length)}`;
    return iri;
  };

  const terms = fetch(form.dataset.terms).then((answer) => (answer.ok ? answer.json() : { classes: [], properties: [] }));
  const labels = new Map();
  terms.then(({ classes, properties }) => [...classes, ...properties].forEach((t) => labels.set(t.iri, t.label)));

  // -- the editor

  const told = new Map(); // what stands behind a name in the list of completions
  const described = (hints) => hints.map((hint) => ({
    ...hint,
    render: (element, _, current) => {
      element.append(current.text);
      if (told.has(current.text)) element.append(make("small", { text: told.get(current.text) }));
    },
  }));
  const context = (yasqe) => {
    const token = yasqe.getCompleteToken();
    const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
    return { token, before, possible: token.state?.possibleCurrent ?? [] };
  };
  const typed = (token) => (token.autocompletionString ?? token.string).trim();
  const isName = (token) => /^[A-Za-z][\w.-]*(:[\w.-]*)?$/.test(token.string.trim()) || token.string.trim() === "";
  const matching = (list, token) => {
    const text = typed(token).toLowerCase();
    const bare = text.replace(/^[a-z]*:/, "");
    const score = (t) => (t.name.toLowerCase().startsWith(text) ? 0 : t.name.toLowerCase().includes(`:${bare}`) ? 1 : 2);
    return list
      .filter((t) => !text || t.name.toLowerCase().includes(bare) || t.label.toLowerCase().includes(bare))
      .sort((a, b) => score(a) - score(b) || a.name.localeCompare(b.name))
      .slice(0, 60)
      .map((t) => { told.set(t.name, t.about ?? t.label); return t.name; });
  };
  const wantsClass = (yasqe) => {
    const { token, before } = context(yasqe);
    return isName(token) && ["a", "rdf:type", "rdfs:subClassOf"].includes(before?.state?.lastProperty ?? "") && before?.string !== ";" && before?.string !== ".";
  };
  const wantsProperty = (yasqe) => {
    const { token, before, possible } = context(yasqe);
    if (!isName(token) || !before) return false;
    if ([";", "/", "|", "^", "("].includes(before.string) && possible.length) return before.string !== "(" || /[/|]/.test(yasqe.getDoc().getLine(yasqe.getDoc().getCursor().line));
    return /^[?$]/.test(before.string) || (before.type === "string-2" && !before.state?.lastProperty);
  };
  Yasqe.registerAutocompleter({
    name: "vlmkg-class", bulk: false, autoShow: false, postprocessHints: (_, hints) => described(hints),
    isValidCompletionPosition: wantsClass,
    get: async (_, token) => matching((await terms).classes, token),
  }, false);
  Yasqe.registerAutocompleter({
    name: "vlmkg-property", bulk: false, autoShow: false, postprocessHints: (_, hints) => described(hints),
    isValidCompletionPosition: (yasqe) => !wantsClass(yasqe) && wantsProperty(yasqe),
    get: async (_, token) => matching((await terms).properties, token),
  }, false);
  Yasqe.registerAutocompleter({
    name: "vlmkg-entity", bulk: false, autoShow: false, postprocessHints: (_, hints) => described(hints),
    isValidCompletionPosition: (yasqe) => {
      const { token } = context(yasqe);
      return !wantsClass(yasqe) && !wantsProperty(yasqe) && isName(token) && token.string.trim().length > 1;
    },
    get: async (_, token) => {
      const [kind, rest] = /:/.test(token.string) ? token.string.split(":") : [null, token.string];
      if (!rest.trim()) return [];
      const url = new URL("/search.json", window.location.origin);
      url.searchParams.set("q", rest.replaceAll("-", " ").slice(0, 100));
      url.searchParams.set("limit", "20");
      if (kind && kind in prefixes && prefixes[kind].startsWith(BASE)) url.searchParams.set("class", kind);
      const answer = await fetch(url, { headers: { accept: "application/json" } });
      if (!answer.ok) return [];
      return (await answer.json()).matches.map((m) => {
        told.set(m.name, `${m.label}${m.about ? `, ${m.about}` : ""}`);
        return m.name;
      });
    },
  }, false);

  // our prefixes count as declared: without this each query that uses one is marked as faulty
  const grammar = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...given) => {
    const mode = grammar(...given);
    return { ...mode, startState: (...at) => { const state = mode.startState(...at); return { ...state, prefixes: { ...prefixes, ...state.prefixes } }; } };
  });

  const start = new URLSearchParams(window.location.hash.slice(1)).get("query") ?? "";
  const holder = make("div", { class: "editor" });
  area.before(holder);
  area.hidden = true;
  const editor = new Yasqe(holder, {
    value: start || area.value, persistenceId: null, createShareableLink: null, consumeShareLink: null, showQueryButton: false,
    autocompleters: ["vlmkg-class", "vlmkg-property", "vlmkg-entity", "variables"], resizeable: true, editorHeight: "26rem",
    lineWrapping: true, screenReaderLabel: "SPARQL query", tabMode: "default",
    extraKeys: { "Ctrl-Enter": () => run(), "Cmd-Enter": () => run(), "Shift-Tab": false, Tab: false },
  });
  editor.on("change", () => { area.value = editor.getValue(); unmark(); });
  area.value = editor.getValue();
  document.querySelector("[data-keys]").hidden = false;
  document.querySelector("[data-origin]").textContent = window.location.origin;

  let marked = null;
  const unmark = () => { if (marked !== null) { editor.getDoc().removeLineClass(marked, "wrap", "refused"); marked = null; } };

  // -- examples load with one click

  for (const text of document.querySelectorAll("[data-example]")) {
    const details = text.closest("details");
    const button = make("button", { type: "button", text: details.querySelector("summary").textContent, "aria-pressed": "false", title: details.querySelector("p.quiet")?.textContent ?? "" });
    button.addEventListener("click", () => {
      document.querySelectorAll(".examples button").forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
      editor.setValue(text.textContent);
      editor.focus();
    });
    details.replaceWith(button);
  }

  // -- asking

  const chosen = form.querySelector("select");
  const table = chosen.querySelector("[data-table]");
  table.hidden = table.disabled = false;
  table.selected = true;
  const stop = form.querySelector("[data-stop]");
  const go = form.querySelector("[data-run]");
  let asking = null;
  stop.addEventListener("click", () => asking?.abort());
  form.addEventListener("submit", (event) => {
    area.value = editor.getValue();
    if (chosen.value === "") { event.preventDefault(); run(); }
  });

  async function run() {
    asking?.abort();
    const mine = asking = new AbortController();
    unmark();
    go.disabled = true;
    stop.hidden = false;
    out.hidden = false;
    out.replaceChildren(make("p", { class: "quiet", text: "Asking …" }));
    const began = performance.now();
    try {
      const query = editor.getValue();
      const answer = await ask(query, mine.signal);
      const took = performance.now() - began;
      if (!answer.ok) { await failed(answer); return; }
      history.replaceState(null, "", `#query=${encodeURIComponent(query)}`);
      const kind = answer.headers.get("content-type") ?? "";
      if (kind.startsWith("application/sparql-results+json")) await rows(await answer.json(), took);
      else graph(await answer.text(), kind, took);
    } catch (error) {
      if (error.name === "AbortError") out.replaceChildren(make("p", { text: "Stopped." }));
      else out.replaceChildren(make("p", { class: "panel warn", text: `No answer came (${error.message}); is the server there?` }));
    } finally {
      if (asking === mine) { asking = null; go.disabled = false; stop.hidden = true; }
    }
  }

  const ask = (query, signal) => fetch("/sparql", {
    method: "POST", signal, body: query,
    headers: { "content-type": "application/sparql-query", accept: "application/sparql-results+json, text/turtle;q=0.9" },
  });

  async function failed(answer) {
    let problem = { title: `${answer.status}`, detail: "The server gave no reason." };
    try { problem = { ...problem, ...(await answer.json()) }; } catch { /* no JSON: the status alone is told */ }
    const box = make("div", { class: "panel warn" }, make("h3", { text: problem.title }), make("p", { class: "breaks", text: problem.detail }));
    if (problem.hint) box.append(make("p", { class: "quiet", text: problem.hint }));
    if (problem.line) {
      const line = problem.line - 1;
      if (line < editor.getDoc().lineCount()) marked = editor.getDoc().addLineClass(line, "wrap", "refused");
    }
    out.replaceChildren(box);
  }

  // -- answers

  const counted = (n, one, many) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
  const seconds = (took) => `${(took / 1000).toFixed(took < 100 ? 3 : 2)} s`;

  async function rows(answer, took) {
    if ("boolean" in answer) {
      out.replaceChildren(make("p", { class: "yesno", text: answer.boolean ? "yes" : "no" }), make("p", { class: "meta", text: seconds(took) }));
      return;
    }
    const variables = answer.head.vars;
    const found = answer.results.bindings;
    await name(found.slice(0, ROWS));
    const body = make("tbody");
    const head = make("thead", {}, make("tr", {}, ...variables.map((v) => make("th", { scope: "col", text: v }))));
    const add = (from, to) => body.append(...found.slice(from, to).map((row) => make("tr", {}, ...variables.map((v) => cell(row[v])))));
    add(0, ROWS);
    let shown = Math.min(ROWS, found.length);
    const meta = make("p", { class: "meta", text: `${counted(found.length, "row", "rows")} · ${seconds(took)}` });
    const more = make("button", { type: "button", class: "second", text: "Show more rows" });
    more.hidden = shown >= found.length;
    more.addEventListener("click", async () => {
      const next = found.slice(shown, shown + ROWS);
      await name(next);
      add(shown, shown + ROWS);
      shown += next.length;
      more.hidden = shown >= found.length;
    });
    out.replaceChildren(meta, ...(found.length ? [make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Rows" }, make("table", {}, head, body)), more] : [make("p", { text: "Nothing matches." })]));
  }

  /* Look up the labels of our IRIs that are new, all at once. */
  async function name(found) {
    const wanted = new Set();
    for (const row of found) for (const term of Object.values(row)) if (term.type === "uri" && OURS.test(term.value) && !labels.has(term.value)) wanted.add(term.value);
    const list = [...wanted];
    for (let at = 0; at < list.length; at += LABELS) {
      const values = list.slice(at, at + LABELS).map((iri) => `<${iri}>`).join(" ");
      const answer = await ask(`SELECT ?x ?l WHERE { VALUES ?x { ${values} } ?x rdfs:label|skos:prefLabel ?l }`);
      if (!answer.ok) return; // the rows are shown without labels
      for (const { x, l } of (await answer.json()).results.bindings) if (!labels.has(x.value)) labels.set(x.value, l.value);
    }
  }

  function cell(term) {
    if (!term) return make("td");
    if (term.type === "uri") {
      const short = shorten(term.value);
      const label = labels.get(term.value);
      const local = term.value.startsWith(`${BASE}ontology#`)
        ? `/ontology#${encodeURIComponent(term.value.slice(BASE.length + 9))}`
        : OURS.test(term.value) ? `/${term.value.slice(BASE.length)}.html` : null;
      const web = /^https?:\/\//.test(term.value) ? term.value : null;
      const inner = local || web ? make("a", { href: local ?? web, text: label ?? short, ...(local ? {} : { rel: "noopener nofollow", class: "out" }) }) : make("span", { text: short });
      const td = make("td", {}, inner);
      if (label && label !== short) td.append(make("small", { text: short }));
      return td;
    }
    if (term.type === "bnode") return make("td", { text: `_:${term.value}`, class: "quiet" });
    if (term.type === "triple") return make("td", { text: "«triple»" });
    const number = /#(integer|decimal|double|float|int|long|nonNegativeInteger)$/.test(term.datatype ?? "");
    const td = make("td", number ? { class: "number", text: term.value } : { text: term.value });
    if (term["xml:lang"] && term["xml:lang"] !== "en") td.append(make("small", { text: `@${term["xml:lang"]}` }));
    return td;
  }

  function graph(text, kind, took) {
    const lines = text.split("\n").filter((line) => line.trim()).length;
    const cut = text.length > 400_000;
    out.replaceChildren(
      make("p", { class: "meta", text: `A graph in ${kind.split(";")[0]}, ${counted(lines, "line", "lines")} · ${seconds(took)}` }),
      make("pre", { tabindex: "0", text: cut ? `${text.slice(0, 400_000)}\n…` : text }),
    );
    if (cut) out.append(make("p", { class: "quiet", text: "The rest is left out here; choose Turtle above to get all of it." }));
  }

  if (start) run();
})();
