// Conversations in a lesson: shows the way that was taken. Without it every step stands on the page.
"use strict";

{
  // Heard by screen readers, seen on top.
  const goTo = (step) => {
    step.tabIndex = -1;
    step.focus({ preventScroll: true });
    step.scrollIntoView({ block: "start" });
  };

  const play = (conversation) => {
    const steps = [...conversation.querySelectorAll(".lesson-step")];
    const list = steps[0].parentElement;
    let path = [steps[0]];

    const again = document.createElement("p");
    again.className = "lesson-conversation__again dads-no-print";
    const button = document.createElement("button");
    button.type = "button";
    button.className = "dads-button dads-button--outline";
    button.textContent = document.querySelector("[data-restart]").dataset.restart;
    again.append(button);
    conversation.append(again);

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
      document.dispatchEvent(new Event("lesson:moved"));
    };
    const close = (step) => {
      for (const option of step.querySelectorAll("details[open]")) option.open = false;
    };

    conversation.addEventListener("click", (event) => {
      const link = event.target.closest(".lesson-option__next a");
      if (!link) return;
      event.preventDefault();
      const next = document.getElementById(link.hash.slice(1));
      const back = path.indexOf(next);
      path = path.slice(0, (back < 0 ? path.indexOf(link.closest(".lesson-step")) : back) + 1);
      if (back < 0) path.push(next);
      else close(next);
      show();
      goTo(next);
    });

    // Another reply takes back what came of the first one.
    conversation.addEventListener(
      "toggle",
      (event) => {
        const option = event.target;
        const index = path.indexOf(option.closest(".lesson-step"));
        const link = option.querySelector(".lesson-option__next a");
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

    conversation.classList.add("is-played");
    show();
  };

  document.querySelectorAll(".lesson-conversation").forEach(play);
}
