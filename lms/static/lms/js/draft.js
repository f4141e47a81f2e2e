// Saves a draft while it is written, and keeps unsent words through a reload.
// Without this script the button saves; nothing here decides what counts.

const REST = 2000;
const AT_LEAST_EVERY = 10000;
const LOCAL = "qc-draft-";

const form = document.querySelector("form[data-save]");
const place = document.querySelector("[data-draft-place]");

function begin() {
  const line = document.querySelector("[data-saved]");
  const notices = document.querySelector("[data-notices]");
  const key = LOCAL + form.dataset.key;
  const field = (name) => form.elements.namedItem(name);

  // --- States, always in words ---------------------------------------------------------------------

  function tell(words, icon = "") {
    line.replaceChildren();
    if (icon) {
      const mark = document.createElement("span");
      mark.className = `kern-icon kern-icon--${icon}`;
      mark.setAttribute("aria-hidden", "true");
      line.append(mark);
    }
    line.append(words);
  }

  const tellUnsaved = () => tell("Noch nicht gespeichert", "warning");

  function notice(id, sentence = "") {
    withdraw(id);
    const shown = document.querySelector(`#${id}`).content.firstElementChild.cloneNode(true);
    shown.dataset.notice = id;
    if (sentence) shown.querySelector("[data-sentence]").textContent = sentence;
    notices.append(shown);
    return shown;
  }

  function withdraw(id) {
    notices.querySelector(`[data-notice="${id}"]`)?.remove();
  }

  // --- What stands in the form -----------------------------------------------------------------------

  function packet() {
    const data = new FormData(form);
    for (const control of form.elements) if (control.type === "file") data.delete(control.name);
    return new URLSearchParams(data);
  }

  function wordsIn(data) {
    const own = new URLSearchParams(data);
    for (const name of ["csrfmiddlewaretoken", "based_on", "writer", "description"]) own.delete(name);
    return own.toString().replaceAll("%0D%0A", "%0A");
  }

  let stored = wordsIn(packet());
  let sending = null;
  let stopped = false;
  let submitted = false;
  let restTimer = 0;
  let latestTimer = 0;

  const isChanged = () => wordsIn(packet()) !== stored;

  function keep(data) {
    try {
      localStorage.setItem(key, data.toString());
    } catch {
      // A full or forbidden store leaves the page itself as the only copy; the line above says so.
    }
  }

  // --- Saving ------------------------------------------------------------------------------------------

  function changed() {
    if (!isChanged()) return;
    tellUnsaved();
    keep(packet());
    clearTimeout(restTimer);
    restTimer = setTimeout(save, REST);
    latestTimer ||= setTimeout(save, AT_LEAST_EVERY);
  }

  async function save() {
    clearTimeout(restTimer);
    clearTimeout(latestTimer);
    latestTimer = 0;
    if (stopped || submitted || !isChanged()) return;
    if (sending) {
      await sending;
      return save();
    }
    tell("Wird gespeichert");
    sending = deliver(packet());
    await sending;
    sending = null;
    if (isChanged() && !stopped) restTimer = setTimeout(save, REST);
  }

  async function deliver(data) {
    try {
      const answer = await fetch(form.dataset.save, {
        method: "POST",
        body: data,
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      if (!answer.headers.get("Content-Type")?.startsWith("application/json")) throw new Error("no acknowledgement");
      const reply = await answer.json();
      withdraw("hinweis-verbindung");
      if (answer.ok) acknowledged(data, reply);
      else refused(reply);
    } catch {
      tellUnsaved();
      notice("hinweis-verbindung");
      clearTimeout(latestTimer);
      latestTimer = setTimeout(save, AT_LEAST_EVERY);
    }
  }

  function acknowledged(data, reply) {
    stored = wordsIn(data);
    if (field("based_on")) field("based_on").value = reply.version;
    if (isChanged()) keep(packet());
    else localStorage.removeItem(key);
    tell(`Gespeichert um ${reply.saved_at}`, "success");
  }

  function refused(reply) {
    tellUnsaved();
    stopped = true;
    if (!reply.version) {
      notice("hinweis-abgelehnt", reply.error);
      return;
    }
    const shown = notice("hinweis-anderer-stand", reply.error);
    shown.querySelector("[data-show-saved]").addEventListener("click", () => {
      submitted = true;
      localStorage.removeItem(key);
    });
    shown.querySelector("[data-keep-mine]").addEventListener("click", (event) => {
      event.preventDefault();
      field("based_on").value = reply.version;
      stopped = false;
      withdraw("hinweis-anderer-stand");
      save();
    });
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    submitted = true;
    clearTimeout(restTimer);
    clearTimeout(latestTimer);
    localStorage.removeItem(key);
  });

  window.addEventListener("pagehide", () => {
    if (submitted || stopped || !isChanged()) return;
    const data = packet();
    keep(data);
    fetch(form.dataset.save, { method: "POST", body: data, headers: { Accept: "application/json" }, keepalive: true });
  });

  // --- What a reload or a lost connection left behind ------------------------------------------------

  const left = localStorage.getItem(key);
  if (!left || form.querySelector("[aria-invalid=true]") || document.querySelector("[data-stale]")) return;
  const values = new URLSearchParams(left);
  if (wordsIn(values) === stored) {
    localStorage.removeItem(key);
    return;
  }
  for (const control of form.elements) {
    const isOwn = control.name && !["hidden", "file", "submit"].includes(control.type);
    if (isOwn && (control.type === "radio" || control.type === "checkbox")) {
      control.checked = values.getAll(control.name).includes(control.value);
    } else if (isOwn && values.has(control.name)) {
      control.value = values.get(control.name);
    }
  }
  for (const name of ["based_on", "writer"]) if (field(name) && values.has(name)) field(name).value = values.get(name);
  save();
}

if (form) begin();
else if (place) localStorage.removeItem(LOCAL + place.dataset.draftPlace);
