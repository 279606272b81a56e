"use strict";
/* A lineage as a drawing in layers. It shows the nearest things first and offers the rest; the table below the
   drawing has everything. Things and steps come as Cytoscape elements from the address in data-elements. */
(() => {
  const CAP = 26; // so many things at first
  const FANOUT = 5; // so many things of one kind of step beside each other at first
  const MORE = 36; // so many more with each press of "show more"
  const BASE = "https://w3id.org/vlmkg/";
  const told = document.querySelector("[data-elements]")?.dataset ?? {};
  const MARKS = JSON.parse(told.marks ?? "{}"); // by status
  const MEANINGS = JSON.parse(told.meanings ?? "{}");
  const PASSES = ["parameters", "data", "teaching", "identity", "part"];
  const NODE_FONT = 13;
  const EDGE_FONT = 10.5;
  const CHARACTERS = 24; // a label is broken into lines of about this length

  /* The page of a thing, by its short name or IRI. */
  const pageOf = (name) => {
    const local = name.startsWith(BASE) ? name.slice(BASE.length) : name;
    const match = /^([a-z]+)[:/]([^/#?]+)$/.exec(local);
    return match ? `/${match[1]}/${encodeURIComponent(decodeURIComponent(match[2]))}.html` : null;
  };

  const statusMark = (status) => {
    const name = status.toLowerCase().replace(" ", "-");
    return make("span", { class: `status ${name}`, title: `${status}: ${MEANINGS[status] ?? ""}` },
      make("span", { "aria-hidden": "true", text: MARKS[status] ?? "?" }),
      make("span", { class: "hidden", text: ` ${status}` }));
  };

  const link = (name, label) => {
    const href = pageOf(name);
    return href ? make("a", { href, text: label }) : make("span", { text: label });
  };

  /* A label in lines; long words are left whole. */
  const wrapped = (label) => {
    const lines = [""];
    for (const word of label.split(/\s+|(?<=[-_/])(?=.{12,})/)) {
      const last = lines.length - 1;
      const joint = lines[last] === "" || /[-_/]$/.test(lines[last]) ? "" : " ";
      if (lines[last] !== "" && (lines[last] + joint + word).length > CHARACTERS) lines.push(word);
      else lines[last] += joint + word;
    }
    return lines.length > 3 ? [...lines.slice(0, 2), `${lines[2]} …`] : lines;
  };

  /* What is there, and what of it is shown. */
  class Lineage {
    constructor(answer) {
      const doubted = answer.doubted ?? { nodes: [], edges: [] };
      this.nodes = new Map(answer.elements.nodes.map((n) => [n.data.id, n.data]));
      for (const { data } of doubted.nodes) this.nodes.set(data.id, { ...data, stated: false });
      this.edges = [...answer.elements.edges, ...doubted.edges].map((e) => e.data)
        .filter((e) => this.nodes.has(e.source) && this.nodes.has(e.target));
      this.direction = answer.data?.direction ?? "up";
      const roots = (answer.data?.roots ?? []).filter((id) => this.nodes.has(id));
      const leads = (id) => this.edges.some((e) => (this.direction === "up" ? e.source : e.target) === id);
      if (roots.length && !roots.some(leads)) this.direction = this.direction === "up" ? "down" : "up";
      this.roots = roots.length ? roots : [...this.nodes.keys()].slice(0, 1);
      this.cap = CAP;
      this.fanout = FANOUT;
      this.limits = new Map(); // by thing and role, where a reader asked for more
      this.doubted = false;
    }

    from(edge) { return this.direction === "up" ? edge.source : edge.target; }
    to(edge) { return this.direction === "up" ? edge.target : edge.source; }
    drawn(edge) { return edge.status !== "Rejected" || this.doubted; }
    get total() {
      const doubtedOnly = [...this.nodes.values()].filter((n) => n.stated === false);
      const named = new Set(this.edges.filter((e) => this.drawn(e)).flatMap((e) => [e.source, e.target]));
      return this.nodes.size - doubtedOnly.filter((n) => !named.has(n.id)).length;
    }

    /* The things to show, nearest first, and a stand-in for each group of things that are left out. */
    visible() {
      const edges = this.edges.filter((e) => this.drawn(e));
      const ahead = new Map();
      for (const edge of edges) {
        const groups = ahead.get(this.from(edge)) ?? ahead.set(this.from(edge), new Map()).get(this.from(edge));
        if (!groups.has(edge.role)) groups.set(edge.role, []);
        groups.get(edge.role).push(edge);
      }
      const shown = new Set(this.roots);
      const queue = [...this.roots];
      const left = [];
      let counted = shown.size; // what a reader asked for in one place takes no room from the rest
      const walk = () => {
        while (queue.length) {
          const id = queue.shift();
          for (const [role, group] of ahead.get(id) ?? []) {
            const key = `${id} ${role}`;
            let limit = this.limits.get(key) ?? this.fanout;
            if (group.length === limit + 1) limit += 1; // a stand-in for one thing saves nothing
            let taken = 0;
            for (const edge of group) {
              const other = this.to(edge);
              if (shown.has(other)) { taken += 1; continue; }
              const asked = this.limits.has(key);
              if (taken < limit && (asked || counted < this.cap)) {
                taken += 1;
                if (!asked || taken <= this.fanout) counted += 1;
                shown.add(other);
                queue.push(other);
              }
            }
            left.push({ key, id, role, group });
          }
        }
      };
      walk();
      // what no step from the start reaches, as in an answer with several ways, is shown beside
      for (const edge of edges) {
        for (const id of [edge.source, edge.target]) {
          const apart = !this.reached().has(id);
          if (apart && !shown.has(id) && counted < this.cap) { counted += 1; shown.add(id); queue.push(id); walk(); }
        }
      }
      const stands = [];
      for (const { key, id, role, group } of left) {
        const hidden = new Set(group.map((e) => this.to(e)).filter((other) => !shown.has(other)));
        if (hidden.size) stands.push({ key, id, role, count: hidden.size, passes: group[0].passes, only: [...hidden][0] });
      }
      return { shown, stands, edges: edges.filter((e) => shown.has(e.source) && shown.has(e.target)) };
    }

    reached() {
      if (this.reachedWith?.doubted === this.doubted) return this.reachedWith.ids;
      const ids = new Set(this.roots);
      const ahead = [...this.roots];
      const by = new Map();
      for (const e of this.edges.filter((e) => this.drawn(e))) by.set(this.from(e), [...(by.get(this.from(e)) ?? []), this.to(e)]);
      while (ahead.length) for (const next of by.get(ahead.pop()) ?? []) if (!ids.has(next)) { ids.add(next); ahead.push(next); }
      this.reachedWith = { doubted: this.doubted, ids };
      return ids;
    }
  }

  class Picture {
    constructor(section, answer) {
      this.section = section;
      this.lineage = new Lineage(answer);
      this.canvas = section.querySelector("[data-canvas]");
      this.panel = section.querySelector("[data-panel]");
      this.said = section.querySelector("[data-said]");
      this.more = section.querySelector("[data-more]");
      this.all = section.querySelector("[data-all]");
      this.sideways = window.matchMedia("(min-width: 40rem)").matches;
      this.pen = document.createElement("canvas").getContext("2d");
      this.closer = make("button", { type: "button", class: "second square close", "aria-label": "Close", text: "×", onclick: () => { this.clear(); this.canvas.focus(); } });
      section.hidden = false;
      this.cy = cytoscape({
        container: this.canvas, elements: [], minZoom: 0.15, maxZoom: 2.5,
        boxSelectionEnabled: false, autounselectify: false, selectionType: "single", style: this.style(),
        userZoomingEnabled: false,
      });
      this.controls();
      this.keys();
      this.pointer();
      this.draw();
      const restyle = () => this.cy.style(this.style());
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
      new MutationObserver(restyle).observe(document.documentElement, { attributes: true });
      let wide = this.canvas.clientWidth;
      new ResizeObserver(() => {
        if (Math.abs(this.canvas.clientWidth - wide) > 40) { wide = this.canvas.clientWidth; this.cy.resize(); this.fit(); }
      }).observe(this.canvas);
    }

    color(name) { return getComputedStyle(this.section).getPropertyValue(`--${name}`).trim() || "#777"; }

    style() {
      const c = (name) => this.color(name);
      const font = getComputedStyle(document.body).fontFamily;
      const passed = PASSES.map((p) => ({
        selector: `edge[passes = "${p}"]`,
        style: { "line-color": c(`passes-${p}`), "target-arrow-color": c(`passes-${p}`), color: c(`passes-${p}`) },
      }));
      // across, the lines keep a distance in which their names fit; downwards the names stand where the lines part
      const end = this.lineage.direction === "up" ? "target" : "source";
      const named = this.sideways ? { label: "data(said)" } : { [`${end}-label`]: "data(said)", [`${end}-text-offset`]: "data(offset)" };
      return [
        { selector: "node", style: {
          shape: "round-rectangle", width: "data(w)", height: "data(h)", label: "data(lines)", "text-wrap": "wrap",
          "text-max-width": 400, "text-valign": "center", "text-halign": "center", "font-size": NODE_FONT, "font-family": font,
          color: c("ink"), "background-color": c("card"), "border-width": 1.25, "border-color": c("line-strong"),
          "overlay-opacity": 0, "line-height": 1.25,
        } },
        { selector: 'node[kind = "dataset"], node[kind = "benchmark"]', style: { shape: "cut-rectangle", "background-color": c("sunk") } },
        { selector: 'node[kind = "connector"]', style: { shape: "round-hexagon" } },
        { selector: 'node[kind = "family"]', style: { "border-style": "double", "border-width": 3 } },
        { selector: "node[?root]", style: { "border-width": 2.5, "border-color": c("accent"), "background-color": c("accent-soft"), "font-weight": 700 } },
        { selector: "node[?unstated]", style: { "border-style": "dashed", "border-color": c("rejected") } },
        { selector: "node[?stand]", style: { shape: "round-rectangle", "border-style": "dashed", color: c("link"), "background-color": c("paper"), "font-size": NODE_FONT - 1 } },
        { selector: "edge", style: {
          width: 1.6, "curve-style": "unbundled-bezier", "edge-distances": "intersection",
          "control-point-weights": (edge) => edge.scratch("controlPointWeights") ?? 0.5,
          "control-point-distances": (edge) => edge.scratch("controlPointDistances") ?? 0,
          "target-arrow-shape": "triangle", "arrow-scale": 0.9, ...named,
          "font-size": EDGE_FONT, "font-family": font, "text-background-color": c("paper"), "text-background-opacity": 0.92, "text-background-padding": 1.5,
          "text-background-shape": "round-rectangle", "overlay-opacity": 0,
        } },
        ...passed,
        { selector: 'edge[status = "Unchecked"], edge[status = "no claim"]', style: { "line-style": "dashed", "line-dash-pattern": [7, 4] } },
        { selector: 'edge[status = "Disputed"]', style: { "line-style": "dashed", "line-dash-pattern": [0.1, 6], "line-cap": "round", width: 3.2 } },
        { selector: 'edge[status = "Rejected"]', style: {
          "line-style": "dashed", "line-dash-pattern": [2, 5], "line-color": c("rejected"), "target-arrow-color": c("rejected"), color: c("rejected"),
          "target-arrow-shape": "tee", "mid-target-arrow-shape": "tee", "mid-target-arrow-color": c("rejected"), "mid-source-arrow-shape": "tee", "mid-source-arrow-color": c("rejected"),
        } },
        { selector: "edge[?stand]", style: { "line-style": "dashed", "line-dash-pattern": [1, 4], "target-arrow-shape": "none", opacity: 0.8 } },
        { selector: ".dim", style: { opacity: 0.28 } },
        { selector: "node.at", style: { "border-width": 3, "border-color": c("focus") } },
        { selector: "edge.at", style: { width: 3.6, "z-index": 9 } },
      ];
    }

    sized(data, lines) {
      this.pen.font = `${data.root ? 700 : 400} ${NODE_FONT}px ${getComputedStyle(document.body).fontFamily}`;
      const wide = Math.max(...lines.map((line) => this.pen.measureText(line).width));
      const edge = data.kind === "connector" || data.kind === "dataset" || data.kind === "benchmark" ? 30 : 20;
      return { ...data, lines: lines.join("\n"), w: Math.max(54, Math.ceil(wide) + edge), h: 14 + lines.length * NODE_FONT * 1.3 };
    }

    elements() {
      const { shown, stands, edges } = this.lineage.visible();
      const nodes = [...shown].map((id) => {
        const of = this.lineage.nodes.get(id);
        return { data: this.sized({ ...of, root: this.lineage.roots.includes(id), unstated: of.stated === false }, wrapped(of.label + (of.cut ? " (goes on)" : ""))) };
      });
      this.pen.font = `400 ${EDGE_FONT}px ${getComputedStyle(document.body).fontFamily}`;
      const offset = (said) => Math.ceil(this.pen.measureText(said).width / 2) + 14;
      const drawn = edges.map((e) => {
        const mark = MARKS[e.status] ?? "?";
        const said = mark === "✓" ? e.role : `${mark} ${e.role}`;
        return { data: { ...e, said, offset: this.sideways ? offset(said) : 20 } };
      });
      for (const stand of stands) {
        const id = `more ${stand.key}`;
        const up = this.lineage.direction === "up";
        nodes.push({ data: this.sized({ id, stand: stand.key, kind: "stand", count: stand.count }, stand.count === 1 ? wrapped(`+ ${this.label(stand.only)}`) : [`+ ${stand.count} more`]) });
        drawn.push({ data: { id: `edge ${id}`, source: up ? stand.id : id, target: up ? id : stand.id, passes: stand.passes, status: "Verified", stand: true,
          said: stand.role, offset: this.sideways ? offset(stand.role) : 20 } });
      }
      return { nodes, edges: drawn };
    }

    draw(keep = null) {
      const { nodes, edges } = this.elements();
      this.cy.elements().remove();
      this.cy.add(nodes);
      this.cy.add(edges);
      const widest = Math.max(60, ...edges.map((e) => e.data.offset * 2));
      const forward = this.lineage.direction === "up";
      const rankDir = this.sideways ? (forward ? "LR" : "RL") : (forward ? "TB" : "BT");
      this.cy.layout({
        name: "dagre", rankDir, nodeSep: this.sideways ? 12 : 18, edgeSep: this.sideways ? 15 : 8, rankSep: this.sideways ? widest + 10 : 56,
        ranker: "network-simplex", animate: false, fit: false, useDagreEdgeControlPoints: true,
      }).run();
      this.cy.style(this.style());
      this.fit(keep);
      const things = nodes.length - nodes.filter((n) => n.data.stand).length;
      const total = this.lineage.total;
      this.section.querySelector("[data-count]").textContent =
        things < total ? `${things} of ${total} things shown` : `${total} ${total === 1 ? "thing" : "things"}`;
      this.more.hidden = this.all.hidden = things >= total;
      this.all.textContent = `Show all ${total}`;
      this.clear();
      if (keep && this.cy.getElementById(keep).nonempty()) this.select(this.cy.getElementById(keep));
      this.section.dataset.drawn = String(things);
    }

    /* Everything where it stays readable, else as much as does, from the start on. */
    fit(keep = null) {
      const cy = this.cy;
      const box = cy.elements().boundingBox();
      const room = this.canvas.clientWidth;
      const level = Math.min(1.1, Math.max(this.sideways ? 0.78 : 0.8, (room - 40) / box.w));
      const tall = Math.min(Math.max(box.h * level + 50, 260), Math.max(400, window.innerHeight - 240));
      this.canvas.style.height = `${Math.ceil(tall)}px`;
      cy.resize();
      cy.zoom(level);
      cy.center();
      const start = cy.getElementById(keep ?? this.lineage.roots[0]);
      if (start.empty()) return;
      const p = start.renderedPosition();
      if (box.w * level > room) {
        const inset = 20 + start.renderedWidth() / 2;
        const wanted = keep ? room / 3 : this.sideways ? inset : room / 2;
        cy.panBy({ x: wanted - p.x, y: 0 });
      }
      if (box.h * level > tall) {
        cy.panBy({ x: 0, y: (this.sideways ? tall / 2 : 40) - p.y });
        const drawn = cy.elements().renderedBoundingBox();
        const spare = Math.max(0, drawn.y1 - 20) || Math.min(0, drawn.y2 - tall + 20); // empty room above or below
        cy.panBy({ x: 0, y: -spare });
      }
    }

    controls() {
      const tool = (name, act) => this.section.querySelector(`[data-tool="${name}"]`)?.addEventListener("click", act);
      tool("in", () => this.zoom(1.25));
      tool("out", () => this.zoom(0.8));
      tool("fit", () => { this.cy.fit(this.cy.elements(), 22); });
      tool("turn", () => { this.sideways = !this.sideways; this.draw(); });
      this.section.querySelector("[data-doubted]")?.addEventListener("change", (event) => {
        this.lineage.doubted = event.target.checked;
        this.draw();
      });
      this.more.addEventListener("click", () => {
        this.lineage.cap += MORE;
        this.lineage.fanout *= 2;
        this.draw();
      });
      this.all.addEventListener("click", () => {
        this.lineage.cap = this.lineage.fanout = Infinity;
        this.draw();
      });
      const rejected = this.lineage.edges.filter((e) => e.status === "Rejected").length;
      const box = this.section.querySelector("[data-doubted]");
      if (box) {
        box.disabled = !rejected;
        this.section.querySelector("[data-doubted-count]").textContent = rejected ? ` (${rejected})` : " (none)";
      }
    }

    zoom(by) {
      const { clientWidth: w, clientHeight: h } = this.canvas;
      this.cy.zoom({ level: this.cy.zoom() * by, renderedPosition: { x: w / 2, y: h / 2 } });
    }

    pointer() {
      this.cy.on("tap", (event) => {
        if (event.target === this.cy) { this.clear(); this.say(""); }
        else if (event.target.isNode() && event.target.data("stand")) this.expand(event.target);
        else this.select(event.target);
      });
      this.cy.on("dbltap", "node[!stand]", (event) => this.open(event.target));
      this.cy.on("mouseover", "node, edge", () => { this.canvas.classList.add("over"); });
      this.cy.on("mouseout", "node, edge", () => { this.canvas.classList.remove("over"); });
      // the wheel scrolls the page; with Ctrl or Meta held down it zooms
      this.canvas.addEventListener("wheel", (event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        const at = this.canvas.getBoundingClientRect();
        this.cy.zoom({ level: this.cy.zoom() * Math.exp(-event.deltaY / 400), renderedPosition: { x: event.clientX - at.left, y: event.clientY - at.top } });
      }, { passive: false });
    }

    expand(node) {
      const key = node.data("stand");
      const from = key.slice(0, key.indexOf(" "));
      this.lineage.limits.set(key, (this.lineage.limits.get(key) ?? this.lineage.fanout) + Math.max(12, this.lineage.fanout));
      this.draw(from);
      this.say(`${node.data("count")} were left out; more of them are shown now.`);
    }

    /* Show everything that a thing leads to. */
    unfold(id) {
      for (const e of this.lineage.edges) if (this.lineage.from(e) === id) this.lineage.limits.set(`${id} ${e.role}`, Infinity);
      this.draw(id);
    }

    open(node) {
      const href = pageOf(node.id());
      if (href) window.location.assign(href);
    }

    clear() {
      this.at = null;
      this.cy.elements().removeClass("dim at");
      this.panel.hidden = true;
    }

    select(element) {
      this.cy.elements().removeClass("at").addClass("dim");
      const near = element.isNode() ? element.closedNeighborhood() : element.union(element.connectedNodes());
      near.removeClass("dim");
      this.panel.hidden = false;
      element.addClass("at");
      this.at = element.isNode() ? element : null;
      if (element.isNode()) this.showThing(element);
      else this.showStep(element.data());
      if (element.isNode()) this.reveal(element);
    }

    /* Move a thing into sight where it stands outside, or under the panel that now lies over the drawing. */
    reveal(node) {
      const p = node.renderedPosition();
      const half = node.renderedWidth() / 2 + 16;
      const over = getComputedStyle(this.panel).position === "absolute" ? this.panel.offsetWidth : 0;
      const right = this.canvas.clientWidth - over - half;
      const x = p.x < half ? half - p.x : Math.min(0, right - p.x);
      const y = p.y < 30 ? 30 - p.y : Math.min(0, this.canvas.clientHeight - 30 - p.y);
      if (x || y) this.cy.panBy({ x, y });
    }

    say(text) { this.said.textContent = text; }

    label(id) { return this.lineage.nodes.get(id)?.label ?? id; }

    claims(edge) {
      if (!edge.claims.length) return make("p", { class: "quiet", text: "Nobody is on record for it." });
      return make("ul", { class: "plain claims" }, ...edge.claims.map((claim) => {
        const item = make("li", {}, statusMark(claim.status), " ", link(claim.source, claim.sourceLabel));
        if (claim.locator) item.append(make("span", { class: "locator", text: `, ${claim.locator}` }));
        if (claim.note) item.append(make("p", { class: "note", text: claim.note }));
        return item;
      }));
    }

    showStep(edge) {
      if (edge.stand) return;
      const parts = [
        make("h3", {}, link(edge.source, this.label(edge.source))),
        make("p", { class: `step ${edge.passes}` }, make("b", { text: edge.role }), " → ", link(edge.target, this.label(edge.target))),
        make("p", {}, statusMark(edge.status), ` ${edge.status}: ${MEANINGS[edge.status] ?? ""}.`),
      ];
      if (edge.via) parts.push(make("p", { class: "quiet" }, "Stated of the family ", link(edge.via, this.label(edge.via)), "."));
      if (edge.through) parts.push(make("p", { class: "quiet" }, "The source names only ", link(edge.through, this.label(edge.through)), "."));
      if (edge.some) parts.push(make("p", { class: "quiet", text: "Holds of some members only." }));
      parts.push(make("h4", { text: edge.claims.length === 1 ? "Who says so" : `Who says so (${edge.claims.length})` }), this.claims(edge));
      this.panel.replaceChildren(this.closer, ...parts);
      this.say(`${this.label(edge.source)}, ${edge.role}, ${this.label(edge.target)}: ${edge.status}.`);
    }

    showThing(node) {
      const id = node.id();
      if (node.data("stand")) {
        this.panel.replaceChildren(this.closer, make("p", { text: node.data("count") === 1 ? "One more is left out here." : `${node.data("count")} more are left out here.` }),
          make("button", { type: "button", class: "second", text: "Show them", onclick: () => this.expand(node) }));
        this.say(`${node.data("count")} more are left out; Enter shows them.`);
        return;
      }
      const of = this.lineage.nodes.get(id);
      const parts = [make("h3", {}, link(id, of.label))];
      if (of.about.length) parts.push(make("p", { class: "quiet", text: of.about.join(" · ") }));
      const list = (title, edges, end) => {
        if (!edges.length) return;
        parts.push(make("h4", { text: title }));
        parts.push(make("ul", { class: "plain steps" }, ...edges.slice(0, 40).map((e) =>
          make("li", {}, make("details", {}, make("summary", {}, statusMark(e.status), ` ${e.role}: `, make("b", { text: this.label(e[end]) })), this.claims(e))))));
        if (edges.length > 40) parts.push(make("p", { class: "quiet", text: `and ${edges.length - 40} more, in the table below` }));
      };
      const mine = this.lineage.edges.filter((e) => this.lineage.drawn(e));
      list("Comes from", mine.filter((e) => e.source === id), "target");
      list("Led to", mine.filter((e) => e.target === id), "source");
      const hidden = mine.filter((e) => this.lineage.from(e) === id && this.cy.getElementById(this.lineage.to(e)).empty()).length;
      const row = make("p", { class: "buttons" });
      if (hidden) row.append(make("button", { type: "button", class: "second", text: `Show the ${hidden} left out`, onclick: () => this.unfold(id) }));
      if (!this.lineage.roots.includes(id)) {
        const to = `/lineage/tree?of=${encodeURIComponent(id)}&direction=${this.lineage.direction}`;
        row.append(make("a", { class: "button second", href: to, text: "Its own lineage" }));
      }
      if (row.childNodes.length) parts.push(row);
      this.panel.replaceChildren(this.closer, ...parts);
      const leads = mine.filter((e) => this.lineage.from(e) === id).length;
      this.say(`${of.label}${of.about[0] ? `, ${of.about[0]}` : ""}. ${leads === 1 ? "1 step leads" : `${leads || "No"} steps lead`} on from here.`);
    }

    /* Arrow keys go along the lines; across them, to the next thing of the same layer. */
    keys() {
      this.canvas.addEventListener("keydown", (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const along = this.sideways ? { ArrowRight: 1, ArrowLeft: -1 } : { ArrowDown: 1, ArrowUp: -1 };
        const across = this.sideways ? { ArrowDown: 1, ArrowUp: -1 } : { ArrowRight: 1, ArrowLeft: -1 };
        const { key } = event;
        const known = key in along || key in across || ["Enter", "Escape", "Home", "+", "-", "e", "c"].includes(key);
        if (!known) return;
        event.preventDefault();
        if (key === "Escape") { this.clear(); this.say("Nothing is chosen."); return; }
        if (key === "+" || key === "-") { this.zoom(key === "+" ? 1.25 : 0.8); return; }
        const start = this.cy.getElementById(this.lineage.roots[0]);
        if (!this.at || key === "Home") { this.select(start); return; }
        if (key === "Enter") { if (this.at.data("stand")) this.expand(this.at); else this.open(this.at); return; }
        if (key === "e") { if (this.at.data("stand")) this.expand(this.at); else this.unfold(this.at.id()); return; }
        if (key === "c") { this.panel.querySelectorAll("details").forEach((d) => { d.open = true; }); this.panel.querySelector("a, button, summary")?.focus(); return; }
        const next = key in along ? this.neighbor(along[key]) : this.beside(across[key]);
        if (next) this.select(next);
        else this.say("Nothing further that way.");
      });
      this.canvas.addEventListener("focus", () => { if (!this.at) this.say("Arrow keys go along the lines, Enter opens a page, e shows what is left out, c goes to the claims, Escape leaves."); });
    }

    place(node) { const p = node.position(); return this.sideways ? [p.x, p.y] : [p.y, p.x]; }

    neighbor(way) {
      const [main, cross] = this.place(this.at);
      const ahead = this.at.neighborhood("node").filter((n) => (this.place(n)[0] - main) * way > 1);
      return ahead.sort((a, b) => Math.abs(this.place(a)[1] - cross) - Math.abs(this.place(b)[1] - cross))[0];
    }

    beside(way) {
      const [main, cross] = this.place(this.at);
      const layer = this.cy.nodes().filter((n) => Math.abs(this.place(n)[0] - main) < 30 && (this.place(n)[1] - cross) * way > 1);
      return layer.sort((a, b) => (this.place(a)[1] - this.place(b)[1]) * way)[0];
    }
  }

  const start = async (section) => {
    const notice = section.parentElement.querySelector("[data-notice]");
    try {
      const answer = await fetch(section.dataset.elements, { headers: { accept: "application/vnd.cytoscape+json" } });
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      const elements = await answer.json();
      if (!elements.elements.edges.length) { notice?.remove(); return; }
      new Picture(section, elements);
      notice?.remove();
    } catch (error) {
      if (notice) notice.textContent = `The drawing could not be made (${error.message}); the table below holds the same.`;
      throw error;
    }
  };
  document.querySelectorAll("[data-elements]").forEach(start);
})();
