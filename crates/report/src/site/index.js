// Search and filters of the index. What is chosen stands behind the `#` of the address, so that it can be kept, sent
// and gone back to.
"use strict";
{
  const { papers, plans } = window.ablate;
  const field = (id) => document.getElementById(id);
  const names = ["q", "paper", "model", "task"];
  const rows = new Map([...document.querySelectorAll("[data-plan]")].map((row) => [Number(row.dataset.plan), row]));
  const sections = [...document.querySelectorAll("[data-paper]")];
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const most = 3;

  const texts = plans.map((plan) => fold([
    papers[plan.paper], plan.stem, plan.planner, plan.model, plan.task,
    ...plan.ablations.flatMap((it) => [it.name, it.part, ...it.metrics]), ...plan.claims,
  ].join("\n")));

  const read = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    return Object.fromEntries(names.map((name) => [name, state.get(name) ?? ""]));
  };

  const address = () => {
    const state = new URLSearchParams();
    for (const name of names) if (field(name).value) state.set(name, field(name).value);
    return `#${state.size ? state : "all"}`;
  };

  // whether a plan has all that is asked for, except for one field
  const fits = (plan, index, state, words, except) =>
    (except === "paper" || !state.paper || plan.paper === Number(state.paper)) &&
    (except === "model" || !state.model || plan.model === state.model) &&
    (except === "task" || !state.task || plan.task === state.task) &&
    words.every((word) => texts[index].includes(word));

  const choices = (name, value, label, state, words) => {
    const counts = new Map();
    plans.forEach((plan, index) => {
      if (fits(plan, index, state, words, name)) counts.set(value(plan), (counts.get(value(plan)) ?? 0) + 1);
    });
    for (const option of field(name).options) {
      if (!option.value) continue;
      const count = counts.get(option.value) ?? 0;
      option.textContent = `${label(option.value)} (${count})`;
      option.hidden = count === 0 && !option.selected;
    }
  };

  // the ablations that are the reason why a plan is found
  const hits = (row, plan, words) => {
    row.querySelector(".hits")?.remove();
    const names = row.querySelector(".names");
    if (names) names.hidden = false;
    if (!words.length) return;
    const found = plan.ablations.map((it, index) => [it, index]).filter(([it]) => {
      const text = fold([it.name, it.part, ...it.metrics].join("\n"));
      return words.some((word) => text.includes(word));
    });
    if (!found.length) return;
    const list = document.createElement("ul");
    list.className = "hits";
    for (const [it, index] of found.slice(0, most)) {
      const link = document.createElement("a");
      link.href = `plans/${plan.stem}.html#a${index + 1}`;
      link.textContent = it.name;
      const item = document.createElement("li");
      item.append(link, ` ${it.part}`);
      list.append(item);
    }
    if (found.length > most) {
      const item = document.createElement("li");
      item.textContent = `and ${found.length - most} more`;
      list.append(item);
    }
    if (names) names.hidden = true;
    row.append(list);
  };

  const show = () => {
    const state = read();
    for (const name of names) if (field(name).value !== state[name]) field(name).value = state[name];
    const words = fold(state.q).split(/\s+/).filter(Boolean);
    const shown = new Set();
    let n = 0;
    plans.forEach((plan, index) => {
      const row = rows.get(index);
      row.hidden = !fits(plan, index, state, words);
      if (row.hidden) return;
      n += 1;
      shown.add(plan.paper);
      hits(row, plan, words);
    });
    for (const section of sections) section.hidden = !shown.has(Number(section.dataset.paper));
    field("nothing").hidden = n > 0;
    const all = n === plans.length;
    field("shown").textContent = all ? "" : `${n} of ${plans.length} plans, ${shown.size} of ${papers.length} papers`;
    choices("paper", (plan) => String(plan.paper), (value) => papers[value], state, words);
    choices("model", (plan) => plan.model, (value) => value, state, words);
    choices("task", (plan) => plan.task, (value) => value, state, words);
  };

  papers.forEach((title, index) => field("paper").add(new Option(title, index)));
  let timer;
  const type = () => {
    location.replace(address());
    show();
  };
  field("q").addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(type, 150);
  });
  for (const name of names.slice(1)) field(name).addEventListener("change", () => { location.hash = address(); });
  const clear = () => {
    clearTimeout(timer);
    location.hash = "#all";
    field("q").focus();
  };
  field("find").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    type();
  });
  field("find").addEventListener("reset", (event) => {
    event.preventDefault();
    clear();
  });
  field("again").addEventListener("click", clear);
  addEventListener("hashchange", show);
  field("find").hidden = false;
  show();
}
