// The draft is with the server now: what the sheet remembered of it is forgotten.
try {
  sessionStorage.removeItem(`baocun.task.${document.currentScript.dataset.account}`);
} catch (error) {
  // no storage: nothing was remembered
}
