// Reading a lesson aloud, sentence by sentence. Its button shows once there is a voice.
// Stops at `lesson:moved`, which conversation.js and screens.js send when other text is shown.
"use strict";

{
  // The author's reading is spoken, not the kanji: a voice would have to guess.
  const SILENT =
    "svg, button, input, select, textarea, rp, template, .lesson-sources, .dads-figure__source," +
    " .dads-visually-hidden, .lesson-option__target, .dads-no-print, [lang]:not([lang|=ja])";
  const LINE =
    "p, li, dt, dd, h1, h2, h3, h4, h5, h6, summary, figcaption, caption, legend, label, td, th";
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

  const offerReading = (button) => {
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
      const body = screen || document.querySelector(".lesson-body");
      const places = screen && screen.id !== "screen-1" ? [body] : [title, body];
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

  const button = document.querySelector("[data-aloud]");
  if (button && window.speechSynthesis && window.SpeechSynthesisUtterance) offerReading(button);
}
