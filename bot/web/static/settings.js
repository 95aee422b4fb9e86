// Size, colours, putting the page on the home screen, signing out.

import * as keep from "./keep.js";

const texts = document.getElementById("log").dataset;
const dialog = document.getElementById("settings");
const install = document.getElementById("install");

function choose(name, value) {
  document.documentElement.dataset[name] = value;
  try {
    localStorage.setItem(`baocun.${name}`, value);
  } catch (error) {
    // for as long as the page is open, then
  }
}

let offered = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offered = event;
  install.hidden = false;
});
install.addEventListener("click", () => {
  install.hidden = true;
  if (offered) offered.prompt();
});

for (const name of ["size", "theme"]) {
  for (const input of dialog.querySelectorAll(`input[name=${name}]`)) {
    input.checked = input.value === (document.documentElement.dataset[name] || input.dataset.usual || "");
    input.addEventListener("change", () => choose(name, input.value));
  }
}

document.getElementById("more").addEventListener("click", () => {
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", "");
});
document.getElementById("close").addEventListener("click", () => {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
});

// Nothing is left on this phone of whoever signs out: that takes a moment, and a network.
for (const form of dialog.querySelectorAll("form[action='/out']")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!navigator.onLine) return alert(texts.offline);
    if ((await keep.anything()) && !confirm(texts.unsent)) return;
    await keep.forget();
    form.submit();
  });
}
