// A second tap must not use the link a second time: its answer would say that the link is gone.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", () => {
    for (const button of form.querySelectorAll("button")) setTimeout(() => (button.disabled = true));
  });
}
// Coming back with the back button shows the page as it was left: with the button off.
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
