// Runs before the first paint so that the page never flashes in the other theme; a file of its own because the CSP allows no inline script.
(function () {
  var choice = null;
  var language = null;
  try {
    choice = localStorage.getItem("millrace.theme");
    language = localStorage.getItem("millrace.language");
  } catch {
    choice = null; // storage is blocked: follow the system
  }
  var dark = choice === "dark" || (choice !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.lang = language || (navigator.language.slice(0, 2) === "fr" ? "fr" : "en");
})();
