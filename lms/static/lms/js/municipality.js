// Offers municipalities while typing. Without this script the form asks back with a list after sending.

const MINIMUM = 2;
const WAIT = 200;

function enhance(block, number) {
  const input = block.querySelector("input[type=text]");
  const list = document.createElement("ul");
  const status = document.createElement("p");
  let active = -1;
  let timer = 0;

  list.id = `municipality-list-${number}`;
  list.className = "qc-suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Passende Kommunen");
  list.hidden = true;
  status.className = "kern-sr-only";
  status.setAttribute("role", "status");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);
  input.after(list, status);

  const options = () => [...list.children];

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    input.value = option.textContent;
    close();
    input.focus();
  }

  function activate(index) {
    const all = options();
    if (!all.length) return;
    active = (index + all.length) % all.length;
    all.forEach((option, position) => option.setAttribute("aria-selected", String(position === active)));
    all[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[active].id);
  }

  function show(names) {
    list.replaceChildren(...names.map((name, index) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${index}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.textContent = name;
      option.addEventListener("mousedown", (event) => { event.preventDefault(); choose(option); });
      return option;
    }));
    active = -1;
    list.hidden = names.length === 0;
    input.setAttribute("aria-expanded", String(names.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = names.length === 1 ? "1 Kommune passt." : `${names.length} Kommunen passen.`;
  }

  async function search() {
    const typed = input.value.trim();
    if (typed.length < MINIMUM) return close();
    const answer = await fetch(`${block.dataset.municipality}?q=${encodeURIComponent(typed)}`);
    if (answer.ok && typed === input.value.trim()) show((await answer.json()).municipalities);
  }

  input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(search, WAIT); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown") { event.preventDefault(); activate(active + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); activate(active - 1); }
    if (event.key === "Escape") { event.preventDefault(); close(); }
    if (event.key === "Enter" && active >= 0) { event.preventDefault(); choose(options()[active]); }
  });
}

document.querySelectorAll("[data-municipality]").forEach(enhance);
