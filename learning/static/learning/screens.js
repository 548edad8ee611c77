// Lessons of several screens: one at a time. Without it they stand on the page in order.
"use strict";

{
  // A place that the reader has just been led to: heard by screen readers, seen from `top` on.
  const goTo = (place, top) => {
    place.tabIndex = -1;
    place.focus({ preventScroll: true });
    top.scrollIntoView({ block: "start" });
  };

  const turnPages = (screens) => {
    const pager = document.querySelector(".lesson-pager");
    const previous = pager.querySelector("[data-previous]");
    const next = pager.querySelector("[data-next]");
    const tools = document.querySelector(".lesson-tools");
    const where = tools.querySelector(".lesson-tools__where");
    const after = document.querySelector(".lesson-next");
    let current = -1;

    const placeAsked = () => document.getElementById(decodeURIComponent(location.hash.slice(1)));
    // `#screen-3`, or any place within a screen; what went wrong in the quiz comes first.
    const indexAsked = () => {
      const place = location.hash && placeAsked();
      const wrong = current < 0 && document.querySelector(".dads-question--invalid, [aria-invalid]");
      return Math.max(0, screens.findIndex((screen) => screen.contains(place || wrong || null)));
    };
    const show = (index) => {
      if (index === current) return false;
      current = index;
      screens.forEach((screen, number) => screen.classList.toggle("is-away", number !== index));
      const label = screens[index].getAttribute("aria-label");
      where.querySelector("span").textContent = label;
      where.querySelector("progress").value = index + 1;
      previous.disabled = index === 0;
      next.hidden = index === screens.length - 1;
      after.classList.toggle("is-away", !next.hidden);
      document.dispatchEvent(new Event("lesson:moved"));
      return true;
    };
    const turn = (by) => {
      const index = current + by;
      history.pushState(null, "", `#${screens[index].id}`);
      show(index);
      goTo(screens[index], tools);
    };
    const follow = () => {
      const index = indexAsked();
      const place = placeAsked();
      if (!show(index)) return;
      if (place && !screens.includes(place)) goTo(place, place);
      else goTo(screens[index], tools);
    };

    previous.addEventListener("click", () => turn(-1));
    next.addEventListener("click", () => turn(1));
    window.addEventListener("popstate", follow);
    document.body.classList.add("has-screens");
    pager.hidden = false;
    where.hidden = false;
    const first = indexAsked();
    show(first);
    if (first > 0) (placeAsked() || screens[first]).scrollIntoView();
  };

  const screens = [...document.querySelectorAll(".lesson-screen")];
  if (screens.length > 1) turnPages(screens);
}
