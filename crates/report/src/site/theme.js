// The colours: as the system has them, or as they were chosen here. It is loaded before the page is shown.
"use strict";
{
  const key = "ablate-theme";
  const choices = ["auto", "light", "dark"];
  let chosen = "auto";
  try {
    chosen = localStorage.getItem(key) ?? "auto";
  } catch {
    // a browser that keeps nothing still shows the page
  }

  const show = () => {
    if (!choices.includes(chosen)) chosen = "auto";
    if (chosen === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = chosen;
    const button = document.getElementById("theme");
    if (button) button.textContent = `Theme: ${chosen}`;
  };

  show();
  addEventListener("storage", (event) => {
    if (event.key !== key) return;
    chosen = event.newValue ?? "auto";
    show();
  });
  addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    button.hidden = false;
    button.addEventListener("click", () => {
      chosen = choices[(choices.indexOf(chosen) + 1) % choices.length];
      try {
        localStorage.setItem(key, chosen);
      } catch {
        // as above
      }
      show();
    });
    show();
  });
}
