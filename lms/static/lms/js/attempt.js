// Saves answers while they are given, keeps unsent ones through a reload, and tells the remaining time.
// Without this script every page turn saves; nothing here decides what counts.

const REST = 2000;
const AT_LEAST_EVERY = 10000;
const SPOKEN_MINUTES = [10, 5, 1];

const form = document.querySelector("#antwort-form");
const bar = document.querySelector(".qc-testbar");
const savedLine = bar.querySelector("[data-saved]");
const notices = document.querySelector("[data-notices]");
const queuePrefix = `qc-attempt-${form.dataset.attempt}-`;
const queueKey = queuePrefix + form.dataset.number;

// --- Four states, always in words ------------------------------------------------------------------

function tell(words, icon = "") {
  savedLine.replaceChildren();
  if (icon) {
    const mark = document.createElement("span");
    mark.className = `kern-icon kern-icon--${icon}`;
    mark.setAttribute("aria-hidden", "true");
    savedLine.append(mark);
  }
  savedLine.append(words);
}

const tellSaving = () => tell("Wird gespeichert");
const tellUnsaved = () => tell("Noch nicht gespeichert", "warning");
const tellSaved = (reply) => tell(`Gespeichert um ${reply.saved_at}`, "success");

function notice(id) {
  const shown = document.querySelector(`#${id}`).content.firstElementChild.cloneNode(true);
  shown.dataset.notice = id;
  withdraw(id);
  notices.append(shown);
  return shown;
}

function withdraw(id) {
  notices.querySelector(`[data-notice="${id}"]`)?.remove();
}

// --- The answer as it stands in the form ------------------------------------------------------------

const field = (name) => form.elements.namedItem(name);

const packet = () => new URLSearchParams(new FormData(form));

function answerIn(data) {
  const own = new URLSearchParams(data);
  for (const name of ["csrfmiddlewaretoken", "based_on", "writer", "writer_seq", "shown_deadline"]) own.delete(name);
  return own.toString();
}

let stored = answerIn(packet());
let sending = null;
let conflicted = Boolean(notices.querySelector("[data-stale]"));
let restTimer = 0;
let latestTimer = 0;
let retryTimer = 0;

const isChanged = () => answerIn(packet()) !== stored;

// --- Saving ------------------------------------------------------------------------------------------

function changed() {
  field("unanswered")?.remove();
  if (!isChanged()) return;
  tellUnsaved();
  clearTimeout(restTimer);
  restTimer = setTimeout(save, REST);
  latestTimer ||= setTimeout(save, AT_LEAST_EVERY);
}

function keep(data) {
  try {
    localStorage.setItem(queueKey, JSON.stringify({ url: form.dataset.save, body: data.toString() }));
  } catch {
    // A full or forbidden store leaves the page itself as the only copy; the line above says so.
  }
}

async function send(url, body, options = {}) {
  const answer = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(body),
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    ...options,
  });
  if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no acknowledgement");
  return [answer.status, await answer.json()];
}

async function save() {
  clearTimeout(restTimer);
  clearTimeout(latestTimer);
  clearTimeout(retryTimer);
  latestTimer = 0;
  if (conflicted || !isChanged()) return;
  if (sending) {
    await sending;
    return save();
  }
  field("writer_seq").value = Number(field("writer_seq").value) + 1;
  const data = packet();
  keep(data);
  tellSaving();
  sending = deliver(data);
  await sending;
  sending = null;
  if (isChanged()) changed();
}

async function deliver(data) {
  try {
    const [status, reply] = await send(form.dataset.save, data);
    if (status === 200) acknowledged(data, reply);
    else if (status === 409) refusedAsStale(reply);
    else refused(reply);
  } catch {
    tellUnsaved();
    notice("hinweis-verbindung");
    retryTimer = setTimeout(save, AT_LEAST_EVERY);
  }
}

function acknowledged(data, reply) {
  stored = answerIn(data);
  field("based_on").value = reply.version;
  localStorage.removeItem(queueKey);
  withdraw("hinweis-verbindung");
  if (reply.counted) tellSaved(reply);
  else tell("Zu spät gespeichert, zählt nicht", "warning");
  showUnderstood(reply.understood);
  showAnswered(reply.answered);
  moveDeadline(reply);
}

function refused(reply) {
  // The answer could not be read: it stays here, and sending the page shows the sentence at the field.
  localStorage.removeItem(queueKey);
  tellUnsaved();
  showUnderstood("", reply.error);
}

function refusedAsStale(reply) {
  conflicted = true;
  localStorage.removeItem(queueKey);
  tellUnsaved();
  const shown = notice("hinweis-andere-antwort");
  shown.querySelector("[data-sentence]").textContent = reply.error;
  shown.querySelector("[data-keep-mine]").addEventListener("click", (event) => {
    event.preventDefault();
    field("based_on").value = reply.version;
    conflicted = false;
    withdraw("hinweis-andere-antwort");
    save();
  });
}

function showUnderstood(words, hint = "") {
  const line = form.querySelector("[data-understood]");
  if (line) line.textContent = words ? `Verstanden als ${words}` : hint;
}

function showAnswered(isAnswered) {
  const here = document.querySelector(".qc-qnav [aria-current]");
  here.classList.toggle("done", isAnswered);
  const all = document.querySelectorAll(".qc-qnav button").length;
  const done = document.querySelectorAll(".qc-qnav .done").length;
  document.querySelector("[data-tally]").textContent = `${done} beantwortet, ${all - done} offen. Sie können jederzeit springen.`;
}

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", () => {
  clearTimeout(restTimer);
  clearTimeout(latestTimer);
  field("writer_seq").value = Number(field("writer_seq").value) + 1;
  localStorage.removeItem(queueKey);
  submitted = true;
});

let submitted = false;

window.addEventListener("pagehide", () => {
  if (submitted || conflicted || !isChanged()) return;
  field("writer_seq").value = Number(field("writer_seq").value) + 1;
  const data = packet();
  keep(data);
  fetch(form.dataset.save, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true });
});

// --- What a reload or a lost connection left behind --------------------------------------------------

function restore(data) {
  const values = new URLSearchParams(data);
  reorder(values.getAll("order"));
  for (const control of form.elements) {
    if (!control.name || control.type === "hidden" || control.tagName === "BUTTON") continue;
    if (control.type === "radio" || control.type === "checkbox") {
      control.checked = values.getAll(control.name).includes(control.value);
    } else if (values.has(control.name)) {
      control.value = values.get(control.name);
    }
  }
}

async function sendWhatWaits() {
  for (const key of Object.keys(localStorage).filter((name) => name.startsWith(queuePrefix))) {
    const waiting = JSON.parse(localStorage.getItem(key));
    const isHere = key === queueKey;
    if (isHere) {
      restore(waiting.body);
      tellUnsaved();
    }
    const body = new URLSearchParams(waiting.body);
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    try {
      const [status, reply] = await send(waiting.url, body);
      if (!isHere) localStorage.removeItem(key);
      else if (status === 200) acknowledged(body, reply);
      else if (status === 409) refusedAsStale(reply);
      else refused(reply);
    } catch {
      if (isHere) notice("hinweis-verbindung");
      retryTimer = setTimeout(sendWhatWaits, AT_LEAST_EVERY);
      return;
    }
  }
}

// --- Ordering: the rows move in the page --------------------------------------------------------------

const list = form.querySelector("[data-order]");

function reorder(keys) {
  if (!list || keys.length !== list.children.length) return;
  const rows = new Map([...list.children].map((row) => [row.dataset.key, row]));
  list.append(...keys.map((key) => rows.get(key)));
  renumber();
}

function renumber() {
  const rows = [...list.children];
  rows.forEach((row, index) => {
    row.querySelector("select").value = String(index + 1);
    const [up, down] = row.querySelectorAll("button");
    mark(up, index === 0);
    mark(down, index === rows.length - 1);
  });
}

function mark(button, isAtTheEdge) {
  if (isAtTheEdge) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
}

function moveRow(row, place) {
  const others = [...list.children].filter((other) => other !== row);
  if (place < 0 || place > others.length) return;
  others.splice(place, 0, row);
  list.append(...others);
  renumber();
  const text = row.querySelector(":scope > span:not(.mv)").textContent;
  form.querySelector("[data-moved]").textContent = `„${text}“ ist jetzt an Stelle ${place + 1} von ${list.children.length}.`;
  changed();
}

if (list) {
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=up], button[name=down]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("li");
    moveRow(row, [...list.children].indexOf(row) + (button.name === "up" ? -1 : 1));
    button.focus();
  });
  list.addEventListener("change", (event) => {
    event.stopPropagation();
    const chosen = event.target;
    moveRow(chosen.closest("li"), Number(chosen.value) - 1);
    chosen.focus();
  });
}

// --- Words of an essay, on request and at the limits ---------------------------------------------------

const essay = form.querySelector("[data-words]");

if (essay) {
  const line = form.querySelector("[data-word-count]");
  const count = () => essay.value.split(/\s+/).filter(Boolean).length;
  const words = (number) => `${number} ${number === 1 ? "Wort" : "Wörter"}`;
  let isOver = false;
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => {
    line.querySelector("[role=status]").textContent = words(count());
  });
  essay.addEventListener("input", () => {
    const isNowOver = Boolean(essay.dataset.max) && count() > Number(essay.dataset.max);
    if (isNowOver && !isOver) line.querySelector("[role=status]").textContent = `${words(count())}, vorgesehen sind höchstens ${essay.dataset.max}.`;
    isOver = isNowOver;
  });
}

// --- Time ----------------------------------------------------------------------------------------------

let deadline = bar.dataset.deadline ? Date.parse(bar.dataset.deadline) : 0;
const clockSkew = bar.dataset.now ? Date.parse(bar.dataset.now) - Date.now() : 0;
const spoken = bar.querySelector("[data-spoken]");
const said = new Set();
let timeTimer = 0;

const secondsLeft = () => Math.max(0, Math.round((deadline - Date.now() - clockSkew) / 1000));

function inWords(seconds) {
  if (seconds < 60) return `Noch ${seconds} Sekunden`;
  const minutes = Math.ceil(seconds / 60);
  return `Noch ${minutes} ${minutes === 1 ? "Minute" : "Minuten"}`;
}

function showTime() {
  const seconds = secondsLeft();
  const words = inWords(seconds);
  const line = bar.querySelector("[data-remaining]");
  if (line.textContent !== words) line.textContent = words;
  const minute = SPOKEN_MINUTES.find((limit) => seconds <= limit * 60 && seconds > limit * 60 - 30 && !said.has(limit));
  if (minute) {
    said.add(minute);
    spoken.textContent = inWords(minute * 60);
  }
  if (seconds === 0) return handIn();
  clearTimeout(timeTimer);
  timeTimer = setTimeout(showTime, seconds <= 60 ? 1000 : ((seconds % 60) || 60) * 1000);
}

function moveDeadline(reply) {
  const moved = reply.deadline ? Date.parse(reply.deadline) : 0;
  if (moved === deadline) return;
  field("shown_deadline").value = reply.deadline ?? "";
  if (!moved || !deadline) return location.reload(); // the answer is stored, and the bar with its clock comes or goes
  const minutes = Math.round((moved - deadline) / 60000);
  deadline = moved;
  bar.querySelector("[data-ends]").textContent = `(bis ${reply.ends_at})`;
  withdraw("hinweis-mehr-zeit");
  withdraw("hinweis-weniger-zeit");
  if (minutes > 0) {
    say("hinweis-mehr-zeit", `Sie haben ${minutes} ${minutes === 1 ? "Minute" : "Minuten"} mehr, bis ${reply.ends_at}.`);
  } else if (minutes < 0) {
    say("hinweis-weniger-zeit", `Ihre Zeit endet jetzt um ${reply.ends_at}.`);
  }
  showTime();
}

function say(id, words) {
  notice(id).querySelector(".kern-alert__body p").textContent = words;
}

async function handIn() {
  await save();
  submitted = true;
  document.querySelector("#abgabe-form").submit();
}

if (deadline) {
  const announce = bar.querySelector("[data-announce]");
  announce.hidden = false;
  announce.addEventListener("click", () => {
    spoken.textContent = "";
    spoken.textContent = inWords(secondsLeft());
  });
  const ends = bar.querySelector("[data-ends]");
  ends.textContent = `(${ends.textContent.replace("Zeit ", "")})`;
  showTime();
}

sendWhatWaits();
