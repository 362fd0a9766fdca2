// Sets the chosen theme and room before anything is painted; a classic script, so that the page waits for it.
(() => {
  try {
    const { theme, density } = JSON.parse(localStorage.getItem('asisttr.preferences') || '{}');
    if (theme && theme !== 'auto') document.documentElement.dataset.theme = theme;
    if (density) document.documentElement.dataset.density = density;
  } catch {
    // no storage: the machine's theme holds
  }
})();
