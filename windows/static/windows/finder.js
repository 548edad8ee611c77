// The finder as one entry of the browser's history, and the way out of it. Works without this.
"use strict";

// A question is answered in place: no page, and so no entry, for each.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-finder]")) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok) throw new Error(String(answer.status));
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
  } catch {
    if (event.submitter?.name) {
      const chosen = document.createElement("input");
      Object.assign(chosen, {
        type: "hidden",
        name: event.submitter.name,
        value: event.submitter.value,
      });
      form.append(chosen);
    }
    form.submit(); // as without script; says by itself what is wrong
  }
});

function show(page) {
  const main = document.getElementById("main");
  main.replaceChildren(...page.getElementById("main").childNodes);
  document.title = page.title;
  window.scrollTo(0, 0);
  main.querySelector("h1")?.focus({ preventScroll: true });
}

// The pages about windows take each other's place too.
document.addEventListener("click", (event) => {
  const plain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  const quiet = event.target.closest("[data-quiet]");
  if (quiet && plain) {
    event.preventDefault();
    location.replace(quiet.href);
  }
  const exit = event.target.closest("[data-quick-exit]");
  if (exit && plain) {
    event.preventDefault();
    leave(exit);
  }
});

// Three presses of Escape within two seconds lead out as well.
let escapes = [];
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") {
    escapes = [];
    return;
  }
  escapes = [...escapes, event.timeStamp].filter((moment) => event.timeStamp - moment < 2000);
  const exit = document.querySelector("[data-quick-exit]");
  if (escapes.length >= 3 && exit) leave(exit);
});

function leave(exit) {
  const address = exit.href;
  // Empty at once, also where the network is slow; then the finder's entry becomes the other page.
  document.title = "";
  document.body.replaceChildren();
  location.replace(address);
}
