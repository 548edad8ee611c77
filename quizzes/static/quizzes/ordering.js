// Orderings: rows move up and down, and their places are numbered by themselves.
// Without it each row has its list of places to choose from.
"use strict";

for (const list of document.querySelectorAll("[data-ordering]")) {
  const rows = () => [...list.querySelectorAll("[data-ordering-row]")];
  const select = (row) => row.querySelector("select");
  const heard = list.querySelector("[aria-live]");

  const mark = () => {
    const all = rows();
    for (const [place, row] of all.entries()) {
      const [up, down] = row.querySelectorAll("button");
      up.ariaDisabled = String(place === 0);
      down.ariaDisabled = String(place === all.length - 1);
    }
  };

  const number = (moved) => {
    for (const [place, row] of rows().entries()) {
      select(row).selectedIndex = place + 1;
      select(row).removeAttribute("aria-invalid");
    }
    mark();
    heard.textContent = `${moved.dataset.orderingRow} ${select(moved).selectedOptions[0].text}`;
  };

  list.addEventListener("click", ({ target }) => {
    const button = target.closest("button");
    if (!button || button.ariaDisabled === "true") return;
    const row = button.closest("[data-ordering-row]");
    // The neighbour moves, so that the pressed button keeps the focus.
    if (button.dataset.move === "up") row.after(row.previousElementSibling);
    else row.before(row.nextElementSibling);
    number(row);
  });

  list.addEventListener("change", ({ target }) => {
    const place = target.selectedIndex - 1;
    if (place < 0) return;
    const row = target.closest("[data-ordering-row]");
    const others = rows().filter((other) => other !== row);
    if (place < others.length) others[place].before(row);
    else others.at(-1).after(row);
    target.focus();
    number(row);
  });

  // Answers shown again stand in their places.
  const places = rows().map((row) => select(row).selectedIndex);
  if (new Set(places).size === places.length && !places.includes(0)) {
    const sorted = rows().sort((a, b) => select(a).selectedIndex - select(b).selectedIndex);
    heard.before(...sorted);
  }
  for (const button of list.querySelectorAll("button")) button.hidden = false;
  list.classList.add("dads-numbered--moving");
  mark();
}
