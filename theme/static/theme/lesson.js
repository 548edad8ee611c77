// Lessons: conversations along the way taken, screens one at a time, reading aloud.
// Without it everything stands on the page in order.
"use strict";

{
  const body = document.querySelector(".lesson-body");
  const moved = new Event("lesson:moved");

  // A place that the reader has just been led to: heard by screen readers, seen on top.
  const goTo = (place, top = place) => {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    top.scrollIntoView({ block: "start" });
  };

  // Conversations -----------------------------------------------------------------------------
  const play = (talk) => {
    const steps = [...talk.querySelectorAll(".dads-step")];
    const list = steps[0].parentElement;
    let path = [steps[0]];

    const again = document.createElement("p");
    again.className = "dads-conversation__again dads-no-print";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dads-button dads-button--outline";
    button.textContent = document.querySelector("[data-restart]").dataset.restart;
    again.append(button);
    talk.append(again);

    // Moving an element takes the focus from it: only where the order changes.
    const inOrder = (wanted) => {
      if (wanted.some((step, index) => list.children[index] !== step)) list.append(...wanted);
    };
    const show = () => {
      const later = steps.filter((step) => !path.includes(step));
      for (const step of later) {
        for (const option of step.querySelectorAll("details[open]")) option.open = false;
      }
      inOrder([...path, ...later]);
      for (const step of steps) step.classList.toggle("is-later", later.includes(step));
      again.hidden = path.length === 1 && !path[0].querySelector("details[open]");
      document.dispatchEvent(moved);
    };
    const close = (step) => {
      for (const option of step.querySelectorAll("details[open]")) option.open = false;
    };

    talk.addEventListener("click", (event) => {
      const link = event.target.closest(".dads-option__next a");
      if (!link) return;
      event.preventDefault();
      const next = document.getElementById(link.hash.slice(1));
      const back = path.indexOf(next);
      path = path.slice(0, (back < 0 ? path.indexOf(link.closest(".dads-step")) : back) + 1);
      if (back < 0) path.push(next);
      else close(next);
      show();
      goTo(next);
    });

    // Another reply takes back what came of the first one.
    talk.addEventListener(
      "toggle",
      (event) => {
        const option = event.target;
        const index = path.indexOf(option.closest(".dads-step"));
        const link = option.querySelector(".dads-option__next a");
        if (option.open && index >= 0 && path[index + 1]?.id !== link?.hash.slice(1)) {
          path = path.slice(0, index + 1);
        }
        show();
      },
      true,
    );

    button.addEventListener("click", () => {
      path = [steps[0]];
      close(steps[0]);
      inOrder(steps);
      show();
      goTo(steps[0]);
    });

    // Paper shows every step, in the author's order.
    window.addEventListener("beforeprint", () => inOrder(steps));
    window.addEventListener("afterprint", show);

    talk.classList.add("is-played");
    show();
  };

  // Screens -----------------------------------------------------------------------------------
  const page = (screens) => {
    const pager = document.querySelector(".lesson-pager");
    const previous = pager.querySelector("[data-previous]");
    const next = pager.querySelector("[data-next]");
    const tools = document.querySelector(".lesson-tools");
    const where = tools.querySelector(".lesson-tools__where");
    const after = document.querySelector(".lesson-next");
    let here = -1;

    // `#screen-3`, or any place within a screen; what went wrong in the quiz comes first.
    const asked = () => {
      const place = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      const wrong = here < 0 && document.querySelector(".dads-question--invalid, [aria-invalid]");
      return Math.max(0, screens.findIndex((screen) => screen.contains(place || wrong || null)));
    };
    const show = (index) => {
      if (index === here) return false;
      here = index;
      screens.forEach((screen, number) => screen.classList.toggle("is-away", number !== index));
      const label = screens[index].getAttribute("aria-label");
      where.querySelector("span").textContent = label;
      where.querySelector("progress").value = index + 1;
      previous.disabled = index === 0;
      next.hidden = index === screens.length - 1;
      after.classList.toggle("is-away", !next.hidden);
      document.dispatchEvent(moved);
      return true;
    };
    const turn = (by) => {
      const index = here + by;
      history.pushState(null, "", `#${screens[index].id}`);
      show(index);
      goTo(screens[index], tools);
    };
    const follow = () => {
      const index = asked();
      const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!show(index)) return;
      if (place && !screens.includes(place)) goTo(place);
      else goTo(screens[index], tools);
    };

    previous.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));
    window.addEventListener("popstate", follow);
    document.body.classList.add("has-screens");
    pager.hidden = false;
    where.hidden = false;
    const first = asked();
    show(first);
    if (first > 0) (document.getElementById(location.hash.slice(1)) || screens[first]).scrollIntoView();
  };

  // Reading aloud -----------------------------------------------------------------------------
  // The author's reading is spoken, not the kanji: a voice would have to guess.
  const SILENT =
    "svg, button, input, select, textarea, rp, template, .lesson-sources, .dads-figure__source," +
    " .dads-visually-hidden, .dads-option__target, .dads-no-print, [lang]:not([lang|=ja])";
  const LINE = "p, li, dt, dd, h1, h2, h3, h4, h5, h6, summary, figcaption, caption, legend, label, td, th";
  const SENTENCE = /[^。！？!?]+[。！？!?]*[」』）)]*/g;

  // The lines of a place as they are shown: `{element, text}`.
  const linesOf = (root) => {
    const lines = [];
    let text = "";
    let element = root;
    const end = () => {
      const words = text.replace(/\s+/g, " ").trim();
      if (words) lines.push({ element, text: words });
      text = "";
    };
    const read = (node) => {
      if (node.nodeType === Node.TEXT_NODE) {
        if (!text.trim()) element = node.parentElement.closest(LINE) || node.parentElement;
        text += node.data;
        return;
      }
      if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SILENT)) return;
      if (node.matches("ruby")) {
        if (!text.trim()) element = node.closest(LINE) || node;
        for (const reading of node.querySelectorAll("rt")) text += reading.textContent;
        return;
      }
      const display = getComputedStyle(node).display;
      if (display === "none") return;
      const isLine = !display.startsWith("inline") && display !== "contents";
      if (isLine || node.matches("br")) end();
      const isClosed = node.matches("details:not([open])");
      for (const child of node.childNodes) {
        if (!isClosed || child.nodeName === "SUMMARY") read(child);
      }
      if (isLine) end();
    };
    read(root);
    end();
    return lines;
  };

  const aloud = (button) => {
    const speech = window.speechSynthesis;
    const label = button.querySelector("span");
    const start = label.textContent;
    let queue = []; // held, or browsers drop their events
    let marked = null;

    const mark = (element) => {
      marked?.classList.remove("is-spoken");
      marked = element;
      marked?.classList.add("is-spoken");
      marked?.scrollIntoView({ block: "nearest" });
    };
    const stop = () => {
      if (!queue.length) return;
      queue = [];
      speech.cancel();
      mark(null);
      label.textContent = start;
    };
    const say = () => {
      const screen = document.querySelector(".lesson-screen:not(.is-away)");
      const title = document.querySelector(".lesson-head h1");
      const places = screen && screen.id !== "screen-1" ? [screen] : [title, screen || body];
      for (const line of places.flatMap(linesOf)) {
        for (const sentence of line.text.match(SENTENCE) || []) {
          const words = new SpeechSynthesisUtterance(sentence.trim());
          words.lang = "ja-JP";
          words.rate = 0.9;
          words.addEventListener("start", () => queue.includes(words) && mark(line.element));
          words.addEventListener("end", () => words === queue.at(-1) && stop());
          words.addEventListener("error", () => queue.includes(words) && stop());
          queue.push(words);
        }
      }
      if (!queue.length) return;
      label.textContent = button.dataset.stop;
      for (const words of [...queue]) speech.speak(words);
    };
    // Where there are voices and none is Japanese, there is nothing to listen to.
    const offer = () => {
      const voices = speech.getVoices();
      button.hidden = voices.length > 0 && !voices.some((voice) => /^ja\b/i.test(voice.lang));
    };

    speech.cancel(); // what a page before was saying
    button.addEventListener("click", () => (queue.length ? stop() : say()));
    document.addEventListener("lesson:moved", stop);
    window.addEventListener("pagehide", stop);
    speech.addEventListener?.("voiceschanged", offer);
    offer();
  };

  if (body) {
    document.querySelectorAll(".dads-conversation").forEach(play);
    const screens = [...document.querySelectorAll(".lesson-screen")];
    if (screens.length > 1) page(screens);
    const button = document.querySelector("[data-aloud]");
    if (button && window.speechSynthesis && window.SpeechSynthesisUtterance) aloud(button);
  }
}
