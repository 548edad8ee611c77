// Makes pages nicer; every page works without it.
"use strict";

// A form sends once: the second press of its button does nothing.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]") || event.defaultPrevented) return;
  if (form.dataset.sending !== undefined) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sending]")) delete form.dataset.sending;
});

// Text size and furigana change at once; the server keeps the choice in a cookie.
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const button = event.submitter;
  if (!form.matches("[data-preference]") || !button) return;
  event.preventDefault();
  const body = new FormData(form, button);
  try {
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
    if (!answer.ok && answer.type !== "opaqueredirect") throw new Error(String(answer.status));
  } catch {
    return; // The reader may press again.
  }
  const root = document.documentElement;
  if (button.name === "text_size") {
    root.classList.remove("text-standard", "text-large", "text-largest");
    root.classList.add(`text-${button.value}`);
  } else {
    root.classList.toggle("furigana-off", button.value === "off");
  }
  for (const other of button.parentElement.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
});

// A link to a plain page of confirmation opens the same question as a dialog.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog) {
    event.preventDefault();
    dialog.showModal();
  }
  const closer = event.target.closest("dialog [data-close]");
  if (closer) {
    event.preventDefault();
    closer.closest("dialog").close();
  }
});

// Print buttons, and the eye beside a password.
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const eye = event.target.closest("[data-reveal]");
  if (!eye) return;
  const input = document.getElementById(eye.dataset.reveal);
  const shows = input.type === "password";
  input.type = shows ? "text" : "password";
  eye.setAttribute("aria-pressed", String(shows));
});

// After a failed form, the reader is taken to what is wrong.
document.querySelector(".dads-error-summary")?.focus();

// The menu on a narrow screen closes with Escape, as menus do.
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".site-menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
