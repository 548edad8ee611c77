// Makes writing nicer; every page of the desk works without it.
"use strict";

const field = document.getElementById("id_source");

// A problem's link leads to its line.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-line]");
  if (!link || !field) return;
  event.preventDefault();
  const lines = field.value.split("\n");
  const line = Math.min(Number(link.dataset.line), lines.length) - 1;
  const start = lines.slice(0, line).reduce((sum, text) => sum + text.length + 1, 0);
  field.focus();
  field.setSelectionRange(start, start + lines[line].length);
  field.scrollTop = (field.scrollHeight / lines.length) * Math.max(0, line - 3);
});

// Leaving with unsaved words asks first.
const guarded = document.querySelector("form[data-guard]");
if (guarded) {
  let isChanged = false;
  guarded.addEventListener("input", () => {
    isChanged = true;
  });
  guarded.addEventListener("submit", () => {
    isChanged = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (isChanged) event.preventDefault();
  });
}
