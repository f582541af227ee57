// Two plans side by side. Which ablations stand next to each other is decided as in `alike.rs`.
"use strict";
{
  const { papers, plans } = window.ablate;
  const field = (id) => document.getElementById(id);
  const enough = 0.3;
  const empty = new Set(("a ablate ablated ablation an and effect experiment for from impact in is its of on or remove " +
    "removing replace study that the to use with without").split(" "));
  const actions = { REMOVE: ["−", "removed"], REPLACE: ["⇄", "replaced"], ADD: ["+", "added"] };
  const label = ({ model, task, origin }) => `${model} (${task}${origin ? `, from ${origin}` : ""})`;
  const bytes = (word) => new TextEncoder().encode(word).length;

  const words = ({ name, part }) => new Set(`${name} ${part}`.toLowerCase().split(/[^\p{Alphabetic}\p{N}]+/u)
    .filter((word) => word && !empty.has(word))
    .map((word) => (bytes(word) > 3 && /[^s]s$/u.test(word) ? word.slice(0, -1) : word)));

  const share = (a, b) => {
    const all = a.size + b.size;
    return all ? (2 * [...a].filter((word) => b.has(word)).length) / all : 0;
  };

  const align = (first, second) => {
    const [a, b] = [first.map(words), second.map(words)];
    const found = a.flatMap((left, i) => b.map((right, j) => [i, j, share(left, right)]))
      .filter((pair) => pair[2] >= enough)
      .sort((x, y) => y[2] - x[2] || x[0] - y[0] || x[1] - y[1]);
    const [usedA, usedB, pairs] = [new Set(), new Set(), []];
    for (const pair of found) {
      if (usedA.has(pair[0]) || usedB.has(pair[1])) continue;
      usedA.add(pair[0]);
      usedB.add(pair[1]);
      pairs.push(pair);
    }
    const rest = (list, used) => [...list.keys()].filter((index) => !used.has(index));
    return { pairs: pairs.sort((x, y) => x[0] - y[0]), first: rest(a, usedA), second: rest(b, usedB) };
  };

  // an element with its class and what is in it; strangers' words only ever become text
  const make = (tag, name, ...content) => {
    const element = document.createElement(tag);
    if (name) element.className = name;
    element.append(...content);
    return element;
  };

  const link = (href, text) => {
    const element = make("a", "", make("bdi", "", text));
    element.href = href;
    return element;
  };

  const brief = (plan, index, other) => {
    const it = plan.ablations[index];
    const [sign, word] = actions[it.action];
    const hidden = make("span", "", `${sign} `);
    hidden.ariaHidden = "true";
    const badge = make("span", `badge ${it.action.toLowerCase()}`, hidden, word);
    const title = make("h3", "", link(`plans/${plan.stem}.html#a${index + 1}`, it.name));
    const card = make("article", "card", make("header", "", title, badge), make("p", "", make("bdi", "", it.part)));
    if (it.instead.length) card.append(make("ul", "plain", ...it.instead.map((text) => make("li", "", make("bdi", "", text)))));
    const shared = new Set(other?.metrics.map((metric) => metric.toLowerCase()));
    const chip = (metric) => make("li", shared.has(metric.toLowerCase()) ? "shared" : "", make("bdi", "", metric));
    if (it.metrics.length) card.append(make("ul", "chips", ...it.metrics.map(chip)));
    return card;
  };

  const head = (plan) => make("p", "", link(`plans/${plan.stem}.html`, label(plan)), ` ${papers[plan.paper]}`);
  const none = (which) => make("p", "none", `Not in the ${which} plan`);

  const show = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    const chosen = ["a", "b"].map((side) => plans.find((plan) => plan.stem === state.get(side)));
    fill("a", chosen[0]);
    fill("b", chosen[1], chosen[0]);
    field("pairs").replaceChildren();
    const [a, b] = chosen;
    field("swap").disabled = !(a && b);
    if (!a || !b) {
      field("said").textContent = a || b ? "Choose the other plan." : "Choose two plans.";
      return;
    }
    const { pairs, first, second } = align(a.ablations, b.ablations);
    field("said").textContent =
      `${pairs.length} in both, ${first.length} only in the first, ${second.length} only in the second.`;
    field("pairs").append(
      make("div", "pair heads", head(a), head(b)),
      ...pairs.map(([i, j, common]) => make("div", "pair",
        brief(a, i, b.ablations[j]), brief(b, j, a.ablations[i]),
        make("p", "share", `${Math.round(common * 100)} % of the words in common`))),
      ...first.map((i) => make("div", "pair", brief(a, i), none("second"))),
      ...second.map((j) => make("div", "pair", none("first"), brief(b, j))),
    );
  };

  // the plans of a list: those of the other's paper first, then by paper
  const fill = (side, chosen, other) => {
    const narrow = field(`${side}-find`).value.toLowerCase().split(/\s+/).filter(Boolean);
    const fits = (plan) => {
      const text = `${papers[plan.paper]} ${plan.model} ${plan.task}`.toLowerCase();
      return plan === chosen || narrow.every((word) => text.includes(word));
    };
    const groups = new Map();
    for (const plan of plans) {
      if (!fits(plan)) continue;
      if (!groups.has(plan.paper)) groups.set(plan.paper, []);
      groups.get(plan.paper).push(plan);
    }
    const same = other && groups.has(other.paper) ? [other.paper] : [];
    const order = [...same, ...[...groups.keys()].filter((paper) => !same.includes(paper))];
    const options = order.map((paper) => {
      const group = document.createElement("optgroup");
      group.label = papers[paper];
      group.append(...groups.get(paper).map((plan) => new Option(label(plan), plan.stem, false, plan === chosen)));
      return group;
    });
    const first = new Option(options.length ? "Choose a plan" : "No plan has all of this", "");
    field(side).replaceChildren(first, ...options);
    field(side).value = chosen?.stem ?? "";
  };

  const go = (a, b) => {
    const state = new URLSearchParams();
    if (a) state.set("a", a);
    if (b) state.set("b", b);
    location.hash = state.size ? `#${state}` : "#none";
  };

  for (const side of ["a", "b"]) {
    field(side).addEventListener("change", () => go(field("a").value, field("b").value));
    field(`${side}-find`).addEventListener("input", () => {
      const find = (stem) => plans.find((plan) => plan.stem === stem);
      fill(side, find(field(side).value), side === "b" ? find(field("a").value) : undefined);
    });
  }
  field("swap").addEventListener("click", () => go(field("b").value, field("a").value));
  field("choose").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", show);
  field("choose").hidden = false;
  show();
}
