// Size and colours as this phone was told to show them, before anything is drawn.
try {
  for (const name of ["size", "theme"]) {
    const value = localStorage.getItem(`baocun.${name}`);
    if (value) document.documentElement.dataset[name] = value;
  }
} catch (error) {
  // no storage: as the phone has it
}
