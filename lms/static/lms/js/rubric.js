// Keys 1 to 4 choose in the row of radio buttons that has the focus, and lead to the next row.
// Without this script arrows and Tab do the same.

const hint = document.querySelector("[data-rubric-hint]");
const rows = [...document.querySelectorAll("form[data-save] fieldset")].filter(
  (row) => row.querySelector("input[type=radio]") && !row.querySelector("fieldset"),
);
const radiosOf = (row) => [...row.querySelectorAll("input[type=radio]")];

function goTo(row) {
  if (!row) return;
  const radios = radiosOf(row);
  (radios.find((radio) => radio.checked) ?? radios[0]).focus();
}

function choose(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.type !== "radio") return;
  const row = event.target.closest("fieldset");
  const radio = radiosOf(row)[Number(event.key) - 1];
  if (!/^[1-4]$/.test(event.key) || !radio) return;
  event.preventDefault();
  radio.click();
  goTo(rows[rows.indexOf(row) + 1]);
}

if (hint && rows.length) {
  hint.hidden = false;
  for (const row of rows) row.addEventListener("keydown", choose);
}
