/* The hall's type-ahead: type, Enter marks present, Escape clears; the focus stays in the filter.
   Without this script the filter is a search form and every button a plain POST. */
(() => {
  "use strict";
  const hall = document.querySelector(".hall");
  const filter = document.getElementById("hall-filter");
  const list = document.getElementById("hall-list");
  const status = document.getElementById("hall-status");
  if (!hall || !filter || !list) return;

  const variants = new Map();
  const pairs = Array.from(hall.dataset.variants);
  for (let i = 0; i + 1 < pairs.length; i += 2) variants.set(pairs[i], pairs[i + 1]);

  hall.querySelector("[data-without-script]").hidden = true;
  hall.querySelector("[data-with-script]").hidden = false;

  /* As core.japanese.names.search_key folds, so that both sides meet. */
  const fold = (text) =>
    Array.from(text.replace(/[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "").normalize("NFKC"))
      .map((c) => variants.get(c) || c)
      .map((c) => (c >= "ァ" && c <= "ヶ" ? String.fromCharCode(c.charCodeAt(0) - 0x60) : c))
      .join("")
      .toLowerCase()
      .replace(/\s+/g, "");

  /* Half-way through typing たかは, an input method shows たかh. */
  const wanted = () => {
    const text = fold(filter.value);
    return /[^\x00-\x7f]/.test(text) ? text.replace(/[a-z]+$/, "") : text;
  };

  const people = () => Array.from(list.children);
  const shown = () => people().filter((person) => !person.hidden);
  const name = (person) => person.querySelector(".hall__name").firstChild.textContent.trim();
  const say = (text, isError = false) => {
    status.textContent = text;
    status.classList.toggle("hall__status--error", isError);
  };
  const said = (key, value) => hall.dataset[key].replace("%s", value);

  /* A word that starts so (た is たかはし and not けんた), or a name that holds it. */
  const matches = (person, text) => {
    const words = person.dataset.key.split(" ");
    return words[0].includes(text) || words.some((word) => word.startsWith(text));
  };

  let chosen = null;
  const choose = (person) => {
    if (chosen) {
      const before = document.getElementById(chosen);
      if (before) before.classList.remove("hall__person--chosen");
    }
    chosen = person ? person.id : null;
    if (person) {
      person.classList.add("hall__person--chosen");
      person.scrollIntoView({ block: "nearest" });
    }
  };

  const narrow = () => {
    const text = wanted();
    for (const person of people()) person.hidden = !matches(person, text);
    const found = shown();
    choose(text ? found[0] : null);
    if (!text) say("");
    else if (found.length === 0) say(hall.dataset.textNone);
    else if (found.length === 1) say(name(found[0]));
    else say(said("textFound", found.length));
  };

  filter.addEventListener("input", narrow);
  filter.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const found = shown();
    const at = found.findIndex((person) => person.id === chosen);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = found[Math.max(0, Math.min(found.length - 1, at + step))];
      if (next) {
        choose(next);
        say(name(next));
      }
    } else if (event.key === "Enter") {
      event.preventDefault();
      const person = found[at];
      if (!person) return;
      const mark = person.querySelector(".hall__mark");
      if (mark.disabled) return;
      if (mark.getAttribute("aria-pressed") === "true") say(said("textAlready", name(person)));
      else mark.click();
      filter.select();
    } else if (event.key === "Escape") {
      event.preventDefault();
      filter.value = "";
      narrow();
    }
  });

  /* A row comes back from the server: it keeps its place in the filter, and is read aloud. */
  document.body.addEventListener("htmx:afterSettle", (event) => {
    const person = document.getElementById(event.detail.target.id);
    if (!person || !person.classList.contains("hall__person")) return;
    if (person.id === chosen) person.classList.add("hall__person--chosen");
    if (person.dataset.problem) return say(person.dataset.problem, true);
    const isPresent = person.querySelector(".hall__mark").getAttribute("aria-pressed") === "true";
    say(said(isPresent ? "textMarked" : "textUnmarked", name(person)));
  });
  for (const failure of ["htmx:responseError", "htmx:sendError", "htmx:timeout"])
    document.body.addEventListener(failure, () => say(hall.dataset.textFailed, true));

  if (filter.value) narrow();
})();
