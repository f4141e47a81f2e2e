// Remembers the paragraph somebody reads, so that the unit can be resumed on another device. Nothing moves by itself.

const REST = 1500;
const BELOW_EDGE = 120;

const text = document.querySelector("[data-reading]");
const token = document.querySelector("input[name=csrfmiddlewaretoken]").value;
const paragraphs = [...text.querySelectorAll("p, li, h2, h3, h4, figure, blockquote")];
let known = text.dataset.place;
let timer = 0;

const current = () => {
  const above = paragraphs.filter((paragraph) => paragraph.getBoundingClientRect().top < BELOW_EDGE);
  return String(Math.max(0, above.length - 1));
};

function tell() {
  clearTimeout(timer);
  const place = current();
  if (place === known) return;
  known = place;
  fetch(text.dataset.reading, {
    method: "POST",
    keepalive: true,
    body: new URLSearchParams({ csrfmiddlewaretoken: token, place }),
  }).catch(() => {
    known = "";
  });
}

function offerToResume() {
  const paragraph = paragraphs[Number(known)];
  if (!Number(known) || !paragraph) return;
  const line = document.querySelector("[data-resume]");
  line.hidden = false;
  line.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    paragraph.tabIndex = -1;
    paragraph.focus({ preventScroll: true });
    paragraph.scrollIntoView({ block: "start" });
    line.hidden = true;
  });
}

offerToResume();
addEventListener("scroll", () => {
  clearTimeout(timer);
  timer = setTimeout(tell, REST);
}, { passive: true });
document.addEventListener("visibilitychange", () => document.hidden && timer && tell());
