// The sheet of a task without script is whole: with it, what does not apply is out of sight, and a draft survives.
const form = document.querySelector(".sheet-of-task");
const place = `baocun.task.${form.dataset.account}`;

// A second tap must not keep a second draft.
form.addEventListener("submit", () => {
  for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
});
addEventListener("pageshow", () => {
  for (const button of form.querySelectorAll("button")) button.disabled = false;
});

// The reason belongs to what is urgent, options to what is chosen from; the last row of fields brings the next.
const urgencies = [...form.querySelectorAll("input[name=urgent]")];
const more = form.querySelector("#more-rows");
const spare = () => [...form.querySelectorAll(".row[data-spare]")];

function fit() {
  const urgent = urgencies.at(-1);
  form.querySelector("#why").hidden = Boolean(urgent) && !urgent.checked;
  for (const row of form.querySelectorAll(".row")) {
    row.querySelector(".options").hidden = row.querySelector("select").value !== "choice";
    row.hidden = "spare" in row.dataset;
  }
  more.hidden = spare().length === 0;
  // A moment of one's own takes the place of the usual ones.
  const own = form.elements.moment.value !== "";
  for (const usual of form.querySelectorAll("input[name=due]")) usual.disabled = own;
}
more.addEventListener("click", () => {
  const next = spare()[0];
  delete next.dataset.spare;
  fit();
  next.querySelector("input").focus();
});
form.addEventListener("change", fit);
form.addEventListener("input", () => {
  if (location.search) return; // a draft or template can be opened again
  try {
    sessionStorage.setItem(place, JSON.stringify(values()));
  } catch (error) {
    // no storage: the sheet works without
  }
});

// What was typed and never handed in, because the network went or the page was left, stands there again.
function values() {
  return [...form.elements]
    .filter((one) => one.name && one.type !== "hidden")
    .map((one) => [one.name, one.value, one.type === "checkbox" || one.type === "radio" ? one.checked : null]);
}
function fill(kept) {
  for (const [name, value, ticked] of kept) {
    const same = [...form.elements].filter((one) => one.name === name);
    const one = ticked === null ? same[0] : same.find((each) => each.value === value);
    if (!one) continue;
    if (ticked === null) one.value = value;
    else one.checked = ticked;
    if (value && name.startsWith("label")) delete one.closest(".row").dataset.spare;
  }
}
const plain = location.search === "" && !document.querySelector(".trouble");
try {
  const kept = JSON.parse(sessionStorage.getItem(place));
  if (plain && kept) fill(kept);
} catch (error) {
  // no storage, or what another release kept there
}
fit();
